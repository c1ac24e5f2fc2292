"""Looks at the numbers, the verdict they allow, and the signature of somebody else."""

from dataclasses import replace
from datetime import date, datetime
from math import isfinite
from typing import Any
from uuid import UUID

from django.db import transaction

from heedful.analytics.inference import effect as inference
from heedful.analytics.inference import relapse
from heedful.analytics.inference.counts import Window
from heedful.analytics.inference.effect import Finding
from heedful.domain.organisation import queries as organisation
from heedful.domain.problems.enums import ActionState, Note, ProblemState, Verb
from heedful.domain.problems.models import Action, Plan, Problem, Signature, Verdict
from heedful.domain.problems.operations.plans import law_of
from heedful.domain.problems.operations.record import append, move, tell_owner
from heedful.domain.problems.queries.counting import Theme, Week, siblings, theme_of, weekly, window_of
from heedful.domain.problems.queries.listing import visible_to
from heedful.domain.problems.queries.trend import windows_of
from heedful.domain.problems.rules.closing import check_signer
from heedful.domain.problems.rules.verdicts import FINAL, due_look, goes_on
from heedful.domain.problems.rules.windows import WEEK, Windows, week_of, whole_weeks
from heedful.foundation.access import SYSTEM, Actor, ActorKind, Permission
from heedful.foundation.days import day_of
from heedful.foundation.errors import NotFound, Refused

RELAPSE_LOOK = 0


@transaction.atomic
def check_effect(*, problem_id: UUID, at: datetime) -> Verdict | None:
    """Look at a fix where a look is due, or watch a solved problem; return the verdict, None without one.

    It may run as often as it likes: a look is recorded once.
    """
    problem = Problem.objects.select_related("unit", "touchpoint").get(id=problem_id)
    plan = Plan.objects.filter(problem=problem, effect__isnull=False).select_related("effect").order_by("-n").first()
    if plan is None:
        return None
    laid, today = windows_of(problem, plan), day_of(at)
    if problem.state == ProblemState.CLOSED_EFFECTIVE:
        return _watch(problem, plan, laid, today, at)
    over = whole_weeks(laid.after, today)
    if over and problem.state == ProblemState.IN_EFFECT:
        move(problem=problem, verb=Verb.VERIFY, by=SYSTEM, at=at)
    told = {each.look: inference.Verdict(each.verdict) for each in plan.verdicts.exclude(look=RELAPSE_LOOK)}
    look = due_look(len(over), watch=plan.watch, longest=plan.longest, told=told)
    if look is None:
        return None
    finding = _finding(problem, plan, laid, over[: plan.watch if look == 1 else plan.longest], look, today)
    figures = _figures(finding, plan) | _beside_control(problem, plan, laid, over, finding, today)
    return _recorded(problem, plan, look, finding.verdict, figures, at)


@transaction.atomic
def sign(*, verdict_id: UUID, by: Actor, at: datetime) -> Signature:
    """Stand for a verdict, as somebody other than the action's owner; one that ends the plan moves the problem on.

    "Effective" lets the problem be closed; any other final word opens it again and calls the action failed.
    """
    verdict = Verdict.objects.select_related("plan__action", "plan__problem").filter(id=verdict_id).first()
    problem = visible_to(by).filter(id=verdict.plan.problem_id).first() if verdict else None
    if verdict is None or problem is None:
        raise NotFound("no verdict has this id", field="verdict", value=verdict_id)
    by.require(Permission.SIGN_VERDICTS, problem.unit_id)
    plan = verdict.plan
    signer = check_signer(by.id if by.kind is ActorKind.COLLEAGUE else None, plan.action.owner_id)
    if Signature.objects.filter(verdict=verdict).exists():
        raise Refused("this verdict is signed", field="verdict", value=verdict_id)
    signature = Signature.objects.create(verdict=verdict, person_id=signer, name=by.name, at=at)
    append(problem=problem, what=Note.SIGNED, by=by, at=at, data={"verdict": str(verdict.id)})
    said = inference.Verdict(verdict.verdict)
    last = verdict.look == law_of(plan).looks
    newest = not Plan.objects.filter(problem=problem, n__gt=plan.n).exists()
    if said is inference.Verdict.EFFECTIVE:
        Action.objects.filter(id=plan.action_id).update(state=ActionState.VERIFIED)
    elif newest and problem.state == ProblemState.VERIFYING and (said in FINAL or last):
        Action.objects.filter(id=plan.action_id).update(state=ActionState.FAILED)
        move(problem=problem, verb=Verb.RETURN, by=by, at=at, data={"verdict": str(verdict.id)})
    return signature


def _finding(problem: Problem, plan: Plan, laid: Windows, after: tuple[date, ...], look: int, today: date) -> Finding:
    effect, law = plan.effect, law_of(plan)
    theme = theme_of(problem, today)
    until = after[-1] + WEEK
    moved = {name: _two(other, laid, after, until) for name, other in siblings(theme).items()}
    before = Window(effect.base_count, effect.base_exposure)
    here = window_of(weekly(theme, after[0], until), after)
    return inference.judge(before, here, law, last_look=not goes_on(look, law.looks), siblings=moved)


def _beside_control(
    problem: Problem, plan: Plan, laid: Windows, after: tuple[date, ...], finding: Finding, today: date
) -> dict[str, Any]:
    """Compare the change with that of the plan's untouched unit, where it names one: shown, never decisive."""
    if plan.control_id is None:
        return {}
    units = organisation.subtree_ids(plan.control_id, today)
    untouched = _two(replace(theme_of(problem, today), units=units), laid, after, after[-1] + WEEK)
    if not (untouched[0].exposure and untouched[1].exposure):
        return {}
    return {"control": inference.ratio_of_ratios((finding.before, finding.after), untouched, plan.d)}


def _two(theme: Theme, laid: Windows, after: tuple[date, ...], until: date) -> tuple[Window, Window]:
    weeks: list[Week] = weekly(theme, laid.before[0], until)
    return window_of(weeks, laid.before), window_of(weeks, after)


def _watch(problem: Problem, plan: Plan, laid: Windows, today: date, at: datetime) -> Verdict | None:
    """Watch a solved problem from the end of the weeks that were judged."""
    judged = plan.verdicts.exclude(look=RELAPSE_LOOK).order_by("-look").first()
    if judged is None or plan.verdicts.filter(look=RELAPSE_LOOK).exists():
        return None
    told = judged.figures
    length = plan.watch if judged.look == 1 else plan.longest
    since = laid.after[length - 1] + WEEK
    weeks = [week.window for week in weekly(theme_of(problem, today), since, max(since, week_of(today)))]
    achieved = Window(told["after_count"], told["after_exposure"])
    watch = relapse.plan_watch(achieved, plan.target, plan.d, bucket_exposure=round(achieved.exposure / length, 3))
    reading = relapse.read(watch, weeks)
    if reading.alarm is None:
        return None
    back = weeks[: reading.alarm + 1][-4:]
    figures = {
        **told,
        "before_count": achieved.count,
        "before_exposure": achieved.exposure,
        "after_count": sum(week.count for week in back),
        "after_exposure": sum(week.exposure for week in back),
        "k": watch.k,
        "h": watch.h,
    }
    relapsed = _recorded(problem, plan, RELAPSE_LOOK, inference.Verdict.RELAPSED, figures, at)
    move(problem=problem, verb=Verb.RELAPSE, by=SYSTEM, at=at, changes={"closed_at": None})
    return relapsed


def _recorded(
    problem: Problem, plan: Plan, look: int, said: inference.Verdict, figures: dict[str, Any], at: datetime
) -> Verdict:
    verdict = Verdict.objects.create(plan=plan, look=look, verdict=said, figures=figures, at=at)
    data = {"verdict": str(verdict.id), "said": said, "look": look}
    append(problem=problem, what=Note.JUDGED, by=SYSTEM, at=at, data=data)
    words = said.replace("_", " ")
    tell_owner(problem, f"{problem.reference}: {words}", at=at, key=str(verdict.id))
    return verdict


def _figures(finding: Finding, plan: Plan) -> dict[str, Any]:
    return {
        "before_count": finding.before.count,
        "before_exposure": finding.before.exposure,
        "after_count": finding.after.count,
        "after_exposure": finding.after.exposure,
        "p": finding.p,
        "low": finding.low,
        "high": finding.high if isfinite(finding.high) else None,
        "target": finding.target,
        "earliest": finding.earliest,
        "risen": list(finding.risen),
        "d": plan.d,
        "d_source": plan.d_source,
    }
