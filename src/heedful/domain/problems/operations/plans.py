"""The plan of proof, locked before the fix, and the moment at which the fix takes effect."""

from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from uuid import UUID

from django.db import transaction

from heedful.analytics.inference.counts import FEWEST_BUCKETS, Window, dispersion, pooled_dispersion, total
from heedful.analytics.inference.effect import Law, earliest_exposure
from heedful.analytics.inference.power import power
from heedful.domain.problems.enums import ActionState, Verb
from heedful.domain.problems.models import Action, Effect, Plan, Problem
from heedful.domain.problems.operations.record import load, move
from heedful.domain.problems.queries.counting import lived, siblings, theme_of, weekly, window_of
from heedful.domain.problems.queries.trend import past_of
from heedful.domain.problems.rules.closing import Terms, check_effect, check_terms
from heedful.domain.problems.rules.windows import HISTORY, WEEK, base_weeks, week_of
from heedful.foundation.access import Actor
from heedful.foundation.days import day_of
from heedful.foundation.errors import NotFound, Refused

PLANNABLE = (ActionState.PROPOSED, ActionState.COMMITTED, ActionState.DONE)
HEALTHY = 1.5
"""A target is read as 1.5 times the healthy rate where there is no history to tell it."""


@dataclass(frozen=True, slots=True)
class Spread:
    """The dispersion of a theme, where it comes from, and the healthy rate before the trigger."""

    d: float
    source: str
    healthy: float | None


@transaction.atomic
def lock_plan(
    *, action_id: UUID, terms: Terms, planned_on: date, control_id: UUID | None = None, by: Actor, at: datetime
) -> Plan:
    """Lock how an action will be judged, before it takes effect. Changing one's mind makes the next plan."""
    action = Action.objects.filter(id=action_id).first()
    if action is None:
        raise NotFound("no action has this id", field="action", value=action_id)
    problem = load(action.problem_id, by)
    check_terms(terms)
    if ActionState(action.state) not in PLANNABLE:
        raise Refused("this action has had its effect", field="action", value=action.state, fix="plan the next one")
    if planned_on <= day_of(at):
        raise Refused(
            "the plan comes before the fix", field="planned_on", value=planned_on, fix="name the day it takes effect"
        )
    spread = _spread(problem, day_of(at))
    plan = Plan.objects.create(
        problem=problem,
        action=action,
        n=Plan.objects.filter(problem=problem).count() + 1,
        target=terms.target,
        alpha=terms.alpha,
        settling=terms.settling,
        watch=terms.watch,
        longest=terms.longest,
        planned_on=planned_on,
        d=spread.d,
        d_source=spread.source,
        control_id=control_id,
        forecast=_forecast(problem, terms, spread, planned_on, day_of(at)),
        locked_at=at,
        locked_by=by.name,
    )
    move(problem=problem, verb=Verb.PLAN, by=by, at=at, data={"plan": str(plan.id), "n": plan.n})
    return plan


@transaction.atomic
def take_effect(*, plan_id: UUID, effective_at: datetime | None = None, by: Actor, at: datetime) -> Effect:
    """Say that the planned fix works from now on, or since a moment after its plan; the base is fixed with it."""
    plan = Plan.objects.select_related("action").filter(id=plan_id).first()
    if plan is None:
        raise NotFound("no plan has this id", field="plan", value=plan_id)
    problem = load(plan.problem_id, by)
    if Plan.objects.filter(problem=problem, n__gt=plan.n).exists():
        raise Refused("a later plan is in force", field="plan", value=plan.n, fix="use the newest plan")
    since = effective_at or at
    check_effect(state=ActionState(plan.action.state), locked_at=plan.locked_at, effective_at=since, at=at)
    mondays, weak = base_weeks(problem.trigger_on, day_of(since))
    base = window_of(weekly(theme_of(problem, day_of(at)), mondays[0], mondays[-1] + WEEK), mondays)
    effect = Effect.objects.create(
        plan=plan,
        locked_at=plan.locked_at,
        effective_at=since,
        base_count=base.count,
        base_exposure=base.exposure,
        weak=weak,
        earliest=earliest_exposure(base, law_of(plan)),
        at=at,
    )
    Action.objects.filter(id=plan.action_id).update(state=ActionState.IN_EFFECT)
    move(problem=problem, verb=Verb.TAKE_EFFECT, by=by, at=at, data={"plan": str(plan.id)})
    return effect


def law_of(plan: Plan) -> Law:
    """Return what a plan agreed, as the tests take it."""
    return Law(plan.target, plan.d, plan.alpha, 2 if plan.longest > plan.watch else 1)


def _spread(problem: Problem, on: date) -> Spread:
    """Estimate the dispersion from 26 or more weeks before the trigger, else from the siblings' weeks."""
    own = [week.window for week in past_of(problem, on)]
    healthy = total(own).rate if total(own).exposure else None
    if len(own) >= FEWEST_BUCKETS:
        return Spread(dispersion(own), "own", healthy)
    since = problem.trigger_on - HISTORY * WEEK
    groups = [
        [week.window for week in lived(weekly(theme, since, problem.trigger_on))]
        for theme in siblings(theme_of(problem, on)).values()
    ]
    if any(total(group).count for group in groups):
        return Spread(pooled_dispersion(groups), "siblings", healthy)
    return Spread(0.0, "none", healthy)


def _forecast(problem: Problem, terms: Terms, spread: Spread, planned_on: date, today: date) -> dict[str, object]:
    """Say what the plan can show: the chance of each verdict if the fix works, and the week silence first counts."""
    theme = theme_of(problem, today)
    known = weekly(theme, problem.trigger_on, week_of(today))[1:] or weekly(
        theme, problem.trigger_on - 4 * WEEK, problem.trigger_on
    )
    seen = total([week.window for week in known])
    mondays, weak = base_weeks(problem.trigger_on, planned_on)
    per_week = seen.exposure / len(known)
    base = Window(round(seen.rate * per_week * len(mondays)), per_week * len(mondays))
    law = Law(terms.target, spread.d, terms.alpha, terms.looks)
    healthy = spread.healthy if spread.healthy else terms.target / HEALTHY
    earliest = earliest_exposure(base, law) if per_week else None
    fell, both = (
        power(
            law,
            before_rate=base.rate,
            before_exposure=base.exposure,
            after_rate=min(healthy, base.rate),
            after_exposure=per_week * terms.watch,
        )
        if base.count
        else (0.0, 0.0)
    )
    return {
        "fell": round(fell, 4),
        "both": round(both, 4),
        "healthy": healthy,
        "base_count": base.count,
        "base_exposure": base.exposure,
        "weak": weak,
        "earliest_week": ceil(earliest / per_week) if earliest is not None and per_week else None,
    }
