"""Which parts of an experience go with its overall score: shares of R², their errors, and what to do about each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import comb

import numpy as np

from heedful.analytics.inference.finding import joined
from heedful.analytics.inference.intervals import LEVEL
from heedful.analytics.inference.moments import Floats, Moments, condition_number, jackknife, t_of

Split = Callable[[Floats, Floats], Floats]
EXACT = 20
PERMUTATIONS = 4_000
ALIKE = 30
UNSTABLE_PLACES = 3


@dataclass(frozen=True, slots=True)
class Driver:
    """One driver: its part of R² and share of it, the error of the share with its interval, sign and size of the link.

    `places` is the range of ranks that its interval allows; three or more places make it unstable.
    """

    name: str
    raw: float
    share: float
    error: float
    low: float
    high: float
    r: float
    beta: float
    places: tuple[int, int]

    @property
    def unstable(self) -> bool:
        """Tell whether its place among the drivers cannot be told."""
        return self.places[1] - self.places[0] + 1 >= UNSTABLE_PLACES


@dataclass(frozen=True, slots=True)
class Drivers:
    """All drivers in the order given, the R² of all together, rows used, the method and what speaks against it."""

    drivers: tuple[Driver, ...]
    r_squared: float
    n_used: int
    method: str
    warnings: tuple[str, ...]


def drivers_lmg(moments: Moments, outcome: str, names: list[str], *, seed: int = 0, level: float = LEVEL) -> Drivers:
    """Share R² out by averaging over all orders (Shapley value of R²) [Lindeman, Merenda & Gold 1980].

    Exact over all subsets up to 20 drivers; beyond that over 4,000 antithetic orders drawn from `seed`.
    """
    method = "LMG over all subsets" if len(names) <= EXACT else f"LMG over {PERMUTATIONS} random orders"
    return _drivers(moments, outcome, names, lambda part, r: _lmg(part, r, seed), method, level)


def chance_of(r_squared: float, drivers: int, n: int) -> float:
    """Return the chance that drivers of nothing explain as much together: the F test of R² (n independent rows).

    Shares of R² sum to one even where R² is noise, so this comes before any of them is looked at.

    >>> round(chance_of(0.5, 2, 12), 4), chance_of(0.0, 3, 50)
    (0.0442, 1.0)
    """
    from scipy.special import betainc  # here, because importing it costs 0.2 s that most pages need not pay

    return float(betainc((n - drivers - 1) / 2, drivers / 2, 1 - r_squared))


def drivers_relative_weights(moments: Moments, outcome: str, names: list[str], *, level: float = LEVEL) -> Drivers:
    """Share R² out by the nearest uncorrelated drivers: quick, differs from LMG by some points [Johnson 2000]."""
    return _drivers(moments, outcome, names, relative_weights, "relative weights (fast)", level)


def lmg(correlation: Floats, r: Floats) -> Floats:
    """Return each driver's part of R² from the drivers' correlations (p, p) and theirs with the outcome (p).

    >>> lmg(np.array([[1.0, 0.5], [0.5, 1.0]]), np.array([0.6, 0.4])).round(4).tolist()
    [0.2867, 0.0867]
    """
    p = len(r)
    explained = _all_subsets(correlation, r)
    sizes = _sizes(p)
    found = np.empty(p)
    for place in range(p):
        shape = (2**place, 2, 2 ** (p - place - 1))
        by_driver, size = explained.reshape(shape), sizes.reshape(shape)[:, 0, :]
        weights = np.array([1 / (p * comb(p - 1, count)) for count in range(p)])
        found[place] = ((by_driver[:, 1, :] - by_driver[:, 0, :]) * weights[size]).sum()
    return found


def relative_weights(correlation: Floats, r: Floats) -> Floats:
    """Return each driver's part of R² by Johnson's weights.

    >>> relative_weights(np.array([[1.0, 0.5], [0.5, 1.0]]), np.array([0.6, 0.4])).round(4).tolist()
    [0.2867, 0.0867]
    """
    values, vectors = np.linalg.eigh(correlation)
    root = vectors @ np.diag(np.sqrt(np.maximum(values, 0))) @ vectors.T
    found: Floats = (root**2) @ np.linalg.solve(root, r) ** 2
    return found


def _lmg(correlation: Floats, r: Floats, seed: int) -> Floats:
    return lmg(correlation, r) if len(r) <= EXACT else _sampled(correlation, r, seed)


def _all_subsets(correlation: Floats, r: Floats) -> Floats:
    """Return the R² of every subset; drivers are bits, the first the highest.

    Each driver in turn is left out (its row goes) or taken in (the rest is conditioned on it): 2^p small matrices.
    """
    p = len(r)
    held = np.empty((1, p + 1, p + 1))
    held[0, :p, :p], held[0, :p, p], held[0, p, :p], held[0, p, p] = correlation, r, r, 1.0
    for _ in range(p):
        pivot, row = held[:, 0, 0], held[:, 0, 1:]
        rest = held[:, 1:, 1:]
        scale = np.divide(1.0, pivot, out=np.zeros_like(pivot), where=pivot > 1e-12)
        taken = rest - row[:, :, None] * row[:, None, :] * scale[:, None, None]
        held = np.stack([rest, taken], axis=1).reshape(-1, rest.shape[1], rest.shape[2])
    found: Floats = 1.0 - held[:, 0, 0]
    return found


def _sizes(p: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    sizes = np.zeros(1, dtype=np.int64)
    for _ in range(p):
        sizes = np.stack([sizes, sizes + 1], axis=1).reshape(-1)
    return sizes


def _sampled(correlation: Floats, r: Floats, seed: int) -> Floats:
    """Average over random orders and their reverses; an order's parts are squares of a triangular solution."""
    chance, p = np.random.default_rng(seed), len(r)
    total, batch = np.zeros(p), 200
    for _ in range(PERMUTATIONS // (2 * batch)):
        half = np.argsort(chance.random((batch, p)), axis=1)
        orders = np.concatenate([half, half[:, ::-1]])
        lower = np.linalg.cholesky(correlation[orders[:, :, None], orders[:, None, :]])
        parts = np.linalg.solve(lower, r[orders][:, :, None])[:, :, 0] ** 2
        np.add.at(total, orders, parts)
    found: Floats = total / PERMUTATIONS
    return found


def _drivers(moments: Moments, outcome: str, names: list[str], split: Split, method: str, level: float) -> Drivers:
    rows = [moments.columns.index(name) for name in names]
    y = moments.columns.index(outcome)

    def parts(given: Moments) -> tuple[Floats, Floats, Floats]:
        found = given.correlation()
        return found[np.ix_(rows, rows)], found[rows, y], split(found[np.ix_(rows, rows)], found[rows, y])

    def shares(given: Moments) -> Floats:
        raw = parts(given)[2]
        found: Floats = raw / raw.sum()
        return found

    among, r, raw = parts(moments)
    share, errors, freedom = jackknife(shares, moments)
    half = t_of(level, freedom) * errors
    beta = np.linalg.solve(among, r)
    low, high = share - half, share + half
    drivers = tuple(
        Driver(
            name=name,
            raw=float(raw[at]),
            share=float(share[at]),
            error=float(errors[at]),
            low=float(low[at]),
            high=float(high[at]),
            r=float(r[at]),
            beta=float(beta[at]),
            places=(1 + int((low > high[at]).sum()), len(names) - int((high < low[at]).sum())),
        )
        for at, name in enumerate(names)
    )
    alike = condition_number(among)
    warnings = joined(
        [f"the drivers are too alike to tell apart (condition number {alike:.0f})" if alike > ALIKE else None]
        + [f"{each.name}: its place cannot be told" for each in drivers if each.unstable]
    )
    return Drivers(drivers, float(raw.sum()), moments.total, method, warnings)
