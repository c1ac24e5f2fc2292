"""Writes of hand-overs: ask another department or a partner, pause with a reason, answer, and tell of a breach once."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from heedful.domain.cases.enums import CaseState, ClockResult, ClockState, EventType, HandOverVerb, PauseReason, Verb
from heedful.domain.cases.models import Case, HandOver, HandOverEvent
from heedful.domain.cases.operations.escalate import escalate_case
from heedful.domain.cases.operations.record import append, current_episode, load, move
from heedful.domain.cases.queries import hand_overs as queries
from heedful.domain.cases.queries.clocks import moment
from heedful.domain.cases.rules.hand_overs import OPEN, next_state
from heedful.domain.cases.rules.states import OPEN_STATES
from heedful.domain.journeys.queries.targets import ola_for
from heedful.domain.organisation import queries as organisation
from heedful.domain.organisation.enums import UnitKind
from heedful.foundation.access import Actor, Permission
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import Conflict, NotFound, Refused
from heedful.foundation.notify import operations as notify
from heedful.warehouse import dirty

V = HandOverVerb
WAITS = (CaseState.WAITING_INTERNAL, CaseState.WAITING_PARTNER)


@transaction.atomic
def hand_over(*, case_id: UUID, to_unit_id: UUID, asked: str, by: Actor, at: datetime) -> HandOver:
    """Ask another department or a partner for something; its clock runs from now, the customer's goes on.

    A case that is worked on then waits for them. Those who assign cases there are told.
    """
    case = load(case_id, by)
    if not asked.strip():
        raise Refused("nothing is asked", field="asked", fix="say what they should do")
    if case.state not in OPEN_STATES:
        raise Refused(f"{case.reference} is closed", field="case", fix="reopen it first")
    if to_unit_id == case.unit_id:
        raise Refused("the case is there already", field="unit", fix="choose another department or a partner")
    unit = organisation.find_unit(to_unit_id)
    promise = ola_for(unit.id, at)
    if promise is None:
        raise Refused(
            f"{unit.name} has promised the others nothing", field="unit", fix="publish a promise between departments"
        )
    episode = current_episode(case)
    asked_for = HandOver.objects.create(
        episode=episode, from_unit_id=case.unit_id, to_unit=unit, asked=asked.strip(), asked_by=by.name,
        target_version_id=promise.version_id, calendar_version_id=promise.calendar_version_id, at=at,
    )  # fmt: skip
    _write(asked_for, V.ASK, "", by, at)
    data = {"hand_over": str(asked_for.id), "unit": unit.name}
    append(case=case, episode=episode, what=EventType.HANDED_OVER, by=by, at=at, data=data)
    if case.state == CaseState.WORKING:
        verb = Verb.WAIT_PARTNER if unit.kind == UnitKind.PARTNER else Verb.WAIT_INTERNAL
        move(case=case, episode=episode, verb=verb, by=by, at=at, data={"why": asked.strip()[:200]})
    _tell(asked_for, f"{case.reference}: something is asked of {unit.name}", at)
    return asked_for


@transaction.atomic
def move_hand_over(
    *,
    hand_over_id: UUID,
    verb: HandOverVerb,
    reason: PauseReason | None = None,
    words: str = "",
    by: Actor,
    at: datetime,
) -> HandOver:
    """Pause with a reason, go on, or answer, as whoever was asked; or withdraw, as whoever asked."""
    if verb is V.WITHDRAW:
        found = HandOver.objects.select_related("episode__case").filter(id=hand_over_id).first()
        if found is None:
            raise NotFound("no hand-over has this id", field="hand_over", value=hand_over_id)
        load(found.episode.case_id, by)
    else:
        found = queries.find_asked(by, hand_over_id)
    state = next_state(ClockState(found.state), verb)
    if verb is V.PAUSE and reason is None:
        raise Refused("a pause needs a reason", field="reason", fix="choose what it waits for")
    if verb is V.ANSWER and not words.strip():
        raise Refused("the answer is empty", field="words", fix="say what was done")
    if not HandOver.objects.filter(id=found.id, state=found.state).update(state=state):
        raise Conflict("somebody else has moved it", field="verb", fix="look at it again, then decide")
    found.state = state
    _write(found, verb, reason or "", by, at)
    if verb in (V.ANSWER, V.WITHDRAW):
        _back(found, verb, words, by, at)
    return found


def fire_overdue(*, at: datetime, limit: int = 200) -> int:
    """Record the breach of each hand-over whose time has run out and tell of it, once; return how many.

    Of an episode that has ended only those who were asked hear.
    """
    return sum(_fire(hand_over_id, at) for hand_over_id in queries.overdue(at, limit))


@transaction.atomic
def _fire(hand_over_id: UUID, at: datetime) -> bool:
    if not HandOver.objects.filter(id=hand_over_id, told_at__isnull=True).update(told_at=at):
        return False
    late = HandOver.objects.select_related("episode__case__owner", "to_unit").get(id=hand_over_id)
    _refresh(late, at)
    case = late.episode.case
    subject = f"{case.reference}: {late.to_unit.name} is late"
    _tell(late, subject, at)
    if late.episode.closed_at is None:
        cause = f"ola {late.id.hex[-12:]}"
        escalate_case(case=case, episode=late.episode, cause=cause, level=0, subject=subject, at=at)
    return True


def _write(found: HandOver, verb: HandOverVerb, reason: str, by: Actor, at: datetime) -> None:
    HandOverEvent.objects.create(
        hand_over=found, seq=found.events.count() + 1, verb=verb, reason=reason, at=at,
        actor_id=by.id, actor_name=by.name,
    )  # fmt: skip
    audit.record(by=by, at=at, action=f"hand_over.{verb}", entity="case", entity_id=found.episode.case_id,
                 data={"hand_over": found.id})  # fmt: skip
    _refresh(found, at)


def _refresh(found: HandOver, at: datetime) -> None:
    """Store the reading of the clock at a time."""
    reading = queries.read(found, list(found.events.order_by("seq")), at)
    found.state, found.result, found.elapsed_seconds = reading.state, reading.result, reading.elapsed
    found.due_at = None if reading.due_at is None else moment(reading.due_at)
    found.breached_at = None if reading.breached_at is None else moment(reading.breached_at)
    found.stopped_at = None if reading.stopped_at is None else moment(reading.stopped_at)
    fields = ["state", "result", "elapsed_seconds", "due_at", "breached_at", "stopped_at"]
    found.save(update_fields=fields)
    dirty.mark("olas", [found.id])


def _back(found: HandOver, verb: HandOverVerb, words: str, by: Actor, at: datetime) -> None:
    """Give the case back: it goes on when nothing else is awaited, and its owner is told."""
    if verb is V.ANSWER:
        found.answer = words.strip()
        found.save(update_fields=["answer"])
    case = Case.objects.select_related("owner", "unit", "contact").get(id=found.episode.case_id)
    late = found.result == ClockResult.MISSED
    data = {"hand_over": str(found.id), "unit": organisation.find_unit(found.to_unit_id).name, "late": late}
    append(case=case, episode=found.episode, what=EventType.HANDED_BACK, by=by, at=at, data=data)
    waits = case.state in WAITS and found.episode_id == current_episode(case).id
    if waits and not HandOver.objects.filter(episode=found.episode, state__in=OPEN).exists():
        move(case=case, episode=found.episode, verb=Verb.RESUME, by=by, at=at)
    if case.owner_id and case.owner_id != by.id:
        what = "has answered" if verb is V.ANSWER else "need not answer any more"
        notify.tell(
            person_id=case.owner_id, subject=f"{case.reference}: {data['unit']} {what}", text=words.strip(),
            url=f"/desk/cases/{case.id}/", at=at, key=f"{found.id}:{verb}",
        )  # fmt: skip


def _tell(found: HandOver, subject: str, at: datetime) -> None:
    """Tell those who assign cases where it was asked, or the partner's people; the words stay with the hand-over."""
    people = [organisation.holders(each, at.date()) for each in (Permission.ASSIGN_CASES, Permission.DO_WHAT_IS_OWED)]
    for person_id in {row.id for rows in people for row in rows.filter(unit_id=found.to_unit_id)}:
        key = f"{found.id}:{'late' if found.told_at else 'asked'}:{person_id}"
        notify.tell(person_id=person_id, subject=subject, url="/desk/handovers/", at=at, key=key)
