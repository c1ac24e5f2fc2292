"""Circulation time: from an answer or complaint to the first colleague who could act and did, or read of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Min

from heedful.domain.cases import queries as cases
from heedful.domain.circulation.models import Carried
from heedful.domain.circulation.rules.choosing import ACTS
from heedful.domain.circulation.rules.times import Times, reckon
from heedful.foundation.access import Actor


@dataclass(frozen=True, slots=True)
class Passed:
    """An event and when it reached somebody who can act: they worked on its case, or read a digest that told of it."""

    submission_id: UUID
    case_id: UUID
    reference: str
    unit: str
    said_at: datetime
    reached_at: datetime | None
    way: str
    open: bool

    @property
    def hours(self) -> float | None:
        """The time it took; None while it has reached nobody."""
        return None if self.reached_at is None else max(0.0, (self.reached_at - self.said_at).total_seconds() / 3_600)


def passed(actor: Actor, since: datetime, until: datetime) -> list[Passed]:
    """Return the events of [since, until) in sight, oldest first."""
    events = cases.heard(actor, since, until)
    seen = dict(
        Carried.objects.filter(
            digest__seen_at__isnull=False,
            digest__role__in=list(ACTS),
            submission__collected_at__gte=since,
            submission__collected_at__lt=until,
        )
        .values_list("submission_id")
        .annotate(first=Min("digest__seen_at"))
    )
    found = []
    for each in events:
        read = seen.get(each.submission_id)
        by_digest = read is not None and (each.acted_at is None or read < each.acted_at)
        way = "digest" if by_digest else "case" if each.acted_at else ""
        at = read if by_digest else each.acted_at
        found.append(
            Passed(each.submission_id, each.case_id, each.reference, each.unit, each.said_at, at, way, each.open)
        )
    return found


def times(rows: list[Passed]) -> Times:
    """Reckon how long events took."""
    return reckon([each.hours for each in rows])
