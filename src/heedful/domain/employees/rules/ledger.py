"""Leaders' time: what each entry covers, once, and what counts of it [methods.md 13]."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from uuid import UUID

from heedful.domain.employees.enums import TimeKind, TimeSource
from heedful.foundation.errors import Refused

TARGET_SHARE, TARGET_DEBRIEF = 1 / 3, 1.0
HALF_DAY, DAY_HOURS, WEEKDAYS = 0.5, 8, 5
LONGEST = timedelta(hours=24)
BEFORE = {TimeSource.DIARY: 0, TimeSource.CALENDAR: 1}


@dataclass(frozen=True, slots=True)
class Spent:
    """An entry as the arithmetic takes it; `counts` is its number of findings, or of actions with an owner."""

    id: UUID
    kind: TimeKind
    source: TimeSource
    starts_at: datetime
    ends_at: datetime
    counts: int = 0


@dataclass(frozen=True, slots=True)
class LeadersTime:
    """What a leader, or several, gave customers in a window. Hours; a census, so there is no interval."""

    working: float
    customers: float
    customer_days: int
    unproven: float
    debrief: float
    debriefs: int
    empty_debrief: float
    findings: int
    actions: int

    @property
    def share(self) -> float | None:
        """Hours with customers on days that count / working hours; None without working hours."""
        return self.customers / self.working if self.working > 0 else None

    @property
    def debrief_ratio(self) -> float | None:
        """Debrief hours / half a day of 8 hours for each customer day; None without a customer day."""
        return self.debrief / (HALF_DAY * DAY_HOURS * self.customer_days) if self.customer_days else None


def check_time(starts_at: datetime, ends_at: datetime, at: datetime) -> None:
    """Refuse time that goes backwards, is longer than a day, or has not happened."""
    if ends_at <= starts_at:
        raise Refused("it ends before it begins", field="until", value=ends_at, fix="give a later end")
    if ends_at - starts_at > LONGEST:
        raise Refused("longer than a day", field="until", value=ends_at, fix="write each day for itself")
    if starts_at > at:
        raise Refused("this lies ahead", field="day", value=starts_at, fix="write down what has happened")


def reconciled(entries: Iterable[Spent]) -> dict[UUID, timedelta]:
    """Return the time that each entry of one person covers alone: an hour that two entries claim counts once.

    The diary is believed before the calendar, what began earlier before what began later. The sum is the length of the
    union of all entries, whatever their order.
    """
    taken: list[tuple[datetime, datetime]] = []
    found: dict[UUID, timedelta] = {}
    for each in sorted(entries, key=lambda one: (BEFORE[one.source], one.starts_at, one.ends_at, str(one.id))):
        free = [(each.starts_at, each.ends_at)]
        for begin, end in taken:
            free = [part for piece in free for part in _without(piece, begin, end)]
        taken.extend(free)
        found[each.id] = sum((end - begin for begin, end in free), timedelta())
    return found


def leaders_time(entries: Sequence[Spent], *, working: float, zone: tzinfo) -> LeadersTime:
    """Reckon one leader's time: a day with customers counts with a finding on it, a debrief with an owned action."""
    covers = reconciled(entries)
    days: dict[date, list[Spent]] = {}
    for each in entries:
        if each.kind is TimeKind.CUSTOMERS:
            days.setdefault(each.starts_at.astimezone(zone).date(), []).append(each)
    proven = {day for day, those in days.items() if any(one.counts for one in those)}
    debriefs = [each for each in entries if each.kind is TimeKind.DEBRIEF]
    away = hours(covers, (each for each in entries if each.kind is TimeKind.AWAY))
    return LeadersTime(
        working=max(0.0, working - away),
        customers=hours(covers, (one for day in proven for one in days[day])),
        customer_days=len(proven),
        unproven=hours(covers, (one for day, those in days.items() if day not in proven for one in those)),
        debrief=hours(covers, (each for each in debriefs if each.counts)),
        debriefs=sum(bool(each.counts) for each in debriefs),
        empty_debrief=hours(covers, (each for each in debriefs if not each.counts)),
        findings=sum(each.counts for each in entries if each.kind is TimeKind.CUSTOMERS),
        actions=sum(each.counts for each in debriefs),
    )


def together(several: Sequence[LeadersTime]) -> LeadersTime:
    """Add several leaders up."""
    names = LeadersTime.__dataclass_fields__
    return LeadersTime(**{name: sum(getattr(each, name) for each in several) for name in names})


def working_hours(weekly: int, since: date, until: date) -> float:
    """Return the hours of the working days, Monday to Friday, of [since, until).

    >>> working_hours(40, date(2026, 3, 2), date(2026, 3, 16))
    80.0
    """
    days = sum((since + timedelta(days=n)).weekday() < WEEKDAYS for n in range((until - since).days))
    return weekly / WEEKDAYS * days


def hours(covers: Mapping[UUID, timedelta], entries: Iterable[Spent]) -> float:
    """Return the reconciled hours of some entries."""
    return sum((covers[each.id] for each in entries), timedelta()) / timedelta(hours=1)


def _without(piece: tuple[datetime, datetime], begin: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """Cut [begin, end) out of a piece of time."""
    first, last = piece
    if end <= first or begin >= last:
        return [piece]
    return [part for part in ((first, min(begin, last)), (max(end, first), last)) if part[0] < part[1]]
