"""Employees to customers by unit: which comes first, and by how much? A mixed model of both directions.

Within and between are told apart: units that are better than others for other reasons must not look like a link.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from heedful.analytics.inference.finding import Finding, Grade
from heedful.analytics.inference.intervals import LEVEL
from heedful.analytics.inference.moments import Floats, t_of

Integers = NDArray[np.intp]
LEAST_UNITS = 20
METHOD = "mixed model, random unit, period effects, within and between, SE clustered by unit"
Panel = Mapping[tuple[str, int], float]
"""A score by (unit, period number)."""


class Way(StrEnum):
    """Who goes before whom."""

    EX_CX = "colleagues before customers"
    CX_EX = "customers before colleagues"


@dataclass(frozen=True, slots=True)
class Lag:
    """What a point of the one score is associated with in the other, so many periods later, within a unit."""

    way: Way
    lag: int
    finding: Finding


@dataclass(frozen=True, slots=True)
class Links:
    """Both directions at all lags, the difference between units, and the one claim, where there is one."""

    units: int
    lags: tuple[Lag, ...]
    between: Finding | None
    claim: Lag | None
    refused: str = ""


def links(ex: Panel, cx: Panel, *, longest: int = 3, level: float = LEVEL) -> Links:
    """Fit customers on colleagues and colleagues on customers, at lags 0 to `longest`, and claim at most one link.

    Alpha is shared by all lags of both directions, so that chance gives a claim in at most 1 - level of the cases.
    Below 20 units with enough periods nothing is fitted.
    """
    tests = 2 * (longest + 1)
    shared = 1 - (1 - level) / tests
    found: list[Lag] = []
    between: Finding | None = None
    units = 0
    for way, cause, outcome in ((Way.EX_CX, ex, cx), (Way.CX_EX, cx, ex)):
        rows = _rows(cause, outcome, longest)
        units = len({unit for unit, _ in rows})
        if units < LEAST_UNITS or len({period for _, period in rows}) < 3:
            return Links(units, (), None, None, f"{units} units with enough periods: {LEAST_UNITS} are needed")
        fitted = _fit(rows, cause, outcome, longest, shared)
        found += [Lag(way, lag, fitted[lag]) for lag in range(longest + 1)]
        between = between or fitted[longest + 1]
    shown = [each for each in found if each.finding.shown]
    claim = max(shown, key=lambda each: _strength(each.finding), default=None)
    return Links(units, tuple(found), between, claim)


def _rows(cause: Panel, outcome: Panel, longest: int) -> list[tuple[str, int]]:
    """Return the (unit, period) whose outcome and whole past are known, of units that have three or more."""
    whole = [
        (unit, period)
        for unit, period in sorted(outcome)
        if all((unit, period - lag) in cause for lag in range(longest + 1))
    ]
    count: dict[str, int] = {}
    for unit, _ in whole:
        count[unit] = count.get(unit, 0) + 1
    return [(unit, period) for unit, period in whole if count[unit] >= 3]


def _fit(rows: list[tuple[str, int]], cause: Panel, outcome: Panel, longest: int, level: float) -> list[Finding]:
    """Return a finding per lag, and one of the difference between units at the end."""
    from statsmodels.regression.mixed_linear_model import MixedLM  # here: importing it costs a second

    units = np.array([unit for unit, _ in rows])
    y = np.array([outcome[row] for row in rows])
    past = np.array([[cause[unit, period - lag] for lag in range(longest + 1)] for unit, period in rows])
    names, group = np.unique(units, return_inverse=True)
    means = np.array([past[group == place].mean() for place in range(len(names))])[group]
    within = past - _group_means(past, group)
    periods = sorted({period for _, period in rows})
    dummies = np.array([[float(period == each) for each in periods[1:]] for _, period in rows])
    x = np.column_stack([within, means - means.mean(), np.ones(len(rows)), dummies])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a variance of units at zero is an answer, not a failure
        fitted = MixedLM(y, x, groups=group).fit(reml=True)
        model_errors = np.nan_to_num(np.asarray(fitted.bse_fe))
    beta = np.asarray(fitted.fe_params)
    robust = _clustered(x, y - x @ beta, group)
    errors = np.maximum(robust, model_errors)
    half = t_of(0.5 + level / 2, len(names) - 1) * errors
    return [
        Finding(
            estimate=float(beta[each]), low=float(beta[each] - half[each]), high=float(beta[each] + half[each]),
            level=level, n_used=len(rows), method=METHOD, grade=Grade.ASSOCIATION,
        )
        for each in range(longest + 2)
    ]  # fmt: skip


def _group_means(values: Floats, group: Integers) -> Floats:
    found = np.empty_like(values)
    for each in np.unique(group):
        found[group == each] = values[group == each].mean(axis=0)
    return found


def _clustered(x: Floats, left: Floats, group: Integers) -> Floats:
    """Return errors that allow any correlation within a unit, with the small-sample factor G / (G - 1)."""
    # Residuals are taken around the unit's own mean: what a unit always has is not noise of a within estimate.
    centred = left - _group_means(left[:, None], group)[:, 0]
    inverse = np.linalg.pinv(x.T @ x)
    sums = np.array([x[group == each].T @ centred[group == each] for each in np.unique(group)])
    count = len(sums)
    covariance = inverse @ (sums.T @ sums) @ inverse * count / (count - 1)
    found: Floats = np.sqrt(np.clip(np.diag(covariance), 0, None))
    return found


def _strength(finding: Finding) -> float:
    half = ((finding.high or 0.0) - (finding.low or 0.0)) / 2
    return abs(finding.estimate) / half if half else 0.0
