"""Pulses, leaders' time, praise and training. A pulse is answered on its page only: a call would leave a trail."""

from datetime import date, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from django.utils import timezone
from ninja import Router, Status
from pydantic import Field

from heedful.domain.employees.enums import TimeKind
from heedful.domain.employees.operations import ledger, praise, pulses, training
from heedful.domain.employees.queries import ledger as time_queries
from heedful.domain.employees.queries import praise as praise_queries
from heedful.domain.employees.queries import pulses as pulse_queries
from heedful.domain.employees.queries import training as training_queries
from heedful.domain.measurement.queries import employee_link
from heedful.foundation.access import Permission
from heedful.foundation.days import day_of
from heedful.interfaces.api.v1.shared import Asked, Body, Day, Moment, Name, Words

router = Router()


class NewPulse(Body):
    """A pulse to open."""

    title: Name
    unit: UUID
    closes_on: date


class NewTime(Body):
    """Time to write down."""

    kind: TimeKind
    starts_at: Moment
    ends_at: Moment
    finding: Words = ""


class CalendarFile(Body):
    """The text of a calendar file and the window to take from it."""

    text: str = Field(max_length=900_000)
    since: Day
    until: Day


class NewFinding(Body):
    """What was found out."""

    text: Words


class NewAction(Body):
    """What follows from a debrief."""

    text: Words
    owner: UUID
    due_on: date


class NewLeader(Body):
    """Whose time is counted, from when, with how many hours a week."""

    person: UUID
    weekly_hours: int = Field(default=40, ge=1, le=80)
    since: Day


class Meant(Body):
    """Whom a compliment means."""

    person: UUID


class Passed(Body):
    """A training that was passed."""

    person: UUID
    training: Name
    passed_on: date
    valid_until: date


@router.get("/pulses", response=list[dict[str, Any]], summary="Pulses")
def all_pulses(request: Asked) -> list[dict[str, Any]]:
    """List the pulses whose voice the caller may hear."""
    request.actor.require(Permission.SEE_PULSES)
    return [_pulse(each) for each in pulse_queries.visible_to(request.actor)]


@router.post("/pulses", response={201: dict[str, Any]}, summary="Open a pulse")
def open_pulse(request: Asked, body: NewPulse) -> Status[dict[str, Any]]:
    """Ask every colleague of a unit and below."""
    made = pulses.open_pulse(
        title=body.title, unit_id=body.unit, closes_on=body.closes_on, by=request.actor, at=timezone.now()
    )
    return Status(201, _pulse(made))


@router.get("/pulses/{uuid:pulse_id}", response=dict[str, Any], summary="Figures of a closed pulse by unit")
def one_pulse(request: Asked, pulse_id: UUID) -> dict[str, Any]:
    """Give the figures of every unit in sight; an open pulse gives none."""
    rows = pulse_queries.results(request.actor, pulse_id)
    return _pulse(pulse_queries.find_pulse(request.actor, pulse_id)) | {
        "units": [
            {"unit": row.unit_id, "name": row.name, "asked": row.asked}
            | {
                each.value: {"value": one.value, "low": one.low, "high": one.high, "n": one.n, "hidden": one.hidden}
                for each, one in row.scores.items()
            }
            for row in rows
        ],
        "comments": pulse_queries.comments(request.actor, pulse_id),
    }


@router.post("/pulses/{uuid:pulse_id}/close", response=dict[str, Any], summary="Close a pulse")
def close_pulse(request: Asked, pulse_id: UUID) -> dict[str, Any]:
    """Close it before its day."""
    return _pulse(pulses.close_pulse(pulse_id=pulse_id, by=request.actor, at=timezone.now()))


@router.get("/link", response=dict[str, Any], summary="Employee effort and a customers' score by unit and quarter")
def link(request: Asked, metric: Literal["nps", "csat", "ces"] = "nps") -> dict[str, Any]:
    """Give the link with both directions at every lag, and the one sentence that it allows."""
    found = employee_link.link(metric=metric, actor=request.actor, at=timezone.now())
    lags = [
        {
            "way": each.way, "quarters": each.lag, "estimate": each.finding.estimate, "low": each.finding.low,
            "high": each.finding.high, "n": each.finding.n_used,
        }
        for each in found.links.lags
    ]  # fmt: skip
    return {"metric": metric, "sentence": found.sentence, "units": found.links.units, "lags": lags}


@router.get("/time", response=list[dict[str, Any]], summary="One's own diary")
def diary(request: Asked, since: Day, until: Day) -> list[dict[str, Any]]:
    """List the caller's own entries; a key has none."""
    return [
        _entry(row.entry) | {"hours": round(row.covers, 4), "findings": [each.text for each in row.findings]}
        for row in time_queries.diary(request.actor, since, until)
    ]


@router.post("/time", response={201: dict[str, Any]}, summary="Write time down")
def write_time(request: Asked, body: NewTime) -> Status[dict[str, Any]]:
    """Write down the caller's own time."""
    made = ledger.write_time(
        kind=body.kind, starts_at=body.starts_at, ends_at=body.ends_at, finding=body.finding, by=request.actor,
        at=timezone.now(),
    )  # fmt: skip
    return Status(201, _entry(made))


@router.post("/time/calendar", response=dict[str, int], summary="Load one's own calendar")
def calendar(request: Asked, body: CalendarFile) -> dict[str, int]:
    """Take the marked meetings of a calendar file; the same again changes nothing."""
    content = body.text.encode()
    done = ledger.load_calendar(
        content=content, since=body.since, until=body.until, by=request.actor, at=timezone.now()
    )
    return {"new": done.new, "changed": done.changed, "same": done.same, "gone": done.gone}


@router.post("/time/{uuid:entry_id}/findings", response={201: dict[str, Any]}, summary="Add a finding")
def finding(request: Asked, entry_id: UUID, body: NewFinding) -> Status[dict[str, Any]]:
    """Say what was found out with customers."""
    made = ledger.add_finding(entry_id=entry_id, text=body.text, by=request.actor, at=timezone.now())
    return Status(201, {"id": made.id})


@router.post("/time/{uuid:entry_id}/actions", response={201: dict[str, Any]}, summary="Add an action of a debrief")
def action(request: Asked, entry_id: UUID, body: NewAction) -> Status[dict[str, Any]]:
    """Say what follows from a debrief, and who sees to it."""
    made = ledger.add_action(
        entry_id=entry_id, text=body.text, owner_id=body.owner, due_on=body.due_on, by=request.actor,
        at=timezone.now(),
    )  # fmt: skip
    return Status(201, {"id": made.id})


@router.get("/leaders", response=dict[str, Any], summary="Leaders' time for customers, and hours by unit")
def leaders(request: Asked, since: Day, until: Day) -> dict[str, Any]:
    """Give each leader in sight, all together, and hours inward against outward by unit, in [since, until)."""
    request.actor.require(Permission.SEE_LEADERS_TIME)
    rows, whole = time_queries.leaders(request.actor, since, until)
    return {
        "leaders": [{"person": row.person_id, "name": row.name, **_time(row.time)} for row in rows],
        "together": _time(whole),
        "units": [
            {
                "unit": each.unit_id, "name": each.name, "people": each.people, "inward": each.inward,
                "outward": each.outward, "ratio": each.ratio, "hidden": each.hidden,
            }
            for each in time_queries.hours_by_unit(request.actor, since, until)
        ],
    }  # fmt: skip


@router.post("/leaders", response={201: dict[str, Any]}, summary="Count a leader's time")
def count_leader(request: Asked, body: NewLeader) -> Status[dict[str, Any]]:
    """Count a colleague's time for customers from a day on."""
    made = ledger.count_leader(
        person_id=body.person, weekly_hours=body.weekly_hours, since=body.since, by=request.actor, at=timezone.now()
    )
    return Status(201, {"person": made.person_id, "weekly_hours": made.weekly_hours, "since": made.since})


@router.get("/praise", response=dict[str, Any], summary="How praise arrives")
def praised(request: Asked, since: Moment, until: Moment) -> dict[str, Any]:
    """Give the reach of compliments in the caller's units, and those that name nobody yet."""
    request.actor.require(Permission.COACH)
    found = praise_queries.delivery(request.actor, since, until)
    return {
        "received": found.received, "delivered": found.delivered, "in_time": found.in_time, "share": found.share,
        "median_seconds": found.median.total_seconds() if found.median is not None else None,
        "nameless": [each.id for each in praise_queries.nameless(request.actor, since, until)],
    }  # fmt: skip


@router.post("/praise/{uuid:submission_id}/name", response=dict[str, Any], summary="Say whom a compliment means")
def name(request: Asked, submission_id: UUID, body: Meant) -> dict[str, Any]:
    """Deliver a compliment that names nobody."""
    kept = praise.name_colleague(
        submission_id=submission_id, person_id=body.person, by=request.actor, at=timezone.now()
    )
    return {"person": kept.person_id, "leader": kept.leader_id, "delivered_at": kept.delivered_at}


@router.get("/training", response=list[dict[str, Any]], summary="Qualifications, next to run out first")
def qualifications(request: Asked) -> list[dict[str, Any]]:
    """List the newest qualification of each colleague in sight."""
    request.actor.require(Permission.COACH)
    return [
        {
            "person": each.person_id, "name": each.name, "training": each.training, "valid_until": each.valid_until,
            "state": each.state,
        }
        for each in training_queries.expiries(request.actor, day_of(timezone.now()))
    ]  # fmt: skip


@router.get("/training/complaints", response=dict[str, Any], summary="Complaints and qualification")
def by_qualification(request: Asked) -> dict[str, Any]:
    """List open complaints whose owner is not qualified, and how a year's complaints ended with and without."""
    request.actor.require(Permission.COACH)
    at = timezone.now()
    found = training_queries.recovery(request.actor, at - timedelta(days=365), at)
    return {
        "unqualified": [
            {"case": each.id, "reference": each.reference, "owner": each.owner_id}
            for each in training_queries.flagged(request.actor, day_of(at))
        ],
        "qualified": {"n": found.n, "solved": _share(found.solved)},
        "others": {"n": found.others, "solved": _share(found.others_solved)},
        "difference": {"low": found.low, "high": found.high},
    }


@router.post("/training", response={201: dict[str, Any]}, summary="Record a training")
def passed(request: Asked, body: Passed) -> Status[dict[str, Any]]:
    """Record that a colleague is qualified to handle complaints until a day."""
    kept = training.qualify(
        person_id=body.person, training=body.training, passed_on=body.passed_on, valid_until=body.valid_until,
        by=request.actor, at=timezone.now(),
    )  # fmt: skip
    return Status(201, {"id": kept.id, "valid_until": kept.valid_until})


def _share(found: Any) -> dict[str, Any] | None:
    return {"value": found.value, "low": found.low, "high": found.high} if found else None


def _pulse(each: Any) -> dict[str, Any]:
    return {"id": each.id, "title": each.title, "unit": each.unit_id, "closes_on": each.closes_on,
            "closed": each.closed_at is not None}  # fmt: skip


def _entry(each: Any) -> dict[str, Any]:
    begin: datetime = each.starts_at
    return {"id": each.id, "kind": each.kind, "source": each.source, "starts_at": begin, "ends_at": each.ends_at}


def _time(each: Any) -> dict[str, Any]:
    names = ("working", "customers", "customer_days", "unproven", "debrief", "empty_debrief", "findings", "actions")
    return {name: getattr(each, name) for name in (*names, "share", "debrief_ratio")}
