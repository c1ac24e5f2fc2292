"""What disappoints when it is bad, and what delights when it is good; and which parts are important and weak."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from heedful.analytics.inference.drivers import Drivers
from heedful.analytics.inference.intervals import LEVEL
from heedful.analytics.inference.moments import Floats, Moments, jackknife, moments_of, t_of

LOW, HIGH = 2, 4


class Kind(StrEnum):
    """What an item does for the overall score."""

    BASIC = "basic"
    PERFORMANCE = "performance"
    DELIGHTER = "delighter"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Item:
    """An item's penalty (low against middling) and reward (high against middling), with intervals and its kind.

    `note` says why an item is undetermined although an interval leaves out nothing.
    """

    name: str
    penalty: float
    penalty_low: float
    penalty_high: float
    reward: float
    reward_low: float
    reward_high: float
    kind: Kind
    note: str = ""


def penalty_reward(
    items: Floats, outcome: Floats, names: list[str], bucket: NDArray[np.int64] | None = None, *, level: float = LEVEL
) -> list[Item]:
    """Regress the outcome (n) on two flags an item (n, p), low <= 2 and high >= 4 of 5, and class by their intervals.

    Complete rows only. Errors by jackknife over buckets of customers [Brandt 1987; Busacca & Padula 2005].
    """
    flags = np.concatenate([items <= LOW, items >= HIGH], axis=1).astype(float)
    columns = [*(f"{name} low" for name in names), *(f"{name} high" for name in names), "outcome"]
    rows = np.concatenate([flags, outcome[:, None]], axis=1)
    estimates, errors, freedom = jackknife(_coefficients, moments_of(rows, columns, bucket))
    half, p = t_of(level, freedom) * errors, len(names)
    low, high = estimates - half, estimates + half
    found = []
    for at, name in enumerate(names):
        penalty, reward = ([float(ends[place]) for ends in (estimates, low, high)] for place in (at, at + p))
        kind, note = _kind(penalty, reward)
        found.append(Item(name, penalty[0], penalty[1], penalty[2], reward[0], reward[1], reward[2], kind, note))
    return found


def _coefficients(moments: Moments) -> Floats:
    covariance = moments.covariance()
    return np.asarray(np.linalg.solve(covariance[:-1, :-1], covariance[:-1, -1]), dtype=np.float64)


def _kind(penalties: list[float], rewards: list[float]) -> tuple[Kind, str]:
    (penalty, penalty_low, penalty_high), (reward, reward_low, reward_high) = penalties, rewards
    if penalty_low > 0 or reward_high < 0:
        return Kind.UNDETERMINED, "wrong sign: another item speaks through it (suppression)"
    hurts, pleases = penalty_high < 0, reward_low > 0
    if hurts and (not pleases or reward < abs(penalty) / 2):
        return Kind.BASIC, ""
    if pleases and (not hurts or abs(penalty) < reward / 2):
        return Kind.DELIGHTER, ""
    return (Kind.PERFORMANCE, "") if hurts and pleases else (Kind.UNDETERMINED, "")


@dataclass(frozen=True, slots=True)
class Placed:
    """An item on the importance-performance map: share of R², mean on 0 to 100, and what to do about it."""

    name: str
    share: float
    performance: float
    priority: str


def importance_performance(drivers: Drivers, performance: dict[str, float]) -> tuple[list[Placed], float, float]:
    """Place drivers by share and performance (0 to 100); the cut lines are the means, returned to be printed.

    Important and weak: concentrate here. Martilla & James 1977.
    """
    shares = {each.name: each.share for each in drivers.drivers}
    cut = sum(shares.values()) / len(shares)
    middle = sum(performance[name] for name in shares) / len(shares)
    words = {
        (True, False): "concentrate here",
        (True, True): "keep up",
        (False, False): "low priority",
        (False, True): "possible overkill",
    }
    placed = [
        Placed(name, share, performance[name], words[share >= cut, performance[name] >= middle])
        for name, share in shares.items()
    ]
    return placed, cut, middle
