"""Net Promoter Score."""

from __future__ import annotations

from typing import Literal

PROMOTER_FROM = 900
PASSIVE_FROM = 700

Group = Literal["promoter", "passive", "detractor"]


def classify(hundredths: int) -> Group:
    """Place an answer on 0-10, given in hundredths: half points exist, so the border is "below 7", not "0 to 6".

    >>> [classify(x) for x in (900, 850, 650, 700)]
    ['promoter', 'passive', 'detractor', 'passive']
    """
    if not 0 <= hundredths <= 1_000:
        raise ValueError(f"{hundredths / 100:g} lies outside the scale of 0 to 10")
    if hundredths >= PROMOTER_FROM:
        return "promoter"
    return "passive" if hundredths >= PASSIVE_FROM else "detractor"
