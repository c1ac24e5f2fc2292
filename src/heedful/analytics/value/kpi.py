"""Do the numbers we steer by go with what customers value? Keep, demote, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import atanh, sqrt, tanh

import numpy as np

from heedful.analytics.inference.finding import Finding, Grade
from heedful.analytics.inference.intervals import LEVEL, z_of

LEAST = 10


class Valued(StrEnum):
    """What an outcome says about a KPI."""

    VALUED = "valued"
    NOT_SHOWN = "not shown"
    OPPOSITE = "opposite"


class Advice(StrEnum):
    """What to do with a KPI."""

    KEEP = "keep"
    DEMOTE = "demote"
    NOT_JUDGED = "not judged"


@dataclass(frozen=True, slots=True)
class Link:
    """How a KPI goes with an outcome: a standardised effect with its interval, and the verdict."""

    kpi: str
    outcome: str
    finding: Finding
    verdict: Valued


def kpi_value_matrix(
    kpis: Mapping[str, Sequence[float]],
    outcomes: Mapping[str, Sequence[float]],
    *,
    lower_is_better: frozenset[str] = frozenset(),
    level: float = LEVEL,
    least: int = LEAST,
) -> tuple[list[Link], dict[str, Advice]]:
    """Link every KPI with every outcome (rows of units or customers, NaN where unknown) and advise on each KPI.

    The effect is the correlation, turned so that better on the KPI is positive, with Fisher's interval widened for the
    number of links looked at (Bonferroni). A KPI without any valued link is demoted; one that no outcome is known for
    in `least` rows is not judged.
    """
    count = len(kpis) * len(outcomes)
    links = [
        _link(kpi, outcome, given, seen, -1 if kpi in lower_is_better else 1, level, count, least)
        for kpi, given in kpis.items()
        for outcome, seen in outcomes.items()
    ]
    valued = {link.kpi for link in links if link.verdict is Valued.VALUED}
    judged = {link.kpi for link in links if link.finding.low is not None}
    return links, {kpi: _advice(kpi in valued, kpi in judged) for kpi in kpis}


def _advice(valued: bool, judged: bool) -> Advice:
    if valued:
        return Advice.KEEP
    return Advice.DEMOTE if judged else Advice.NOT_JUDGED


def missing_kpis(importance: Mapping[str, tuple[float, float]], measured: frozenset[str]) -> list[str]:
    """Name the drivers that matter and that no KPI measures: share of the mean or more, with an interval above 0.

    `importance` gives the share of R² and the lower end of its interval.

    >>> missing_kpis({"speed": (0.5, 0.4), "tone": (0.4, 0.2), "music": (0.1, 0.0)}, frozenset({"speed"}))
    ['tone']
    """
    middle = sum(share for share, _ in importance.values()) / max(1, len(importance)) - 1e-9
    ordered = sorted(importance, key=lambda name: -importance[name][0])
    matter = [name for name in ordered if importance[name][0] >= middle and importance[name][1] > 0]
    return [name for name in matter if name not in measured]


def _link(
    kpi: str,
    outcome: str,
    given: Sequence[float],
    seen: Sequence[float],
    turn: int,
    level: float,
    count: int,
    least: int,
) -> Link:
    x, y = np.asarray(given, dtype=float), np.asarray(seen, dtype=float)
    complete = ~(np.isnan(x) | np.isnan(y))
    n, dropped = int(complete.sum()), int((~complete).sum())
    common = {"n_used": n, "n_dropped": dropped, "reason": "not known" if dropped else "", "method": "correlation"}
    if n < least or x[complete].std() == 0 or y[complete].std() == 0:
        empty = Finding(estimate=0.0, low=None, high=None, level=level, **common)  # type: ignore[arg-type]  # mixed values
        return Link(kpi, outcome, empty, Valued.NOT_SHOWN)
    r = turn * float(np.corrcoef(x[complete], y[complete])[0, 1])
    half = z_of(1 - (1 - level) / count) / sqrt(n - 3)
    middle = atanh(max(-0.999999, min(0.999999, r)))
    low, high = tanh(middle - half), tanh(middle + half)
    found = Finding(estimate=r, low=low, high=high, level=level, grade=Grade.ASSOCIATION, **common)  # type: ignore[arg-type]  # mixed values
    verdict = Valued.VALUED if low > 0 else Valued.OPPOSITE if high < 0 else Valued.NOT_SHOWN
    return Link(kpi, outcome, found, verdict)
