"""Writes of decisions: proposed, assessed for customers, approved by somebody else, kept back, announced, in effect."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from heedful.domain.strategy.enums import DecisionState, DecisionVerb
from heedful.domain.strategy.models import BurdenAssessment, Decision, DecisionTouchpoint
from heedful.domain.strategy.operations.record import move, named_person
from heedful.domain.strategy.queries.decisions import due_to_move, found
from heedful.domain.strategy.rules.burden import Burden
from heedful.domain.strategy.rules.decisions import check_approvable, check_embargo, gaps
from heedful.foundation.access import Actor, Permission
from heedful.foundation.audit import operations as audit
from heedful.foundation.days import day_of
from heedful.foundation.errors import Denied, Refused
from heedful.foundation.notify import operations as notify

REVIEW_AFTER = timedelta(days=90)
OPEN = (DecisionState.DRAFT, DecisionState.ASSESSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a forum decided. `topic` ties it to announcements, cards and complaints."""

    title: str
    what: str
    why: str
    forum: str
    topic: str
    decided_on: date
    touches_customers: bool
    effective_at: datetime | None = None
    touchpoint_ids: tuple[UUID, ...] = ()


@transaction.atomic
def propose(*, code: str, told: Proposal, unit_id: UUID, owner_id: UUID, by: Actor, at: datetime) -> Decision:
    """Record a decision as a draft of its unit and owner."""
    by.require(Permission.RECORD_DECISIONS, unit_id)
    if Decision.objects.filter(code=code).exists():
        raise Refused("another decision has this code", field="code", value=code, fix="choose another code")
    _check(told)
    decision = Decision.objects.create(code=code, unit_id=unit_id, owner_id=owner_id, **_fields(told))
    _touch(decision, told)
    audit.record(by=by, at=at, action="decision.proposed", entity="decision", entity_id=decision.id)
    return decision


@transaction.atomic
def amend(*, decision_id: UUID, told: Proposal, by: Actor, at: datetime) -> Decision:
    """Write a decision that is not approved yet anew."""
    decision = _open(decision_id, by)
    _check(told)
    for name, value in _fields(told).items():
        setattr(decision, name, value)
    decision.save()
    decision.touchpoints.all().delete()
    _touch(decision, told)
    audit.record(by=by, at=at, action="decision.amended", entity="decision", entity_id=decision.id)
    return decision


@transaction.atomic
def assess(
    *, decision_id: UUID, burdens: Sequence[Burden], no_burden_because: str = "", by: Actor, at: datetime
) -> Decision:
    """State what the decision asks of customers, by segment; nothing at all needs a reason."""
    decision = _open(decision_id, by)
    if decision.touches_customers and not burdens and not no_burden_because.strip():
        raise Refused("say what it asks of customers", field="burden", fix="add a segment, or say why it asks nothing")
    if len({each.segment for each in burdens}) < len(burdens):
        raise Refused("a segment is there twice", field="segment", fix="one line a segment")
    decision.burdens.all().delete()
    BurdenAssessment.objects.bulk_create([BurdenAssessment(decision=decision, **asdict(each)) for each in burdens])
    return move(
        decision=decision,
        verb=DecisionVerb.ASSESS,
        by=by,
        at=at,
        no_burden_because="" if burdens else no_burden_because,
    )


@transaction.atomic
def approve(*, decision_id: UUID, by: Actor, at: datetime) -> Decision:
    """Approve a decision by name. Its owner cannot; neither can anybody while something is missing."""
    decision = found(by, decision_id)
    by.require(Permission.APPROVE_DECISIONS, decision.unit_id)
    approver = named_person(by)
    if approver == decision.owner_id:
        raise Denied("nobody approves their own decision", fix="ask another member of the forum")
    check_approvable(
        gaps(
            touches_customers=decision.touches_customers,
            why=decision.why,
            effective_at=decision.effective_at,
            burdens=decision.burdens.count(),
            no_burden_because=decision.no_burden_because,
        )
    )
    return move(decision=decision, verb=DecisionVerb.APPROVE, by=by, at=at, approved_by_id=approver, approved_at=at)


@transaction.atomic
def embargo(*, decision_id: UUID, until: datetime, because: str, by: Actor, at: datetime) -> Decision:
    """Keep an approved decision back until a time, for a reason."""
    decision = found(by, decision_id)
    by.require(Permission.APPROVE_DECISIONS, decision.unit_id)
    check_embargo(until=until, because=because, at=at)
    told = {"embargoed_at": at, "embargo_until": until, "embargo_because": because}
    return move(decision=decision, verb=DecisionVerb.EMBARGO, by=by, at=at, **told)


@transaction.atomic
def announced(*, decision_id: UUID, by: Actor, at: datetime) -> None:
    """Note that an announcement of the decision was released; the first one moves it."""
    decision = Decision.objects.get(id=decision_id)
    if decision.state in (DecisionState.APPROVED, DecisionState.EMBARGOED):
        move(decision=decision, verb=DecisionVerb.ANNOUNCE, by=by, at=at)


@transaction.atomic
def withdraw(*, decision_id: UUID, by: Actor, at: datetime) -> Decision:
    """Take a decision back."""
    decision = found(by, decision_id)
    by.require(Permission.RECORD_DECISIONS, decision.unit_id)
    return move(decision=decision, verb=DecisionVerb.WITHDRAW, by=by, at=at)


@transaction.atomic
def review(*, decision_id: UUID, observed: dict[str, int], by: Actor, at: datetime) -> Decision:
    """Set what customers really spend (seconds by segment) beside what was assumed, after the decision took effect."""
    decision = found(by, decision_id)
    by.require(Permission.RECORD_DECISIONS, decision.unit_id)
    known = {each.segment: each for each in decision.burdens.all()}
    if set(observed) != set(known):
        raise Refused("every assumed segment is observed", field="observed", fix="give seconds for each segment")
    for segment, seconds in observed.items():
        known[segment].observed_seconds_after, known[segment].observed_on = seconds, day_of(at)
    BurdenAssessment.objects.bulk_update(known.values(), ["observed_seconds_after", "observed_on"])
    return move(decision=decision, verb=DecisionVerb.REVIEW, by=by, at=at)


@transaction.atomic
def move_due(*, by: Actor, at: datetime) -> int:
    """End embargoes whose time has come, and put announced decisions in effect; return how many moved."""
    count = 0
    for decision in due_to_move(at):
        count += 1
        if decision.state == DecisionState.EMBARGOED:
            move(decision=decision, verb=DecisionVerb.END_EMBARGO, by=by, at=at)
            notify.tell(
                person_id=decision.owner_id,
                subject=f"The embargo on “{decision.title}” has ended: announce it",
                url=f"/explain/decisions/{decision.id}/",
                at=at,
                key=f"embargo:{decision.id}:{decision.version}",
            )
        else:
            due = day_of((decision.effective_at or at) + REVIEW_AFTER)
            move(decision=decision, verb=DecisionVerb.TAKE_EFFECT, by=by, at=at, review_due_on=due)
    return count


def _open(decision_id: UUID, by: Actor) -> Decision:
    decision = found(by, decision_id)
    by.require(Permission.RECORD_DECISIONS, decision.unit_id)
    if decision.state not in OPEN:
        raise Refused("an approved decision stands as it is", field="state", fix="withdraw it and record a new one")
    return decision


def _check(told: Proposal) -> None:
    for name in ("title", "what", "forum", "topic"):
        if not getattr(told, name).strip():
            raise Refused("this is empty", field=name, fix="write it in a sentence")


def _fields(told: Proposal) -> dict[str, object]:
    return {name: value for name, value in asdict(told).items() if name != "touchpoint_ids"}


def _touch(decision: Decision, told: Proposal) -> None:
    rows = [DecisionTouchpoint(decision=decision, touchpoint_id=each) for each in set(told.touchpoint_ids)]
    DecisionTouchpoint.objects.bulk_create(rows)
