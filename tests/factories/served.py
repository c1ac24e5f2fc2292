"""Customers with planted worlds: what a broken promise does to a score, and what a point of score does to money."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import numpy as np
import pytest

from heedful.analytics.value.service_value import Served
from heedful.warehouse import dirty, facts, reader
from heedful.warehouse.refresh import refresh


def served(
    chance: np.random.Generator, *, gap: float, value: float, n: int = 500, leaks: bool = False
) -> tuple[list[Served], float]:
    """Return customers and the money that broken promises cost them: `gap` points, each worth `value`."""
    segment = chance.integers(0, 3, n)
    before = np.exp(chance.normal(7 + segment, 0.6, n))
    given = 1 + chance.poisson(2, n)
    broken = chance.binomial(given, chance.beta(1, 6, n))
    missed = broken / given
    score = 70 + 4 * segment - gap * missed + chance.normal(0, 12, n)
    after = 0.9 * before + value * score + chance.normal(0, 90, n)
    if leaks:
        score = 40 + 10 * after / before
    rows = zip(chance.integers(0, 64, n), segment, given, broken, score, before, after, strict=True)
    made = [
        Served(int(bucket), str(part), int(g), int(b), float(x), float(then), float(later))
        for bucket, part, g, b, x, then, later in rows
    ]
    return made, float(missed.sum()) * gap * value


UNTIL = date(2026, 4, 1)
DAYS = {
    3: (date(2025, 8, 1), date(2025, 11, 3), date(2026, 2, 1)),
    6: (date(2025, 1, 1), date(2025, 7, 3), date(2026, 2, 1)),
}
"""By the length of the windows: a month of earlier money, the day of the promises, a month of the money that came."""


def as_facts(rows: list[Served], chance: np.random.Generator, *, months: int = 3) -> dict[str, list[dict[str, Any]]]:
    """Turn customers into rows of facts, each with an answer a week after its first delivery."""
    earlier, promised, later = DAYS[months]
    found: dict[str, list[dict[str, Any]]] = {"interactions": [], "answers": [], "revenue": []}
    for each in rows:
        account = UUID(int=(int(chance.integers(2**60)) << 64) + each.bucket)
        common = {"account_id": account, "segment": each.segment}
        found["interactions"] += [
            {**common, "started_on": promised, "promised": True, "delivered": True, "days_late": 2 * (n < each.broken)}
            for n in range(each.given)
        ]
        if each.score is not None:
            found["answers"].append({
                **common, "collected_on": promised + timedelta(days=7), "status": "final", "scale_low": 0,
                "scale_high": 100, "value": round(100 * each.score),
            })  # fmt: skip
        found["revenue"] += [
            {"account_id": account, "month": month, "currency": "KES", "amount_minor": round(amount)}
            for month, amount in ((earlier, each.before), (later, each.after))
        ]
    return found


def plant(monkeypatch: pytest.MonkeyPatch, rows: dict[str, list[dict[str, Any]]], at: datetime) -> None:
    """Put rows into the warehouse in place of what the areas offer."""
    described = {name: facts.fact(name) for name in facts.names()}
    monkeypatch.setattr(facts, "_facts", {})
    for name, fact in described.items():
        kept = [tuple({"id": uuid4(), **row}.get(column) for column in fact.columns) for row in rows.get(name, [])]
        facts.register(replace(fact, rows=lambda keys, kept=kept: iter(kept)))
        dirty.mark_all(name)
    refresh(at=at)
    reader.close()
