"""Planted truths about colleagues: coaching that does or does not work, links of units that are or are not there."""

import random

import numpy as np

from heedful.analytics.inference.coached import Colleague


def coached_quartile(chance: random.Random, effect: float, people: int = 80) -> list[Colleague]:
    """Colleagues of whom the worst quarter of the past is coached, which adds `effect` to their share of good."""
    every = []
    for _ in range(people):
        skill, before, after = chance.betavariate(16, 4), chance.randint(15, 60), chance.randint(15, 60)
        every.append((skill, sum(chance.random() < skill for _ in range(before)), before, after))
    every.sort(key=lambda each: each[1] / each[2])
    found = []
    for place, (skill, good, before, after) in enumerate(every):
        coached = place < people // 4
        now = min(1.0, skill + (effect if coached else 0.0))
        found.append(Colleague(good, before, sum(chance.random() < now for _ in range(after)), after, coached))
    return found


def panel(
    chance: np.random.Generator, effect: float, lag: int, units: int = 30, periods: int = 12
) -> tuple[dict[tuple[str, int], float], dict[tuple[str, int], float]]:
    """Scores of colleagues and of customers by unit and period: units differ in both, and seasons move customers."""
    ex: dict[tuple[str, int], float] = {}
    cx: dict[tuple[str, int], float] = {}
    for number in range(units):
        level = chance.normal(60, 8)
        other = 0.5 * level + chance.normal(0, 6)
        moves = chance.normal(0, 5, periods + lag)
        for period in range(periods):
            ex[f"u{number}", period] = level + moves[period + lag]
            cx[f"u{number}", period] = other + effect * moves[period] + chance.normal(0, 4) + 3 * np.sin(period)
    return ex, cx
