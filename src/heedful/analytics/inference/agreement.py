"""Do two people who code the same case name the same cause?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import sqrt


@dataclass(frozen=True, slots=True)
class Agreement:
    """Cohen's kappa with its 95 % limits, over n cases coded twice; None where chance alone would agree always."""

    n: int
    observed: float
    kappa: float | None
    low: float | None
    high: float | None


def cohen_kappa(pairs: Sequence[tuple[Hashable, Hashable]]) -> Agreement | None:
    """Return kappa = (po - pe) / (1 - pe) (Cohen 1960), its error by the large-sample formula; None without pairs.

    >>> found = cohen_kappa([("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15)
    >>> round(found.kappa, 2), found.n
    (0.4, 50)
    """
    n = len(pairs)
    if not n:
        return None
    first, second = Counter(one for one, _ in pairs), Counter(two for _, two in pairs)
    observed = sum(one == two for one, two in pairs) / n
    expected = sum(first[code] * second[code] for code in first) / n**2
    if expected >= 1:
        return Agreement(n, observed, None, None, None)
    kappa = (observed - expected) / (1 - expected)
    half = 1.959964 * sqrt(observed * (1 - observed) / n) / (1 - expected)
    return Agreement(n, observed, kappa, max(-1.0, kappa - half), min(1.0, kappa + half))
