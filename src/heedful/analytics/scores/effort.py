"""Communication effort: 0 is no effort, 100 all effort. Asked and observed are two things; a model may tie them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from heedful.analytics.inference.intervals import LEVEL, Estimate

LOW, HIGH = 1, 7
SPARE = 10
"""Groups that a model needs beyond one for each of its coefficients."""


def asked_effort(agreement: Estimate) -> Estimate:
    """Turn a mean agreement of 1 to 7 with "it was easy" into effort of 0 to 100, ends kept within the scale.

    >>> asked_effort(Estimate(5.5, 5.0, 6.0, 5.5, 0.25)).value
    25.0
    """
    width = HIGH - LOW

    def turned(mean: float) -> float:
        return min(100.0, max(0.0, 100 * (HIGH - mean) / width))

    low, high, centre, error = agreement.low, agreement.high, agreement.centre, agreement.error
    return Estimate(
        turned(agreement.value),
        None if high is None else turned(high),
        None if low is None else turned(low),
        None if centre is None else turned(centre),
        None if error is None else 100 * error / width,
    )


@dataclass(frozen=True, slots=True)
class Model:
    """Asked effort as a straight line of behaviour counts, fitted on `n` groups; residual error on `free` degrees."""

    coefficients: tuple[float, ...]
    inverse: tuple[tuple[float, ...], ...]
    error: float
    free: int
    n: int
    correlation: float | None

    def estimate(self, counts: Sequence[float], level: float = LEVEL) -> Estimate:
        """Estimate the asked effort of a group by its behaviour, with the interval that its survey value falls into.

        The interval is that of one new observation under the normal linear model [Draper & Smith 1998, ch. 3].
        """
        import numpy as np
        from scipy.special import stdtrit

        row = np.array([1.0, *counts])
        middle = float(row @ np.array(self.coefficients))
        spread = self.error * float(np.sqrt(1 + row @ np.array(self.inverse) @ row))
        half = float(stdtrit(self.free, 0.5 + level / 2)) * spread
        low, value, high = (min(100.0, max(0.0, each)) for each in (middle - half, middle, middle + half))
        return Estimate(value, low, high, middle, spread)


def fit(asked: Sequence[float], counts: Sequence[Sequence[float]]) -> Model | None:
    """Fit asked effort (0 to 100) on behaviour counts, a row a group; None with too few groups or counts in step.

    `correlation` is that of the fitted with the asked values: near zero, the question does not measure effort.
    """
    import numpy as np  # here, as in the model: most pages need none of it

    width = len(counts[0]) + 1 if counts else 0
    n = len(asked)
    if not counts or n < width + SPARE:
        return None
    rows = np.column_stack([np.ones(n), np.array(counts, dtype=float)])
    if np.linalg.matrix_rank(rows) < width:
        return None
    goal = np.array(asked, dtype=float)
    solved = np.linalg.lstsq(rows, goal, rcond=None)[0]
    fitted = rows @ solved
    error = float(np.sqrt(np.sum((goal - fitted) ** 2) / (n - width)))
    varies = np.std(fitted) > 0 and np.std(goal) > 0
    return Model(
        tuple(float(each) for each in solved),
        tuple(tuple(float(each) for each in line) for line in np.linalg.inv(rows.T @ rows)),
        error,
        n - width,
        n,
        float(np.corrcoef(fitted, goal)[0, 1]) if varies else None,
    )
