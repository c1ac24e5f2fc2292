"""How many people answer the phone in time, and what volume to expect: Erlang's formulas and the baseline to beat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, exp
from statistics import fmean

CAVEAT = "No abandonment in this model: callers wait however long it takes, so the waiting is overstated."
WEEK = 7


def erlang_b(load: float, people: int) -> float:
    """Return the share of calls that find nobody free and leave, by recursion.

    >>> round(erlang_b(5000, 5000), 6)
    0.011199
    """
    blocked = 1.0
    for each in range(1, people + 1):
        blocked = load * blocked / (each + load * blocked)
    return blocked


def erlang_c(load: float, people: int) -> float:
    """Return the share of calls that wait; 1 when the load is more than the people can carry.

    >>> round(erlang_c(10, 14), 10)
    0.1741319336
    """
    if load >= people:
        return 1.0
    blocked = erlang_b(load, people)
    return people * blocked / (people - load * (1 - blocked))


@dataclass(frozen=True, slots=True)
class Staffed:
    """A number of people on the phone: share that waits, share answered in time, occupancy, people to plan for."""

    people: int
    waiting: float
    in_time: float
    occupancy: float
    planned: int


def staffing(
    calls: float, minutes: float, handling: float, *, answer_within: float, people: int, shrinkage: float = 0.0
) -> Staffed:
    """Judge a number of people: calls in an interval of minutes, handling time in minutes, target in minutes.

    >>> found = staffing(100, 30, 3, answer_within=20 / 60, people=14, shrinkage=0.3)
    >>> round(found.in_time, 10), round(found.occupancy, 7), found.planned
    (0.8883500192, 0.7142857, 20)
    """
    load = calls * handling / minutes
    waiting = erlang_c(load, people)
    in_time = 1 - waiting * exp(-(people - load) * answer_within / handling) if load < people else 0.0
    return Staffed(people, waiting, in_time, min(1.0, load / people), ceil(people / (1 - shrinkage)))


def people_needed(
    calls: float, minutes: float, handling: float, *, answer_within: float, target: float, shrinkage: float = 0.0
) -> Staffed:
    """Return the fewest people that answer a share `target` of calls in time.

    >>> people_needed(100, 30, 3, answer_within=20 / 60, target=0.8, shrinkage=0.3).people
    14
    """
    people = ceil(calls * handling / minutes) + 1
    while True:
        found = staffing(
            calls, minutes, handling, answer_within=answer_within, people=people, shrinkage=shrinkage
        )  # fmt: skip
        if found.in_time >= target:
            return found
        people += 1


def forecast_baseline(volumes: Sequence[float], season: int = WEEK) -> tuple[float, str]:
    """Forecast the next volume by the better of two: that of a season ago, or the mean of the last four of them.

    Better by the mean error over what is given; any model has to beat it. Needs five seasons.

    >>> forecast_baseline([10, 20] * 6, season=2)
    (10, 'the same as a season ago')
    """
    if len(volumes) < 5 * season:
        raise ValueError(f"a baseline needs {5 * season} values: five seasons")
    places = range(4 * season, len(volumes))
    last = fmean(abs(volumes[place] - volumes[place - season]) for place in places)
    means = fmean(abs(volumes[place] - _mean_of_four(volumes, place, season)) for place in places)
    if last <= means:
        return volumes[len(volumes) - season], "the same as a season ago"
    return _mean_of_four(volumes, len(volumes), season), "the mean of the last four"


def _mean_of_four(volumes: Sequence[float], place: int, season: int) -> float:
    return fmean(volumes[place - back * season] for back in range(1, 5))
