"""Imports that were asked for by page or API."""

from datetime import datetime
from typing import Any
from uuid import UUID

from heedful.foundation.jobs.registry import handler
from heedful.workflows import import_file


@handler("import.run", transactional=False, long=True)
def run(payload: dict[str, Any], at: datetime) -> None:
    """Do one import; a run that was cut short goes on where it stood."""
    import_file.perform(UUID(payload["import"]), at)
