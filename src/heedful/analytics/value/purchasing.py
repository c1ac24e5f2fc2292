"""Will a customer without a contract buy again? A one-line rate, and BG/NBD."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from heedful.analytics.inference.moments import Floats

PRIOR_COUNT, PRIOR_DAYS = 2.0, 60.0
STARTS = ((0.2, 4.0, 0.8, 2.5), (1.0, 10.0, 1.0, 1.0), (0.5, 1.0, 0.5, 5.0))


def gamma_rate(
    repeats: Floats, age: Floats, horizon: float, *, count: float = PRIOR_COUNT, days: float = PRIOR_DAYS
) -> Floats:
    """Return Pr(no purchase in `horizon` days) from repeat purchase days (n) in an age in days (n).

    A Poisson rate with a gamma prior of `count` purchases in `days`; the baseline that any model has to beat.

    >>> [round(float(x), 3) for x in gamma_rate(np.array([0.0, 10.0]), np.array([300.0, 300.0]), 90.0)]
    [0.64, 0.069]
    """
    found: Floats = ((age + days) / (age + days + horizon)) ** (repeats + count)
    return found


@dataclass(frozen=True, slots=True)
class BgNbd:
    """Fitted BG/NBD: purchase rates are gamma (r, alpha), the chance to leave after a purchase is beta (a, b)."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float


def bgnbd_fit(repeats: Floats, recency: Floats, age: Floats) -> BgNbd:
    """Fit BG/NBD by maximum likelihood: repeat purchase days, age at the last of them, age [Fader, Hardie & Lee 2005].

    Logarithms of the parameters within +-10, three starts, L-BFGS-B; time in any unit.
    """
    from scipy.optimize import minimize  # here, because importing it costs time that most pages need not pay

    def loss(logs: Floats) -> float:
        return -_log_likelihood(np.exp(logs), repeats, recency, age) / len(repeats)

    tries = [
        minimize(loss, np.log(start), method="L-BFGS-B", bounds=[(-10, 10)] * 4, options={"ftol": 1e-13, "gtol": 1e-8})
        for start in STARTS
    ]
    best = min(tries, key=lambda each: float(each.fun))
    r, alpha, a, b = (float(value) for value in np.exp(best.x))
    return BgNbd(r, alpha, a, b, -float(best.fun) * len(repeats))


def _log_likelihood(parameters: Floats, x: Floats, recency: Floats, age: Floats) -> float:
    from scipy.special import gammaln

    r, alpha, a, b = parameters
    common = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    common = common + gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
    alive = -(r + x) * np.log(alpha + age)
    gone = np.log(a) - np.log(np.maximum(b + x - 1, 1e-300)) - (r + x) * np.log(alpha + recency)
    return float((common + np.where(x > 0, np.logaddexp(alive, gone), alive)).sum())


def p_alive(fit: BgNbd, repeats: Floats, recency: Floats, age: Floats) -> Floats:
    """Return Pr(still a customer). It is 1 for everybody without a repeat: never rank those by it."""
    odds = fit.a / np.maximum(fit.b + repeats - 1, 1e-300)
    odds = odds * ((fit.alpha + age) / (fit.alpha + recency)) ** (fit.r + repeats)
    found: Floats = np.where(repeats > 0, 1 / (1 + odds), 1.0)
    return found


def expected_new(fit: BgNbd, horizon: float) -> float:
    """Return the purchases expected of a new customer in a time."""
    from scipy.special import hyp2f1

    r, alpha, a, b = fit.r, fit.alpha, fit.a, fit.b
    gone = (alpha / (alpha + horizon)) ** r * hyp2f1(r, b, a + b - 1, horizon / (alpha + horizon))
    return float((a + b - 1) / (a - 1) * (1 - gone))


def expected(fit: BgNbd, repeats: Floats, recency: Floats, age: Floats, horizon: float) -> Floats:
    """Return the purchases expected of known customers in a time to come."""
    from scipy.special import hyp2f1

    r, alpha, a, b = fit.r, fit.alpha, fit.a, fit.b
    wave = hyp2f1(r + repeats, b + repeats, a + b + repeats - 1, horizon / (alpha + age + horizon))
    kept = 1 - ((alpha + age) / (alpha + age + horizon)) ** (r + repeats) * wave
    found: Floats = (a + b + repeats - 1) / (a - 1) * kept * p_alive(fit, repeats, recency, age)
    return found
