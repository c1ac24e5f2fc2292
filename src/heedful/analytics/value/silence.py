"""Who used to answer and has stopped: the chance of such a silence, given how each answered before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scipy.stats import betabinom

from heedful.analytics.inference.changes import benjamini_hochberg

FEWEST_ASKS = 2
FEWEST_CUSTOMERS = 30
UNUSUAL = 0.05
LEVEL = 0.1
"""Of those named as gone quiet, at most one in ten is expected to be there by chance."""


@dataclass(frozen=True, slots=True)
class Asks:
    """How often a customer was asked and answered, before and lately; money of a year in minor units."""

    key: str
    asked_before: int
    answered_before: int
    asked: int
    answered: int
    money: int


@dataclass(frozen=True, slots=True)
class Silent:
    """A customer who may have gone quiet: `chance` of so few answers, `q` among all; `quiet` where q is below 0.1."""

    asks: Asks
    expected: float
    chance: float
    q: float
    quiet: bool


def silences(asks: Sequence[Asks]) -> list[Silent]:
    """Return customers who were expected to answer: those gone quiet by money, then those below 5 % of chance by money
    and how unlikely their silence is, then the rest.

    A customer counts who answered before and was asked at least twice lately. Everybody's rate of answering is drawn
    from a beta distribution fitted by moments [Kleinman 1973]; the chance of at most as many answers lately is that of
    the beta-binomial given the customer's own past; q by Benjamini and Hochberg. Empty below 30 such customers.
    """
    counted = [each for each in asks if each.answered_before and each.asked >= FEWEST_ASKS]
    if len(counted) < FEWEST_CUSTOMERS:
        return []
    a, b = _beta([(each.answered_before, each.asked_before) for each in asks if each.asked_before])
    found = []
    for each in counted:
        up, down = a + each.answered_before, b + each.asked_before - each.answered_before
        chance = float(betabinom.cdf(each.answered, each.asked, up, down))
        found.append((each, each.asked * up / (up + down), chance))
    qs = benjamini_hochberg([chance for _, _, chance in found])
    silent = [
        Silent(each, expected, chance, q, q < LEVEL) for (each, expected, chance), q in zip(found, qs, strict=True)
    ]
    return sorted(silent, key=_order)


def _order(one: Silent) -> tuple[bool, float, float, str]:
    weight = 1.0 if one.quiet else max(0.0, 1 - one.chance / UNUSUAL)
    return not one.quiet, -one.asks.money * weight, one.chance, one.asks.key


def _beta(rates: Sequence[tuple[int, int]]) -> tuple[float, float]:
    """Fit a beta distribution to (answered, asked) by moments; nearly one point where all answer alike."""
    total = sum(n for _, n in rates)
    p = min(1 - 1e-6, max(1e-6, sum(s for s, _ in rates) / total))
    spread = sum(n * (s / n - p) ** 2 for s, n in rates)
    free = len(rates) - 1
    room = total - sum(n * n for _, n in rates) / total - free
    rho = (spread - p * (1 - p) * free) / (p * (1 - p) * room) if room > 0 else 0.0
    rho = min(0.99, max(0.001, rho))
    return p * (1 - rho) / rho, (1 - p) * (1 - rho) / rho
