"""How an idea moves, how large its experiment is, and what a look at it says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from heedful.analytics.inference.experiment import Arm, difference, needed_with_looks
from heedful.analytics.inference.finding import Finding
from heedful.domain.innovation.enums import IdeaState, IdeaVerb, Track, Verdict
from heedful.foundation.errors import Refused

S, V = IdeaState, IdeaVerb
TRANSITIONS: dict[IdeaState, dict[IdeaVerb, IdeaState]] = {
    S.PROPOSED: {V.START: S.RUNNING, V.DROP: S.DROPPED},
    S.RUNNING: {V.ROLL_OUT: S.ROLLED_OUT, V.DROP: S.DROPPED},
    S.ROLLED_OUT: {},
    S.DROPPED: {},
}
LIGHT_FIELDS = ("title", "change", "measure", "unit", "owner", "until")
"""All that a small tweak asks for."""
LEAST_IN_ARM = 20


@dataclass(frozen=True, slots=True)
class Design:
    """What is agreed before an experiment starts.

    `effect` is the smallest difference worth finding, in units of the metric; `deviation` its standard deviation (for a
    share of p it is sqrt(p (1 - p))); `guard_margin` how much worse the guard may become.
    """

    hypothesis: str
    higher_is_better: bool
    effect: float
    deviation: float
    guard: str
    guard_higher_is_better: bool
    guard_margin: float
    stops_on: date
    alpha: float = 0.05
    power: float = 0.8

    @property
    def arm(self) -> int:
        """Units in each arm, looks at every day paid for."""
        return max(LEAST_IN_ARM, needed_with_looks(self.deviation, self.effect, alpha=self.alpha, power=self.power))


@dataclass(frozen=True, slots=True)
class Reading:
    """A look: metric and guard with their intervals, and the verdict."""

    metric: Finding
    guard: Finding
    verdict: Verdict


def check_design(design: Design, today: date) -> None:
    """Refuse a design that could not be judged."""
    for name in ("hypothesis", "guard"):
        if not getattr(design, name).strip():
            raise Refused("this is needed before it starts", field=name, fix="write it in a sentence")
    for name in ("effect", "deviation"):
        if not 0 < getattr(design, name) < 1e9:
            raise Refused("a number above 0", field=name, value=getattr(design, name), fix="in units of the metric")
    if not 0 <= design.guard_margin < 1e9:
        raise Refused("a number from 0 on", field="guard_margin", value=design.guard_margin)
    if not (0.001 <= design.alpha <= 0.2 and 0.5 < design.power < 1):
        raise Refused("errors that nobody could accept", field="alpha", fix="alpha 0.05 and power 0.8 are usual")
    if design.stops_on <= today:
        raise Refused("the day has passed", field="stops_on", value=design.stops_on, fix="choose a day ahead")
    if design.arm > 10_000_000:
        raise Refused(f"{design.arm} units an arm are needed", field="effect", fix="look for a larger effect")


def check_arm(arm: Arm, name: str) -> None:
    """Refuse sums that no data could have."""
    if arm.n < 2 or arm.n > 10**9:
        raise Refused("at least two units in each arm", field=name, value=arm.n)
    if arm.squares * arm.n < arm.total**2 * (1 - 1e-9):
        raise Refused("the sum of squares is too small for the sum", field=name, fix="give n, sum, sum of squares")


def read(design: Design, control: Arm, treated: Arm, guard_control: Arm, guard_treated: Arm, on: date) -> Reading:
    """Say what a look allows: the intervals hold at all looks together, so that every day may be a look.

    The guard is looked at first; better or worse is said once the interval leaves out no difference; without it the
    experiment ends when both arms are full, or on its last day.
    """
    planned = 2 * design.arm
    metric = difference(control, treated, planned=planned, level=1 - design.alpha)
    guard = difference(guard_control, guard_treated, planned=planned, level=1 - design.alpha)
    return Reading(metric, guard, _verdict(design, metric, guard, min(control.n, treated.n), on))


def _verdict(design: Design, metric: Finding, guard: Finding, n: int, on: date) -> Verdict:
    low, high = _signed(metric, design.higher_is_better)
    _, guard_best = _signed(guard, design.guard_higher_is_better)
    if guard_best < -design.guard_margin:
        return Verdict.GUARD_BROKEN
    if low > 0:
        return Verdict.BETTER
    if high < 0:
        return Verdict.WORSE
    return Verdict.NO_DIFFERENCE if n >= design.arm or on >= design.stops_on else Verdict.GO_ON


def _signed(finding: Finding, higher_is_better: bool) -> tuple[float, float]:
    low, high = finding.low or 0.0, finding.high or 0.0
    return (low, high) if higher_is_better else (-high, -low)


def next_state(state: IdeaState, verb: IdeaVerb, track: Track, verdict: Verdict | None) -> IdeaState:
    """Give the state that a verb leads to; an experiment is rolled out only where it was better."""
    found = TRANSITIONS[state].get(verb)
    if found is None:
        raise Refused(f"an idea that is {state.label.lower()} cannot {verb.label.lower()}", field="verb", value=verb)
    if verb is V.ROLL_OUT and track is Track.EXPERIMENT and verdict is not Verdict.BETTER:
        said = verdict.label.lower() if verdict else "nothing yet"
        raise Refused(f"the experiment says {said}", field="verb", fix="drop it, or try it again in another way")
    return found
