"""The trend of a problem as a control chart, with the windows of its plan, and the verdict in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import inf, sqrt

from heedful.analytics.inference.counts import Window, dispersion, total
from heedful.analytics.inference.effect import Verdict
from heedful.domain.problems.models import Effect, Plan, Problem
from heedful.domain.problems.models import Verdict as Judged
from heedful.domain.problems.queries.counting import Week, lived, theme_of, weekly
from heedful.domain.problems.rules.verdicts import per_of
from heedful.domain.problems.rules.windows import HISTORY, WEEK, Windows, week_of, whole_weeks, windows
from heedful.foundation.days import day_of

SHOWN_BEFORE = 12


@dataclass(frozen=True, slots=True)
class Bucket:
    """A week of the chart: what was counted, the rate, the limits of chance, the window it belongs to."""

    monday: date
    window: Window
    rate: float | None
    high: float | None
    zone: str


@dataclass(frozen=True, slots=True)
class Shown:
    """The chart of a problem. Rates are `per`: a week, or 1,000 contacts."""

    buckets: list[Bucket]
    centre: float | None
    target: float | None
    per: str
    windows: Windows | None
    before: Window | None
    after: Window | None
    earliest_week: int | None
    weeks_seen: int


def per_words(problem: Problem) -> str:
    """Return what a printed rate is for."""
    per = per_of(problem.exposure)
    return f"{per:,} contacts" if per > 1 else "week"


def past_of(problem: Problem, on: date) -> list[Week]:
    """Return the weeks before the trigger from the first one that has anything in it, at most a year."""
    since = problem.trigger_on - HISTORY * WEEK
    return lived(weekly(theme_of(problem, on), since, problem.trigger_on))


def windows_of(problem: Problem, plan: Plan) -> Windows:
    """Return the windows of a plan: from its effect, or from the planned day before that."""
    effect = effect_of(plan)
    on = day_of(effect.effective_at) if effect else plan.planned_on
    return windows(problem.trigger_on, on, settling=plan.settling, watch=plan.longest)


def effect_of(plan: Plan) -> Effect | None:
    """Return the effect of a plan, None before it."""
    return getattr(plan, "effect", None)


def trend_of(problem: Problem, plan: Plan | None, today: date) -> Shown:
    """Lay out the weeks from twelve before the trigger until the last whole one."""
    laid = windows_of(problem, plan) if plan else None
    since = min([problem.trigger_on - SHOWN_BEFORE * WEEK, *(laid.before[:1] if laid else ())])
    weeks = weekly(theme_of(problem, today), since, week_of(today))
    past = [week.window for week in past_of(problem, today)]
    every, d = total(past), dispersion(past)
    centre = every.rate if every.exposure else None
    zones = _zones(problem, laid)
    scale = per_of(problem.exposure)
    effect = effect_of(plan) if plan else None
    seen = whole_weeks(laid.after, today) if laid and effect else ()
    return Shown(
        buckets=[_bucket(week, centre, d, zones.get(week.monday, ""), scale) for week in weeks],
        centre=None if centre is None else centre * scale,
        target=plan.target * scale if plan else None,
        per=per_words(problem),
        windows=laid,
        before=Window(effect.base_count, effect.base_exposure) if effect else None,
        after=total([week.window for week in weeks if week.monday in seen]) if seen else None,
        earliest_week=_earliest_week(weeks, plan, effect, seen),
        weeks_seen=len(seen),
    )


def _bucket(week: Week, centre: float | None, d: float, zone: str, scale: float) -> Bucket:
    """Give a week its rate and its upper limit: three standard deviations of the over-dispersed count (Laney)."""
    exposure = week.window.exposure
    if not exposure:
        return Bucket(week.monday, week.window, None, None, zone)
    high = None if centre is None else centre + 3 * sqrt(centre / exposure + d * centre * centre / exposure)
    return Bucket(week.monday, week.window, week.window.rate * scale, None if high is None else high * scale, zone)


def _zones(problem: Problem, laid: Windows | None) -> dict[date, str]:
    zones = {problem.trigger_on: "trigger"}
    if laid is not None:
        for name, mondays in (("before", laid.before), ("settling", laid.settling), ("after", laid.after)):
            zones |= dict.fromkeys(mondays, name)
    return zones


def _earliest_week(weeks: Sequence[Week], plan: Plan | None, effect: Effect | None, seen: Sequence[date]) -> int | None:
    """Return the week of the watch after which silence would prove something, counting on exposure as before."""
    if plan is None:
        return None
    if effect is None:
        week: int | None = plan.forecast.get("earliest_week")
        return week
    if effect.earliest is None:
        return None
    expected = sum(week.window.exposure for week in weeks[-8:]) / max(1, len(weeks[-8:]))
    known = [week.window.exposure for week in weeks if week.monday in seen]
    reached = 0.0
    for number in range(1, 1_000):
        reached += known[number - 1] if number <= len(known) else expected
        if reached >= effect.earliest:
            return number
    return None


def verdict_in_words(problem: Problem, plan: Plan, judged: Judged) -> str:
    """Say what a verdict means, with its numbers, as a manager would say it."""
    told, scale, per = judged.figures, per_of(problem.exposure), per_words(problem)
    before = f"{told['before_count'] / told['before_exposure'] * scale:.3g}" if told["before_exposure"] else "0"
    after = f"{told['after_count'] / told['after_exposure'] * scale:.3g}" if told["after_exposure"] else "0"
    target = f"{told['target'] * scale:.3g}"
    high = "more" if told["high"] in (None, inf) else f"{told['high'] * scale:.3g}"
    low = f"{told['low'] * scale:.3g}"
    moved = f"From {before} to {after} per {per}"
    if control := told.get("control"):
        moved += f" ({control[0]:.2f} times the change of the untouched unit, {control[1]:.2f} to {control[2]:.2f})"
    match Verdict(judged.verdict):
        case Verdict.EFFECTIVE:
            return f"{moved}: a fall that chance does not explain, and at most {high}, within the target of {target}."
        case Verdict.IMPROVED:
            return f"{moved}: it fell, but it may still be as high as {high}; the target is {target}."
        case Verdict.MOVED:
            return f"{moved}: it fell here and rose elsewhere ({', '.join(told['risen'])})."
        case Verdict.TOO_EARLY:
            return f"{moved} so far. Even silence would prove nothing yet: so little happened before."
        case Verdict.INEFFECTIVE:
            return f"{moved}: above the target of {target} (at least {low}), and no fall shown."
        case Verdict.RELAPSED:
            return f"It came back: from {before} when it was called solved to {after} per {per}."
        case Verdict.NO_EVIDENCE:
            rest = " It is watched on." if judged.look < (2 if plan.longest > plan.watch else 1) else ""
            return f"{moved}: no more than chance brings about. There is no evidence that the fix worked.{rest}"
