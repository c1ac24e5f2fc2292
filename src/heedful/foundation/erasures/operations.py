"""Keep the list, in the database and in a file beside it; scrub what a database file still holds of deleted rows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import connection

from heedful.foundation.access import Actor
from heedful.foundation.audit import operations as audit
from heedful.foundation.erasures.models import Erasure
from heedful.foundation.errors import Refused

FILE = "erasures.jsonl"


class Listed(NamedTuple):
    """An entry of a published list: the id that means nothing any more, why and when."""

    subject: UUID
    reason: str
    at: datetime


def note(*, subject: UUID, reason: str, rows: Mapping[str, int], by: Actor, at: datetime) -> None:
    """Write an erasure down once, in the transaction of the erasure itself; the file follows with `publish`."""
    if not reason.strip():
        raise Refused("an erasure needs its reason", field="reason", fix="say on which ground, by which channel")
    values = {"at": at, "reason": reason.strip()[:300], "rows": dict(rows)}
    Erasure.objects.update_or_create(subject=subject, defaults=values)
    audit.record(by=by, at=at, action="person.erased", entity="contact", entity_id=subject, data=dict(rows))


def remember(entry: Listed) -> None:
    """Take an entry of a published list over, whether or not the person is here; what is known already stands."""
    Erasure.objects.get_or_create(subject=entry.subject, defaults={"at": entry.at, "reason": entry.reason[:300]})


def publish() -> Path:
    """Write the whole list beside the database, where a restore of an older backup finds it; return the file."""
    path = Path(settings.HEEDFUL_VAR) / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = (
        json.dumps({"subject": str(each.subject), "at": each.at.isoformat(), "reason": each.reason})
        for each in Erasure.objects.order_by("at", "subject")
    )
    fresh = path.with_suffix(".new")
    fresh.write_text("".join(f"{line}\n" for line in lines))
    fresh.replace(path)
    return path


def any_since(at: datetime) -> bool:
    """Tell whether anybody was erased since a moment."""
    return Erasure.objects.filter(at__gte=at).exists()


def listed(path: Path) -> Iterator[Listed]:
    """Return the entries of a published list; raise Refused when it is none."""
    for number, line in enumerate(path.read_text().splitlines(), start=1):
        try:
            told = json.loads(line)
            yield Listed(UUID(told["subject"]), str(told["reason"]), datetime.fromisoformat(told["at"]))
        except (ValueError, KeyError, TypeError) as error:
            raise Refused("this is no list of erasures", field="file", value=f"{path.name}:{number}") from error


def scrub() -> None:
    """Give the pages of deleted and overwritten rows back, so that the file holds nothing of them.

    The whole file is written anew, and nobody else writes meanwhile: about a second for each 100 MB, so do it at night.
    PostgreSQL does this by itself (autovacuum); its write-ahead log keeps old pages until it is recycled.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        for statement in ("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
            cursor.execute(statement)
