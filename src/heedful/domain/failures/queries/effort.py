"""What customers and colleagues did to understand: behaviour counts beside the asked effort, never within it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from heedful.domain.cases.queries.touches import Contact, contacts
from heedful.domain.communication.queries.behaviour import Asked, asked_inside
from heedful.domain.failures.models import SupervisorDemand
from heedful.foundation.access import Actor

CLARITY = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Outside:
    """What customers did at one touchpoint: a census of the contacts in sight."""

    touchpoint: str
    contacts: int
    customers: int
    to_clarity: float
    second_channel: int
    asked_above: int

    @property
    def counts(self) -> tuple[float, float, float]:
        """Contacts to clarity, share using a second channel, share asking for somebody above."""
        return self.to_clarity, self.second_channel / max(1, self.customers), self.asked_above / self.contacts


@dataclass(frozen=True, slots=True)
class Inside:
    """What colleagues did: touches to an answer a contact (median and 90th percentile), and a line an announcement."""

    contacts: int
    median: float | None
    p90: float | None
    announcements: Sequence[Asked]


def outside(actor: Actor, since: datetime, until: datetime) -> list[Outside]:
    """Read what customers did in [since, until), by touchpoint."""
    found = list(contacts(actor, since, until))
    above = _asked_above([each.case_id for each in found])
    places: dict[str, list[Contact]] = defaultdict(list)
    for each in found:
        places[each.touchpoint].append(each)
    return [_outside(place, of, above) for place, of in sorted(places.items())]


def inside(actor: Actor, since: datetime, until: datetime) -> Inside:
    """Read what colleagues did in [since, until)."""
    touches = sorted(each.touches for each in contacts(actor, since, until))
    return Inside(len(touches), quantile(touches, 0.5), quantile(touches, 0.9), asked_inside(actor, since, until))


def quantile(ordered: Sequence[int], share: float) -> float | None:
    """Return the smallest value that a share of the ordered values does not exceed; None of nothing.

    >>> quantile([1, 1, 2, 9], 0.5), quantile([1, 1, 2, 9], 0.9)
    (1.0, 9.0)
    """
    if not ordered:
        return None
    return float(next(value for n, value in enumerate(ordered, 1) if n >= share * len(ordered)))


def _asked_above(case_ids: Iterable[UUID]) -> set[UUID]:
    rows = SupervisorDemand.objects.filter(case_id__in=list(case_ids)).values_list("case_id", flat=True)
    return {each for each in rows if each}


def _outside(place: str, found: Sequence[Contact], above: set[UUID]) -> Outside:
    mine: dict[UUID, list[Contact]] = defaultdict(list)
    for each in found:
        if each.customer is not None:
            mine[each.customer].append(each)
    runs = _runs(mine)
    second = sum(len({each.channel for each in of}) > 1 for of in mine.values())
    clarity = sum(runs) / len(runs) if runs else 1.0
    return Outside(place, len(found), len(mine), clarity, second, sum(each.case_id in above for each in found))


def _runs(mine: Mapping[UUID, Sequence[Contact]]) -> list[int]:
    """Return how many contacts each run has: a run begins with a first contact and lasts fourteen days."""
    found = []
    for of in mine.values():
        begin, n = of[0].at, 0
        for each in of:
            if each.at - begin >= CLARITY:
                found.append(n)
                begin, n = each.at, 0
            n += 1
        found.append(n)
    return found
