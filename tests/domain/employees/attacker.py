"""Somebody who computes: which groups of fewer than five can be had by adding and subtracting what is shown?"""

from collections.abc import Collection, Mapping
from itertools import combinations

import numpy as np

LEAST = 5


def revealed(own: Mapping[str, int], parents: Mapping[str, str], shown: Collection[str]) -> list[tuple[str, ...]]:
    """Return the groups of units' own answers, together 1 to 4, that some sum of shown figures gives exactly.

    `own` counts each unit's own answers; a shown figure of a unit is the sum over the unit and all below it.
    """
    units = sorted(unit for unit, n in own.items() if n)
    place = {unit: number for number, unit in enumerate(units)}
    rows = np.zeros((len(shown), len(units)))
    for number, top in enumerate(sorted(shown)):
        for unit in units:
            above: str | None = unit
            while above is not None and above in parents:
                if above == top:
                    rows[number, place[unit]] = 1
                above = parents[above]
    small = [
        group
        for size in range(1, len(units) + 1)
        for group in combinations(units, size)
        if sum(own[unit] for unit in group) < LEAST
    ]
    if not len(rows):
        return []
    basis = np.linalg.pinv(rows) @ rows  # the projection onto what can be computed
    found = []
    for group in small:
        wanted = np.zeros(len(units))
        wanted[[place[unit] for unit in group]] = 1
        if np.allclose(wanted @ basis, wanted, atol=1e-9):
            found.append(group)
    return found
