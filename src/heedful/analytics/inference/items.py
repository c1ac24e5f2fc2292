"""What the answers to a multiple-choice check say about its questions, from first answers only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

LOW_DISCRIMINATION = 0.2
SHARED_WRONG = 0.3
ENOUGH = 10
"""First answers below which a question is not judged: one wrong answer of two is no news."""


@dataclass(frozen=True, slots=True)
class ItemReading:
    """One question: n first answers, right share, what is left of it after guessing, discrimination, shared error."""

    n: int
    right: int
    share: float | None
    corrected: float | None
    discrimination: float | None
    modal_wrong: int | None
    modal_wrong_share: float | None

    @property
    def enough(self) -> bool:
        """Whether there are answers enough to judge the question."""
        return self.n >= ENOUGH

    @property
    def weak(self) -> bool:
        """Whether it fails to tell those who understood from those who did not."""
        return self.enough and self.discrimination is not None and self.discrimination < LOW_DISCRIMINATION

    @property
    def text_in_doubt(self) -> bool:
        """Whether so many chose the same wrong option that the text, not the people, is to be questioned."""
        return self.enough and self.modal_wrong_share is not None and self.modal_wrong_share >= SHARED_WRONG


def read_items(
    attempts: Sequence[Mapping[str, int]], rights: Mapping[str, int], *, options: int
) -> dict[str, ItemReading]:
    """Read each question of `rights` (item -> right option) from first attempts (item -> chosen option).

    Guessing is taken out by (x - g) / (1 - g) with g = 1 / options. Discrimination is the correlation of the answer
    with the share right of the attempt's other questions (corrected item-rest correlation); None where either never
    varies.

    >>> first = 3 * [{"a": 0, "b": 1}, {"a": 0, "b": 1}, {"a": 2, "b": 3}, {"a": 2, "b": 1}]
    >>> found = read_items(first, {"a": 0, "b": 1}, options=4)
    >>> found["a"].share, round(found["a"].corrected, 3), round(found["a"].discrimination, 3)
    (0.5, 0.333, 0.577)
    >>> found["a"].modal_wrong, found["a"].modal_wrong_share, found["a"].text_in_doubt
    (2, 0.5, True)
    """
    found = {}
    for item, right in rights.items():
        chosen = [attempt[item] for attempt in attempts if item in attempt]
        n, hits = len(chosen), sum(option == right for option in chosen)
        wrong = Counter(option for option in chosen if option != right)
        modal = min(wrong, key=lambda option: (-wrong[option], option), default=None)
        share = hits / n if n else None
        guess = 1 / options
        found[item] = ItemReading(
            n=n,
            right=hits,
            share=share,
            corrected=None if share is None else (share - guess) / (1 - guess),
            discrimination=_item_rest(attempts, rights, item),
            modal_wrong=modal,
            modal_wrong_share=None if modal is None else wrong[modal] / n,
        )
    return found


def _item_rest(attempts: Sequence[Mapping[str, int]], rights: Mapping[str, int], item: str) -> float | None:
    pairs = []
    for attempt in attempts:
        others = [attempt[other] == rights[other] for other in attempt if other != item and other in rights]
        if item in attempt and others:
            pairs.append((float(attempt[item] == rights[item]), sum(others) / len(others)))
    n = len(pairs)
    if n < 2:
        return None
    mean_x, mean_y = (sum(values) / n for values in zip(*pairs, strict=True))
    xx = sum((x - mean_x) ** 2 for x, _ in pairs)
    yy = sum((y - mean_y) ** 2 for _, y in pairs)
    if xx == 0 or yy == 0:
        return None
    covered: float = sum((x - mean_x) * (y - mean_y) for x, y in pairs)
    return covered / sqrt(xx * yy)
