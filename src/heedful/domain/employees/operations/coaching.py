"""Coaching: a plan from a pattern, the colleague's word on it, and its end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from heedful.domain.employees.enums import Behaviour, Form, PlanState
from heedful.domain.employees.models import CoachingPlan, PlanEvidence, PlanReply
from heedful.domain.employees.queries import coaching as queries
from heedful.domain.employees.rules.coaching import QUOTES, check_pattern, next_state
from heedful.foundation.access import Actor, ActorKind, Permission
from heedful.foundation.audit import operations as audit
from heedful.foundation.days import day_of
from heedful.foundation.errors import Denied, NotFound, Refused
from heedful.foundation.notify import operations as notify

LONGEST = 4_000


@transaction.atomic
def agree_plan(
    *,
    person_id: UUID,
    behaviour: Behaviour,
    form: Form,
    aim: str,
    due_on: date,
    evidence: Sequence[UUID],
    by: Actor,
    at: datetime,
) -> CoachingPlan:
    """Agree a plan with a colleague; refuse it where customers' answers show no real pattern.

    `evidence` names one to three low answers of the pattern with words: the colleague reads what customers said.
    """
    by.require(Permission.COACH)
    trend = queries.trend_of(by, person_id, at)
    check_pattern(trend.pattern if trend else None)
    if trend is None or person_id == by.id:
        raise Refused("somebody else coaches you", field="person", fix="ask your own leader")
    words = {row.id for row in trend.words}
    if not 1 <= len(evidence) <= QUOTES or not set(evidence) <= words:
        raise Refused("no words of customers", field="evidence", fix=f"choose 1 to {QUOTES} low answers of the pattern")
    if not aim.strip():
        raise Refused("a plan needs an aim", field="aim", fix="say what a customer will notice")
    if due_on <= day_of(at):
        raise Refused("the day has passed", field="due_on", value=due_on, fix="choose a day ahead")
    if CoachingPlan.objects.filter(person_id=person_id, behaviour=behaviour, state=PlanState.AGREED).exists():
        raise Refused(
            "this is being practised already", field="behaviour", value=behaviour, fix="finish that plan first"
        )
    pattern = trend.pattern
    numbers = {
        "bad": pattern.own.bad, "n": pattern.own.n, "others_bad": pattern.others.bad, "others_n": pattern.others.n,
        "p": round(pattern.p, 6), "limit": round(pattern.limit, 6), "on": day_of(at).isoformat(),
    }  # fmt: skip
    plan = CoachingPlan.objects.create(
        person_id=person_id, coach_id=by.id if by.kind is ActorKind.COLLEAGUE else None, unit_id=trend.unit_id,
        behaviour=behaviour, form=form,
        aim=aim.strip()[:LONGEST], due_on=due_on, pattern=numbers, at=at,
    )  # fmt: skip
    PlanEvidence.objects.bulk_create(PlanEvidence(plan=plan, submission_id=each) for each in dict.fromkeys(evidence))
    _tell(plan, person_id, f"{by.name} would like to practise something with you", "plan", at)
    data = {"person": str(person_id), "behaviour": behaviour, "form": form}
    audit.record(by=by, at=at, action="coaching.agreed", entity="coaching", entity_id=plan.id, data=data)
    return plan


@transaction.atomic
def reply(*, plan_id: UUID, text: str, by: Actor, at: datetime) -> PlanReply:
    """Answer back: the coached colleague says how they see it; the coach may answer. The other one is told."""
    plan = queries.find_plan(by, plan_id)
    if by.id is None or by.id not in (plan.person_id, plan.coach_id):
        raise Denied("this is between the colleague and the coach", field="text", fix="talk to the coach")
    if not text.strip():
        raise Refused("say something", field="text", fix="write how you see it")
    said = PlanReply.objects.create(plan=plan, person_id=by.id, name=by.name, text=text.strip()[:LONGEST], at=at)
    other = plan.coach_id if by.id == plan.person_id else plan.person_id
    if other is not None:
        _tell(plan, other, f"{by.name} answered about the coaching plan", str(said.id), at)
    audit.record(by=by, at=at, action="coaching.replied", entity="coaching", entity_id=plan.id)
    return said


@transaction.atomic
def end_plan(*, plan_id: UUID, verb: str, by: Actor, at: datetime) -> CoachingPlan:
    """Finish or drop a plan; only who coaches in the unit."""
    plan = queries.find_plan(by, plan_id)
    by.require(Permission.COACH, plan.unit_id)
    if plan.person_id == by.id:
        raise Denied("your coach says when it is done", field="verb", fix="answer on the plan")
    state = next_state(PlanState(plan.state), verb)
    changed = CoachingPlan.objects.filter(id=plan_id, state=plan.state).update(state=state, ended_at=at)
    if not changed:
        raise NotFound("no open plan has this id", field="plan", value=plan_id)
    audit.record(by=by, at=at, action="coaching.ended", entity="coaching", entity_id=plan.id, data={"state": state})
    plan.refresh_from_db()
    return plan


def _tell(plan: CoachingPlan, person_id: UUID, subject: str, key: str, at: datetime) -> None:
    notify.tell(
        person_id=person_id, subject=subject, url=f"/colleagues/coaching/{plan.id}/", at=at,
        key=f"coaching:{plan.id}:{key}",
    )  # fmt: skip
