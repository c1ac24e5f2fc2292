"""Loading cases that were worked elsewhere: whole stories, many at once, through the same table and the same fold."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from heedful.domain.cases.enums import (
    CaseState,
    ClockState,
    Direction,
    EventType,
    NoCase,
    Outcome,
    RedressKind,
    Step,
    Verb,
)
from heedful.domain.cases.models import (
    Case,
    Clock,
    ClockThreshold,
    Episode,
    Event,
    FollowUpDecision,
    Message,
    RecoveryStep,
    Redress,
    ReferenceCounter,
)
from heedful.domain.cases.operations import quarantine
from heedful.domain.cases.operations.clocks import PERCENTS, binding
from heedful.domain.cases.operations.open_case import Matter
from heedful.domain.cases.queries.clocks import happenings, moment, seconds
from heedful.domain.cases.queries.detail import hash_of, status_token
from heedful.domain.cases.rules.clocks import fold
from heedful.domain.cases.rules.priority import priority, severity
from heedful.domain.cases.rules.states import next_state
from heedful.domain.cases.rules.stretches import Terms
from heedful.domain.journeys.queries.targets import Target, targets_for
from heedful.domain.organisation.queries import calendars
from heedful.foundation import bulk
from heedful.foundation.access import Actor, ActorKind
from heedful.foundation.audit import operations as audit
from heedful.foundation.ids import new_id
from heedful.warehouse import dirty

BATCH = 500


@dataclass(frozen=True, slots=True)
class PastEvent:
    """A move, reply or note of a case that is being loaded; `person_id` and `name` say whose it was."""

    at: datetime
    what: Verb | EventType
    person_id: UUID | None
    name: str
    words: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCase:
    """A case with its story. Redress is (kind, cost in minor units, currency)."""

    matter: Matter
    unit_id: UUID
    owner_id: UUID | None
    segment: str
    segment_weight: int
    second_failure: bool
    events: Sequence[PastEvent]
    steps: Sequence[tuple[Step, str, datetime]] = ()
    redress: tuple[RedressKind, int, str] | None = None
    outcome: Outcome | None = None
    reason: str = ""
    submission_ids: Sequence[UUID] = ()


@dataclass(slots=True)
class _Rows:
    """What one batch inserts, in the order of its foreign keys."""

    case: list[Case] = field(default_factory=list)
    episode: list[Episode] = field(default_factory=list)
    event: list[Event] = field(default_factory=list)
    message: list[Message] = field(default_factory=list)
    step: list[RecoveryStep] = field(default_factory=list)
    redress: list[Redress] = field(default_factory=list)
    clock: list[Clock] = field(default_factory=list)
    threshold: list[ClockThreshold] = field(default_factory=list)
    decision: list[FollowUpDecision] = field(default_factory=list)


@transaction.atomic
def load_history(*, cases: Sequence[PastCase], by: Actor, at: datetime) -> list[UUID]:
    """Load stories of cases, oldest first, and return their ids.

    Every move passes the table of states and every clock is folded from the events, as if worked here. Alarms whose
    time has passed count as fired: nobody is called about the past. Raises NotAllowed at the first impossible move.
    """
    promises: dict[tuple[str, int, str, UUID], list[Target]] = {}
    ids: list[UUID] = []
    references = _references(Counter(past.matter.received_at.year for past in cases))
    for start in range(0, len(cases), BATCH):
        rows = _Rows()
        for past in cases[start : start + BATCH]:
            _story(past, next(references[past.matter.received_at.year]), rows, promises, at)
        for batch in (getattr(rows, name) for name in _Rows.__dataclass_fields__):
            bulk.insert(batch)
        quarantine.load(rows.case)
        ids += [case.id for case in rows.case]
    dirty.mark_all("cases")
    dirty.mark_all("clocks")
    audit.record(by=by, at=at, action="case.history_loaded", entity="case", entity_id="", data={"cases": len(ids)})
    return ids


def _story(
    past: PastCase,
    reference: str,
    rows: _Rows,
    promises: dict[tuple[str, int, str, UUID], list[Target]],
    at: datetime,
) -> None:
    case = _case(past, reference)
    episode = Episode(case=case, n=1, opened_at=past.matter.received_at)
    key = (case.kind, case.priority, case.segment, case.unit_id)
    if key not in promises:
        promises[key] = targets_for(*key, at)
    bound = binding(promises[key])
    events = [_event(case, episode, 1, EventType.OPENED, past.matter.received_at, {"clocks": bound}, None, "Heedful")]
    _say(rows, case, Direction.INWARD, past.matter.words, past.matter.sender or "Customer", past.matter.received_at)
    for seq, told in enumerate(past.events, start=2):
        if isinstance(told.what, Verb):
            case.state = next_state(past.matter.kind, CaseState(case.state), told.what)
        _happened(told, case, episode, past)
        events.append(_event(case, episode, seq, told.what, told.at, dict(told.data), told.person_id, told.name))
        if told.what is EventType.REPLIED or told.what is EventType.NOTED:
            direction = Direction.OUTWARD if told.what is EventType.REPLIED else Direction.INTERNAL
            _say(rows, case, direction, told.words, told.name, told.at)
    case.version = len(events)
    rows.case.append(case)
    rows.episode.append(episode)
    rows.event += events
    owner = past.events[-1].name if past.events else "Heedful"
    rows.step += [RecoveryStep(episode=episode, step=s, evidence=e, author=owner, at=when) for s, e, when in past.steps]
    if past.redress is not None:
        kind, cost, currency = past.redress
        money = Redress(episode=episode, kind=kind, value_minor=cost, cost_minor=cost, currency=currency, author=owner)
        money.at = past.events[-1].at if past.events else at
        rows.redress.append(money)
    rows.decision += [
        FollowUpDecision(submission_id=each, case=case, at=past.matter.received_at) for each in past.submission_ids
    ]
    _read_clocks(case, episode, events, promises[key], rows, at)


def _case(past: PastCase, reference: str) -> Case:
    matter, case_id = past.matter, new_id()
    badly = severity(matter.kind, score_percent=matter.score_percent, safety=matter.safety)
    return Case(
        id=case_id,
        reference=reference,
        kind=matter.kind,
        state=CaseState.NEW,
        severity=badly,
        priority=priority(badly, segment_weight=past.segment_weight, second_failure=past.second_failure),
        subject=matter.subject[:200],
        wanted=matter.wanted,
        channel=matter.channel,
        sender=matter.sender[:200],
        reply_to=matter.reply_to,
        source_metric=matter.source_metric,
        segment=past.segment,
        unit_id=past.unit_id,
        owner_id=past.owner_id,
        account_id=matter.account_id,
        contact_id=matter.contact_id,
        touchpoint_id=matter.touchpoint_id,
        interaction_id=matter.interaction_id,
        second_failure=past.second_failure,
        received_at=matter.received_at,
        opened_at=matter.received_at,
        status_hash=hash_of(status_token(case_id)),
    )


def _references(counts: Mapping[int, int]) -> dict[int, Iterator[str]]:
    """Take the next numbers of each year at once."""
    found: dict[int, Iterator[str]] = {}
    for year, count in counts.items():
        ReferenceCounter.objects.get_or_create(year=year)
        ReferenceCounter.objects.filter(year=year).update(last=F("last") + count)
        last = ReferenceCounter.objects.get(year=year).last
        found[year] = map(f"HD-{year}-{{:06d}}".format, range(last - count + 1, last + 1))
    return found


def _event(
    case: Case,
    episode: Episode,
    seq: int,
    what: Verb | EventType,
    happened: datetime,
    data: dict[str, Any],
    person_id: UUID | None,
    name: str,
) -> Event:
    return Event(
        case=case,
        episode=episode,
        seq=seq,
        type=what,
        state=case.state,
        at=happened,
        recorded_at=happened,
        actor_kind=ActorKind.COLLEAGUE if person_id else ActorKind.SYSTEM,
        actor_id=person_id,
        actor_name=name,
        data=data,
    )


def _say(rows: _Rows, case: Case, direction: Direction, words: str, author: str, said: datetime) -> None:
    if words:
        rows.message.append(
            Message(case=case, direction=direction, channel=case.channel, body=words, author=author, at=said)
        )


def _happened(told: PastEvent, case: Case, episode: Episode, past: PastCase) -> None:
    """Keep on the episode what its moves leave there."""
    if told.what is Verb.BEGIN:
        episode.impact = told.words
    elif told.what is Verb.PROPOSE:
        episode.answer, episode.proposed_at = told.words, told.at
    elif told.what is Verb.ACCEPT:
        episode.confirmed_by = str(told.data.get("word", ""))
    elif told.what in (Verb.CLOSE, Verb.WITHDRAW):
        episode.outcome, episode.reason, episode.closed_at = past.outcome or "", past.reason, told.at
        case.closed_at = told.at


def _read_clocks(
    case: Case, episode: Episode, events: Sequence[Event], promises: Sequence[Target], rows: _Rows, at: datetime
) -> None:
    happened = happenings(events)
    for promise in promises:
        table = calendars.table(promise.calendar_version_id, case.received_at, at)
        terms = Terms(
            kind=promise.kind, amount=promise.amount, span=promise.span, pausable=promise.pausable, table=table
        )
        reading = fold(happened, terms, seconds(at))
        clock = Clock(
            episode=episode,
            kind=promise.kind,
            target_version_id=promise.version_id,
            calendar_version_id=promise.calendar_version_id,
            state=reading.state,
            result=reading.result,
            elapsed_seconds=reading.elapsed,
            due_at=_moment(reading.due_at),
            breached_at=_moment(reading.breached_at),
            stopped_at=_moment(reading.stopped_at),
        )
        rows.clock.append(clock)
        for percent in PERCENTS:
            due = _moment(reading.reaches(percent))
            fired = due if due is not None and due <= at else None
            key = f"{clock.id}:{percent}"
            rows.threshold.append(
                ClockThreshold(clock=clock, percent=percent, due_at=due, fired_at=fired, fire_key=key)
            )
        due = clock.due_at if reading.state is ClockState.RUNNING else None
        if due is not None and (case.next_due_at is None or due < case.next_due_at):
            case.next_due_at, case.next_due_kind = due, clock.kind


def _moment(instant: int | None) -> datetime | None:
    return None if instant is None else moment(instant)


@transaction.atomic
def decline_history(*, submission_ids: Sequence[UUID], by: Actor, at: datetime) -> None:
    """Record that submissions from before the installation have no case, because they are history."""
    decisions = [FollowUpDecision(submission_id=each, no_case=NoCase.HISTORY, at=at) for each in submission_ids]
    bulk.insert(decisions)
    data = {"submissions": len(decisions), "reason": NoCase.HISTORY}
    audit.record(by=by, at=at, action="case.declined", entity="feedback", entity_id="", data=data)
