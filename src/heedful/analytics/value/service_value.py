"""What keeping a promise is worth: promises to experience, experience to money, with a range or not at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import exp

import numpy as np
from numpy.typing import NDArray

from heedful.analytics.inference.finding import Finding, Grade, joined
from heedful.analytics.inference.intervals import LEVEL
from heedful.analytics.inference.linkage import check_order, e_value, leakage_check, robustness_value
from heedful.analytics.inference.moments import BUCKETS, Floats, Moments, jackknife, moments_of, t_of

LEAST = 100
LEAST_MISSED = 20
LEAST_ENDED = 30
THIRDS = 3
COLUMNS = ("missed", "score", "before", "after")
METHOD = "regression within like customers, jackknife over customers"


@dataclass(frozen=True, slots=True)
class Served:
    """A customer over the two windows: promises given and broken in the first, its score there, money before and after.

    `score` is on 0 to 100, None when the customer was not heard; money is in minor units; `bucket` is a hash of the
    customer. Promises given are the exposure of those broken: the share broken is what is analysed, never the count.
    """

    bucket: int
    segment: str
    given: int
    broken: int
    score: float | None
    before: float
    after: float

    @property
    def missed(self) -> float:
        """Return the share of its promises that were broken."""
        return self.broken / self.given


class Verdict(StrEnum):
    """What may be said about a promise and money."""

    GAIN = "gain"
    NOT_SHOWN = "not shown"
    OPPOSITE = "opposite"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Worth:
    """What keeping a promise always, instead of as often as now, goes with.

    `gap` is points of score between promises always kept and always broken, `value` money a customer and point,
    `gain` their product over `shortfall` customers' worth of broken promises: money in the outcome window, minor units.
    `net` is the gain less the cost to meet. `e_value` is for the weaker of both links and for its nearer limit.
    """

    verdict: Verdict
    gap: Finding | None
    value: Finding | None
    gain: Finding | None
    net: tuple[float, float, float] | None
    shortfall: float
    customers: int
    e_value: tuple[float, float] | None
    robustness: float | None
    refusal: str
    warnings: tuple[str, ...]


def service_value(
    served: Sequence[Served],
    *,
    signal_ends: date,
    outcome_begins: date,
    cost: float = 0.0,
    grade: Grade = Grade.ADJUSTED,
    looks: int = 1,
    level: float = LEVEL,
) -> Worth:
    """Estimate what broken promises cost in money that came later, or refuse.

    Gain = customers' worth of broken promises x points between kept and broken x money a point, each within customers
    of one segment and third of earlier money; the interval of the product is a jackknife over customers, widened for
    the number of promises looked at together (Bonferroni). A gain is claimed only when both links and their product
    leave out nothing. Refused: windows that overlap, fewer than 100 heard customers or 20 let down, a signal that was
    made from the outcome.
    """
    check_order(signal_ends, outcome_begins)
    exposed = [each for each in served if each.given > 0]
    heard = [each for each in exposed if each.score is not None]
    shortfall = sum(each.missed for each in exposed)
    refusal = _refusal(heard)
    if refusal:
        return Worth(Verdict.REFUSED, None, None, None, None, shortfall, len(exposed), None, None, refusal, ())
    wide = 1 - (1 - level) / looks
    moments, thin = _within(heard)
    estimates, errors, freedom = jackknife(lambda given: _links(given, shortfall), moments)
    half = t_of(wide, freedom) * errors
    common = {"level": level, "n_used": len(heard), "n_dropped": len(exposed) - len(heard), "method": METHOD}
    gap, value, gain = (
        Finding(
            estimate=float(estimate), low=float(estimate - width), high=float(estimate + width), grade=grade,
            reason="not heard" if len(exposed) > len(heard) else "", **common,  # type: ignore[arg-type]  # mixed values
        )
        for estimate, width in zip(estimates, half, strict=True)
    )  # fmt: skip
    values, robustness = _strength(moments, errors, half)
    return Worth(
        verdict=_verdict(gap, value, gain),
        gap=gap,
        value=value,
        gain=gain,
        net=(gain.estimate - cost, (gain.low or 0.0) - cost, (gain.high or 0.0) - cost),
        shortfall=shortfall,
        customers=len(exposed),
        e_value=values,
        robustness=robustness,
        refusal="",
        warnings=joined([
            f"{thin} customers stand in groups where nobody differs: they add nothing" if thin else None,
            "few answers a customer blur its score and make money a point look smaller than it is",
        ]),
    )  # fmt: skip


def sensitivity(worth: Worth, cost: float) -> list[tuple[float, tuple[float, float, float]]]:
    """Return the gain less the cost if only a part of the promises broken today were kept: (part, (middle, low, high)).

    The cost is for keeping all of them and is cut in proportion.
    """
    if worth.gain is None or worth.gain.low is None or worth.gain.high is None:
        return []
    ends = (worth.gain.estimate, worth.gain.low, worth.gain.high)
    return [(part, tuple(part * (end - cost) for end in ends)) for part in (0.25, 0.5, 1.0)]  # type: ignore[misc]  # three


def _refusal(heard: Sequence[Served]) -> str:
    let_down = sum(each.broken > 0 for each in heard)
    if len(heard) < LEAST:
        return f"too few: {len(heard)} customers were promised something and heard, it takes {LEAST}"
    if let_down < LEAST_MISSED:
        return f"too few: {let_down} of the customers heard were let down, it takes {LEAST_MISSED}"
    if len(heard) - let_down < LEAST_MISSED:
        kept = len(heard) - let_down
        return f"too few: {kept} of the customers heard were never let down, it takes {LEAST_MISSED}"
    if len({each.score for each in heard}) < 2:
        return "every customer has the same score: nothing can be compared"
    return _leak(heard)


def _leak(heard: Sequence[Served]) -> str:
    """Name a signal that was made from the outcome: from who left, or from who brings less than the middle customer."""
    kept = np.array([each.after / each.before if each.before > 0 else each.after for each in heard])
    signals = {
        "the score": [each.score or 0.0 for each in heard],
        "the share of broken promises": [each.missed for each in heard],
    }
    for outcome, name in ((kept <= 0, "who left"), (kept < np.median(kept), "what was earned later")):
        if min(int(outcome.sum()), int((~outcome).sum())) < LEAST_ENDED:
            continue
        for leak in leakage_check(signals, outcome.tolist()):
            return f"{leak.name} looks as if it were made from {name}: {leak.sign}"
    return ""


def _within(heard: Sequence[Served]) -> tuple[Moments, int]:
    """Take the mean of like customers away from every column; count those whose group has no contrast."""
    cells: dict[tuple[str, int], list[int]] = defaultdict(list)
    for segment in sorted({each.segment for each in heard}):
        here = [place for place, each in enumerate(heard) if each.segment == segment]
        ranked = sorted(here, key=lambda place: heard[place].before)
        for rank, place in enumerate(ranked):
            cells[segment, THIRDS * rank // len(ranked)].append(place)
    rows: Floats = np.array([[each.missed, each.score or 0.0, each.before, each.after] for each in heard])
    thin = 0
    for places in cells.values():
        group = rows[places]
        thin += len(places) if np.ptp(group[:, 0]) == 0 else 0
        rows[places] = group - group.mean(axis=0)
    buckets: NDArray[np.int64] = np.array([each.bucket % BUCKETS for each in heard], dtype=np.int64)
    return moments_of(rows, COLUMNS, buckets), thin


def _links(given: Moments, shortfall: float) -> Floats:
    """Return points from always broken to always kept, money a point beside earlier money, and what both come to."""
    among = given.products.sum(axis=0)
    gap = -among[0, 1] / among[0, 0]
    inner, target = among[1:3, 1:3], among[1:3, 3]
    value = float(np.linalg.lstsq(inner, target, rcond=None)[0][0])
    return np.array([gap, value, shortfall * gap * value])


def _strength(moments: Moments, errors: Floats, half: Floats) -> tuple[tuple[float, float], float]:
    """Return the E-value of the weaker link and of its nearer limit, and the robustness value of money on score.

    Links are turned into risk ratios by exp(0.91 d) with d the effect of a standard deviation [VanderWeele & Ding].
    """
    links, spread = _links(moments, 1.0), np.sqrt(np.diag(moments.covariance()))
    sizes = (links[0] * spread[0] / spread[1], links[1] * spread[1] / spread[3])
    nearer = [
        max(0.0, abs(link) - width) / abs(link) * abs(size) if link else 0.0
        for link, width, size in zip(links[:2], half[:2], sizes, strict=True)
    ]
    freedom = moments.total - 3
    t = links[1] / errors[1] if errors[1] else 0.0
    return (
        (e_value(exp(0.91 * min(map(abs, sizes)))), e_value(exp(0.91 * min(nearer)))),
        robustness_value(t * t / (t * t + freedom), freedom),
    )


def _verdict(gap: Finding, value: Finding, gain: Finding) -> Verdict:
    if not (gap.shown and value.shown and gain.shown):
        return Verdict.NOT_SHOWN
    return Verdict.GAIN if gap.estimate > 0 and value.estimate > 0 else Verdict.OPPOSITE
