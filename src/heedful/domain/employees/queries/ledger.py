"""Reads of time: one colleague's diary, leaders beside their targets, and hours inward against outward by unit."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from heedful.domain.employees.enums import TimeKind, TimeSource
from heedful.domain.employees.models import DebriefAction, Finding, Leader, TimeEntry
from heedful.domain.employees.rules.ledger import (
    LeadersTime,
    Spent,
    hours,
    leaders_time,
    reconciled,
    together,
    working_hours,
)
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Actor, Permission
from heedful.foundation.days import add_months, zone
from heedful.foundation.disclosure import MINIMUM_FIGURES, SENTENCE, small
from heedful.foundation.errors import NotFound


@dataclass(frozen=True, slots=True)
class LeaderRow:
    """A leader with their time in the window."""

    person_id: UUID
    name: str
    time: LeadersTime


@dataclass(frozen=True, slots=True)
class UnitHours:
    """Hours that a unit's colleagues wrote down for colleagues and for customers; `ratio` is the one by the other.

    `hidden` says why a unit with too few diaries shows nothing.
    """

    unit_id: UUID
    name: str
    people: int | None
    inward: float | None
    outward: float | None
    hidden: str = ""

    @property
    def ratio(self) -> float | None:
        """Hours serving colleagues / hours serving customers; None without hours for customers."""
        return self.inward / self.outward if self.outward and self.inward is not None else None


@dataclass(frozen=True, slots=True)
class DiaryRow:
    """An entry with the hours that it covers alone, and its findings or actions."""

    entry: TimeEntry
    kind: TimeKind
    covers: float
    findings: list[Finding]
    actions: list[DebriefAction]

    @property
    def length(self) -> float:
        """Hours from beginning to end."""
        return (self.entry.ends_at - self.entry.starts_at) / timedelta(hours=1)


def entries_of(person_ids: Collection[UUID], since: date, until: date) -> QuerySet[TimeEntry]:
    """Return the entries that begin in [since, until), with what makes them count."""
    begin, end = (datetime.combine(day, time(), zone()) for day in (since, until))
    found = TimeEntry.objects.filter(person_id__in=person_ids, starts_at__gte=begin, starts_at__lt=end)
    return found.annotate(found=Count("findings", distinct=True), follows=Count("actions", distinct=True)).order_by(
        "starts_at", "id"
    )


def bare_meetings(person_id: UUID, since: date, until: date) -> QuerySet[TimeEntry]:
    """Return a colleague's meetings of a calendar in [since, until) without findings and actions."""
    begin, end = (datetime.combine(day, time(), zone()) for day in (since, until))
    found = TimeEntry.objects.filter(person_id=person_id, starts_at__gte=begin, starts_at__lt=end)
    return found.filter(source=TimeSource.CALENDAR, findings__isnull=True, actions__isnull=True)


def diary(actor: Actor, since: date, until: date) -> list[DiaryRow]:
    """Return the colleague's own entries, newest first."""
    if actor.id is None:
        return []
    rows = list(entries_of([actor.id], since, until).prefetch_related("findings", "actions__owner"))
    covers = reconciled(_spent(rows))
    return [
        DiaryRow(
            row, TimeKind(row.kind), covers[row.id] / timedelta(hours=1), list(row.findings.all()),
            list(row.actions.all()),
        )
        for row in reversed(rows)
    ]  # fmt: skip


def own_entry(actor: Actor, entry_id: UUID) -> TimeEntry:
    """Return one of the colleague's own entries; raise NotFound."""
    found = TimeEntry.objects.filter(id=entry_id, person_id=actor.id).first() if actor.id else None
    if found is None:
        raise NotFound("no entry of yours has this id", field="entry", value=entry_id)
    return found


def open_actions(actor: Actor) -> QuerySet[DebriefAction]:
    """Return the actions of debriefs that the colleague owns and has not done, next due first."""
    found = (
        DebriefAction.objects.filter(owner_id=actor.id, done_at__isnull=True)
        if actor.id
        else DebriefAction.objects.none()
    )
    return found.select_related("entry__person").order_by("due_on", "id")


def time_of(person_id: UUID, since: date, until: date) -> LeadersTime | None:
    """Return a leader's time in [since, until); None for who is no leader then."""
    found = _leaders(since, until).filter(person_id=person_id).first()
    return _reckoned(found, list(entries_of([person_id], since, until)), since, until) if found else None


def leaders(actor: Actor, since: date, until: date) -> tuple[list[LeaderRow], LeadersTime]:
    """Return each leader in sight, and all of them together: a census of who is counted."""
    reach = actor.units(Permission.SEE_LEADERS_TIME)
    found = list(_leaders(since, until).select_related("person"))
    found = [each for each in found if reach is None or each.person.unit_id in reach]
    by_person: dict[UUID, list[TimeEntry]] = {each.person_id: [] for each in found}
    for entry in entries_of(list(by_person), since, until):
        by_person[entry.person_id].append(entry)
    rows = [
        LeaderRow(each.person_id, each.person.name, _reckoned(each, by_person[each.person_id], since, until))
        for each in sorted(found, key=lambda one: one.person.name)
    ]
    return rows, together([row.time for row in rows])


def done_share(since: date, until: date) -> tuple[int, int]:
    """Return (done, all) actions that debriefs of [since, until) led to."""
    begin, end = (datetime.combine(day, time(), zone()) for day in (since, until))
    rows = DebriefAction.objects.filter(entry__starts_at__gte=begin, entry__starts_at__lt=end)
    counted = rows.aggregate(all=Count("id"), done=Count("id", filter=Q(done_at__isnull=False)))
    return counted["done"], counted["all"]


def hours_by_unit(actor: Actor, since: date, until: date) -> list[UnitHours]:
    """Return the hours inward and outward of the units in sight where anybody wrote time down, by name.

    Whole months only, and each with enough diaries: a window less another is then never the day of one colleague.
    """
    reach = actor.units(Permission.SEE_LEADERS_TIME)
    first, after = since.replace(day=1), until if until.day == 1 else add_months(until, 1)
    begin, end = (datetime.combine(day, time(), zone()) for day in (first, after))
    rows = TimeEntry.objects.filter(starts_at__gte=begin, starts_at__lt=end)
    rows = rows.annotate(found=Count("findings", distinct=True), follows=Count("actions", distinct=True))
    mine: dict[UUID, dict[UUID, list[TimeEntry]]] = {}
    for row in rows.order_by("starts_at", "id"):
        if reach is None or row.unit_id in reach:
            mine.setdefault(row.unit_id, {}).setdefault(row.person_id, []).append(row)
    names = organisation.unit_names()
    found = []
    for unit, people in mine.items():
        months: dict[str, set[UUID]] = {}
        for person, those in people.items():
            for each in those:
                months.setdefault(f"{each.starts_at.astimezone(zone()):%Y-%m}", set()).add(person)
        if any(small(len(each), MINIMUM_FIGURES) for each in months.values()):
            found.append(UnitHours(unit, names[unit], None, None, None, SENTENCE))
            continue
        inward = outward = 0.0
        for those in people.values():
            spent = _spent(those)
            covers = reconciled(spent)
            inward += hours(covers, (each for each in spent if each.kind is TimeKind.COLLEAGUES))
            outward += hours(covers, (each for each in spent if each.kind is TimeKind.CUSTOMERS))
        found.append(UnitHours(unit, names[unit], len(people), inward, outward))
    return sorted(found, key=lambda each: each.name)


def _leaders(since: date, until: date) -> QuerySet[Leader]:
    return Leader.objects.filter(Q(until__isnull=True) | Q(until__gt=since), since__lt=until)


def _reckoned(leader: Leader, rows: list[TimeEntry], since: date, until: date) -> LeadersTime:
    first, last = max(since, leader.since), min(until, leader.until or until)
    return leaders_time(_spent(rows), working=working_hours(leader.weekly_hours, first, last), zone=zone())


def _spent(rows: list[TimeEntry]) -> list[Spent]:
    return [
        Spent(
            row.id, TimeKind(row.kind), TimeSource(row.source), row.starts_at, row.ends_at,
            getattr(row, "follows" if row.kind == TimeKind.DEBRIEF else "found"),
        )
        for row in rows
    ]  # fmt: skip
