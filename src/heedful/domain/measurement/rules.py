"""Decisions about periods. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from heedful.domain.measurement.enums import Check, PeriodKind, PeriodState, ResolutionState, ResolutionVerb
from heedful.foundation.days import add_months as add_months  # the doors know it as a rule of periods

TRANSITIONS: Mapping[PeriodState, frozenset[PeriodState]] = {
    PeriodState.OPEN: frozenset({PeriodState.CLOSING}),
    PeriodState.CLOSING: frozenset({PeriodState.OPEN, PeriodState.LOCKED}),
    PeriodState.LOCKED: frozenset({PeriodState.SIGNED}),
    PeriodState.SIGNED: frozenset(),
}
"""A locked period never opens again: what changes after the lock is a restatement."""

RESOLUTIONS: Mapping[ResolutionState, Mapping[ResolutionVerb, ResolutionState]] = {
    ResolutionState.ASKED: {
        ResolutionVerb.DECIDE: ResolutionState.TAKEN,
        ResolutionVerb.DROP: ResolutionState.DROPPED,
    },
    ResolutionState.TAKEN: {
        ResolutionVerb.POSTPONE: ResolutionState.TAKEN,
        ResolutionVerb.FINISH: ResolutionState.DONE,
        ResolutionVerb.DROP: ResolutionState.DROPPED,
    },
    ResolutionState.DONE: {},
    ResolutionState.DROPPED: {},
}
"""What is done or dropped stays so: whoever thinks again asks the board again."""

FINAL = frozenset({PeriodState.LOCKED, PeriodState.SIGNED})
SIGNATURES = 2

CHECKS: Mapping[Check, str] = {
    Check.DATA_FRESH: "Every change up to the cut-off is in the figures",
    Check.PERIOD_OVER: "The period is over",
    Check.PREVIOUS_CLOSED: "The period before is locked",
    Check.DEFINITIONS_REVIEWED: "No definition is past its review date",
    Check.HEADLINE_WRITTEN: "The headline says what changed and why it matters",
    Check.CHANGES_EXPLAINED: "Changes marked better or worse have an explanation, or were looked at",
}
MANUAL = frozenset({Check.CHANGES_EXPLAINED})


def may_become(state: PeriodState, target: PeriodState) -> bool:
    """Tell whether a period may pass from one state to another."""
    return target in TRANSITIONS[state]


def period_of(kind: PeriodKind, day: date) -> tuple[date, date]:
    """Return first day and first day after of the period that holds a day.

    >>> period_of(PeriodKind.QUARTER, date(2026, 5, 9))
    (datetime.date(2026, 4, 1), datetime.date(2026, 7, 1))
    """
    first = date(day.year, (day.month - 1) // kind.months * kind.months + 1, 1)
    return first, add_months(first, kind.months)


def title(kind: PeriodKind, starts: date) -> str:
    """Name a period as people do.

    >>> title(PeriodKind.QUARTER, date(2026, 4, 1)), title(PeriodKind.MONTH, date(2026, 4, 1))
    ('Q2 2026', 'April 2026')
    """
    if kind is PeriodKind.QUARTER:
        return f"Q{(starts.month + 2) // 3} {starts.year}"
    return f"{starts:%B} {starts.year}"


def overdue(state: ResolutionState, due_on: date | None, today: date) -> bool:
    """Tell whether a resolution should have been carried out before today; on its last day it is not late.

    >>> overdue(ResolutionState.TAKEN, date(2026, 5, 9), date(2026, 5, 9))
    False
    """
    return state is ResolutionState.TAKEN and due_on is not None and due_on < today


def months_between(since: date, until: date) -> int:
    """Count the months of a window.

    >>> months_between(date(2025, 11, 1), date(2026, 2, 1))
    3
    """
    return (until.year - since.year) * 12 + until.month - since.month


def whole_months(since: date, until: date) -> bool:
    """Tell whether a window begins and ends with a month and is not empty."""
    return since.day == 1 and until.day == 1 and since < until


def signed_by_two(signers: Iterable[object]) -> bool:
    """Tell whether enough different people have signed; one person's signatures count once."""
    return len(set(signers)) >= SIGNATURES


def material(old: Mapping[str, Any], new: Mapping[str, Any], practical: float) -> bool:
    """Judge a restatement: material when the new value moves by the practical size or leaves the old interval.

    A figure that appears, or has to be hidden, is material.

    >>> material({"estimate": 40.0, "low": 35.0, "high": 45.0}, {"estimate": 41.0}, 5.0)
    False
    >>> material({"estimate": 40.0, "low": 39.5, "high": 40.5}, {"estimate": 41.0}, 5.0)
    True
    """
    before, after = old.get("estimate"), new.get("estimate")
    if before is None or after is None:
        return before is not after
    low, high = old.get("low"), old.get("high")
    outside = low is not None and high is not None and not low <= after <= high
    return bool(outside or abs(after - before) >= practical)


def fingerprint(data: object) -> str:
    """Return the SHA-256 of data as canonical JSON: the same data gives the same hash for ever."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
