"""Writing time down: by hand, or from a calendar; findings, and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from heedful.domain.employees.enums import TimeKind, TimeSource
from heedful.domain.employees.models import DebriefAction, Finding, Leader, TimeEntry
from heedful.domain.employees.queries import ledger as queries
from heedful.domain.employees.rules.calendars import meetings
from heedful.domain.employees.rules.ledger import check_time
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Actor, ActorKind, Permission
from heedful.foundation.audit import operations as audit
from heedful.foundation.days import day_of, zone
from heedful.foundation.errors import Denied, NotFound, Refused
from heedful.foundation.notify import operations as notify

MOST_BACK = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a calendar brought: new meetings, changed ones, those already here, and those it no longer has."""

    new: int
    changed: int
    same: int
    gone: int


@transaction.atomic
def count_leader(*, person_id: UUID, weekly_hours: int, since: date, by: Actor, at: datetime) -> Leader:
    """Count a colleague's time for customers from a day on; again with other hours replaces the hours."""
    person = organisation.person(person_id)
    by.require(Permission.SET_ROSTER, person.unit_id)
    if not 1 <= weekly_hours <= 80:
        raise Refused("no working week", field="weekly_hours", value=weekly_hours, fix="write 1 to 80")
    fields = {"weekly_hours": weekly_hours, "since": since, "until": None}
    leader, _ = Leader.objects.update_or_create(person=person, defaults=fields)
    data = {"weekly_hours": weekly_hours, "since": since.isoformat()}
    audit.record(by=by, at=at, action="leader.counted", entity="person", entity_id=person_id, data=data)
    return leader


@transaction.atomic
def write_time(
    *,
    kind: TimeKind,
    starts_at: datetime,
    ends_at: datetime,
    finding: str = "",
    by: Actor,
    at: datetime,
) -> TimeEntry:
    """Write down one's own time, with what was found out, where it was time with customers."""
    check_time(starts_at, ends_at, at)
    person_id, unit_id = _colleague(by)
    entry = TimeEntry.objects.create(
        person_id=person_id, unit_id=unit_id, kind=kind, source=TimeSource.DIARY, starts_at=starts_at,
        ends_at=ends_at, recorded_at=at,
    )  # fmt: skip
    audit.record(by=by, at=at, action="time.written", entity="time", entity_id=entry.id, data={"kind": kind})
    if finding.strip():
        add_finding(entry_id=entry.id, text=finding, by=by, at=at)
    return entry


@transaction.atomic
def load_calendar(*, content: bytes, since: date, until: date, by: Actor, at: datetime) -> Loaded:
    """Take the marked meetings of [since, until) from the colleague's own calendar; the same again changes nothing.

    A meeting that moved moves here too. One that is gone from the calendar is removed, unless findings or actions
    hang on it.
    """
    until = min(until, day_of(at) + timedelta(days=1))
    if not since < until or until - since > MOST_BACK:
        raise Refused(
            "no window of up to a year that has begun", field="since", value=since, fix="choose an earlier day"
        )
    person_id, unit_id = _colleague(by)
    found = [each for each in meetings(content, since=since, until=until, zone=zone()) if each.starts_at <= at]
    own = TimeEntry.objects.filter(person_id=person_id, source=TimeSource.CALENDAR)
    known = {entry.meeting: entry for entry in own}
    counts = {"new": 0, "changed": 0, "same": 0}
    for each in found:
        fields = {"kind": each.kind, "starts_at": each.starts_at, "ends_at": each.ends_at}
        entry = known.get(each.name)
        if entry is None:
            TimeEntry.objects.create(
                person_id=person_id, unit_id=unit_id, source=TimeSource.CALENDAR, meeting=each.name,
                recorded_at=at, **fields,
            )  # fmt: skip
            counts["new"] += 1
        elif all(getattr(entry, name) == value for name, value in fields.items()):
            counts["same"] += 1
        else:
            own.filter(id=entry.id).update(**fields, recorded_at=at)
            counts["changed"] += 1
    names = {each.name for each in found}
    gone = [entry.id for entry in queries.bare_meetings(person_id, since, until) if entry.meeting not in names]
    own.filter(id__in=gone).delete()
    loaded = Loaded(**counts, gone=len(gone))
    data = {**counts, "gone": loaded.gone, "since": since.isoformat(), "until": until.isoformat()}
    audit.record(by=by, at=at, action="calendar.loaded", entity="person", entity_id=person_id, data=data)
    return loaded


@transaction.atomic
def add_finding(*, entry_id: UUID, text: str, by: Actor, at: datetime) -> Finding:
    """Add what was found out to one's own time with customers; only then does the day count."""
    entry = queries.own_entry(by, entry_id)
    if entry.kind != TimeKind.CUSTOMERS:
        raise Refused("findings come from time with customers", field="entry", fix="choose such an entry")
    if not text.strip():
        raise Refused("a finding needs words", field="finding", fix="say what you saw or heard")
    finding = Finding.objects.create(entry=entry, text=text.strip(), at=at)
    audit.record(by=by, at=at, action="time.finding", entity="time", entity_id=entry.id)
    return finding


@transaction.atomic
def add_action(*, entry_id: UUID, text: str, owner_id: UUID, due_on: date, by: Actor, at: datetime) -> DebriefAction:
    """Add an action with its owner to one's own debrief, who is told; only then does the debrief count."""
    entry = queries.own_entry(by, entry_id)
    if entry.kind != TimeKind.DEBRIEF:
        raise Refused("actions come from debriefs", field="entry", fix="write the debrief down first")
    if not text.strip():
        raise Refused("an action needs words", field="action", fix="say what will be different")
    owner = organisation.person(owner_id)
    action = DebriefAction.objects.create(entry=entry, text=text.strip(), owner=owner, due_on=due_on, at=at)
    notify.tell(
        person_id=owner.id, subject=f"From a debrief of {by.name}: {action.text[:120]}", text=f"Due {due_on}.",
        url="/colleagues/time/", at=at, key=str(action.id),
    )  # fmt: skip
    audit.record(by=by, at=at, action="time.action", entity="time", entity_id=entry.id, data={"owner": str(owner_id)})
    return action


@transaction.atomic
def finish_action(*, action_id: UUID, by: Actor, at: datetime) -> DebriefAction:
    """Say that an action which one owns is done."""
    action = queries.open_actions(by).filter(id=action_id).first()
    if action is None:
        raise NotFound("no open action of yours has this id", field="action", value=action_id)
    DebriefAction.objects.filter(id=action_id, done_at__isnull=True).update(done_at=at)
    audit.record(by=by, at=at, action="time.action_done", entity="time", entity_id=action.entry_id)
    action.refresh_from_db()
    return action


def _colleague(by: Actor) -> tuple[UUID, UUID]:
    if by.kind is not ActorKind.COLLEAGUE or by.id is None:
        raise Denied("time is written down by the colleague themselves", field="person", fix="sign in")
    return by.id, organisation.person(by.id).unit_id
