"""Seals the audit trail every minute and anchors it every day, in a file too."""

import json
from datetime import datetime, timedelta

from django.conf import settings

from heedful.foundation.audit import operations as audit
from heedful.foundation.jobs.registry import periodic


@periodic("audit.seal", every=timedelta(minutes=1))
def seal(_at: datetime) -> None:
    """Chain the rows written since the last run."""
    while audit.seal():
        pass


@periodic("audit.anchor", every=timedelta(hours=6))
def anchor(at: datetime) -> None:
    """Keep the day's last hash in the database and in var/anchors, to be copied elsewhere."""
    kept = audit.anchor(at=at)
    if kept is None:
        return
    folder = settings.HEEDFUL_VAR / "anchors"
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"day": kept.day.isoformat(), "sequence": kept.sequence, "hash": kept.hash})
    (folder / f"{kept.day.isoformat()}.json").write_text(text)
