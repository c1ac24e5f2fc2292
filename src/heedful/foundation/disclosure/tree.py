"""One split along a tree, with nothing small left over: no sum or difference of what is shown is a small group."""

from __future__ import annotations

from collections.abc import Mapping

from heedful.foundation.disclosure.lattice import TOTAL
from heedful.foundation.disclosure.limits import small


def hidden_in_tree(own: Mapping[str, int], parents: Mapping[str, str], least: int) -> frozenset[str]:
    """Return the units that must not be shown, where each shown unit's figure holds all below it.

    `own` counts a unit's own rows, `parents` the unit above, TOTAL above the topmost. A shown unit less the shown ones
    below it leaves a remainder, and whatever can be computed is a union of remainders; so each must be empty or at
    least `least`. Where one is not, the smallest shown unit below is hidden too.

    >>> sorted(hidden_in_tree({"all": 1, "a": 6, "b": 7}, {"all": TOTAL, "a": "all", "b": "all"}, 5))
    ['a']
    """
    totals = dict.fromkeys(parents, 0)
    for unit, n in own.items():
        for above in _upwards(unit, parents):
            totals[above] += n
    hidden = {unit for unit, n in totals.items() if small(n, least)}
    while True:
        left, below = _remainders(own, parents, hidden)
        leaking = [unit for unit, n in left.items() if small(n, least)]
        if not leaking:
            return frozenset(hidden)
        unit = min(leaking, key=lambda each: (totals[each], each))
        # One below that leaves something over lends it; one that leaves nothing only opens the way to those under it.
        hidden.add(min(below[unit], key=lambda each: (left[each] == 0, totals[each], each)))


def _remainders(
    own: Mapping[str, int], parents: Mapping[str, str], hidden: set[str]
) -> tuple[dict[str, int], dict[str, list[str]]]:
    """Return what each shown unit has beyond the shown ones below it, and which those are: nearest only."""
    left = {unit: 0 for unit in parents if unit not in hidden}
    below: dict[str, list[str]] = {unit: [] for unit in left}
    for unit in parents:
        nearest = next((above for above in _upwards(unit, parents) if above in left), None)
        if nearest is not None:
            left[nearest] += own.get(unit, 0)
        if unit in left:
            over = next((above for above in _upwards(parents[unit], parents) if above in left), None)
            if over is not None:
                below[over].append(unit)
    return left, below


def _upwards(unit: str, parents: Mapping[str, str]) -> list[str]:
    found = []
    while unit != TOTAL:
        found.append(unit)
        unit = parents[unit]
    return found
