"""The five states of the customer portfolio, after Meyer & Schwager 2007; thresholds and order are ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

Clause = tuple[str, bool | None]


class State(StrEnum):
    """Where an account stands."""

    AT_RISK = "at_risk"
    MODEL = "model"
    GROWTH = "growth"
    DANGLING = "dangling"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """The name on screens."""
        return "At-risk" if self is State.AT_RISK else self.value.capitalize()


WORSE = frozenset({State.AT_RISK, State.DANGLING})


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What draws the lines between states; every field is a setting with versions.

    Scores are 0 to 100, shares 0 to 1. `keep_share` and `recovery` stop an account from flickering at a cut.
    """

    large_share: float = 0.80
    keep_share: float = 0.85
    good: float = 70.0
    fall: float = 5.0
    certainty: float = 0.90
    buying: float = 0.60
    stale_days: int = 180
    recovery: float = 5.0
    peers: int = 20


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of an account at a close: money in minor units, score 0 to 100, None for what is not known."""

    value: int
    potential: int | None
    score: float | None
    fallen_chance: float | None
    large: bool
    stale: bool


@dataclass(frozen=True, slots=True)
class Held:
    """The state an account was given at a close, and at how many closes in a row it was clearly good."""

    state: State
    clear: int = 0
    large: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """The state by the rule alone, the clauses that decided it, in order, and whether a dangling account has potential.

    A clause is (name, whether it holds); None where it cannot be known.
    """

    state: State
    clauses: tuple[Clause, ...]
    potential: bool = False


def portfolio_state(account: Standing, cut: int, rule: Thresholds) -> Verdict:
    """Judge one account: unknown, at risk, model, growth, dangling, the first that holds.

    `cut` is the money of the smallest large account; a potential that reaches it is worth a second look.

    >>> found = portfolio_state(Standing(900, None, 55.0, 0.2, True, False), 500, Thresholds())
    >>> found.state.label, found.clauses
    ('At-risk', (('stale', False), ('large', True), ('fallen', False), ('good', False)))
    """
    stale = account.stale or account.score is None
    if stale:
        return Verdict(State.UNKNOWN, (("stale", True),))
    good = account.score is not None and account.score >= rule.good
    fallen = account.fallen_chance is not None and account.fallen_chance >= rule.certainty
    decided: list[Clause] = [("stale", False), ("large", account.large)]
    decided.append(("fallen", fallen if account.fallen_chance is not None else None))
    decided.append(("good", good))
    if fallen or not good:
        if account.large:
            return Verdict(State.AT_RISK, tuple(decided))
        promising = account.potential is not None and account.potential >= cut
        decided.append(("potential", promising if account.potential is not None else None))
        return Verdict(State.DANGLING, tuple(decided), promising)
    buying = account.value >= rule.buying * account.potential if account.potential is not None else None
    decided.append(("buying", buying))
    if account.large and buying is not False:
        return Verdict(State.MODEL, tuple(decided))
    return Verdict(State.GROWTH, tuple(decided))


def held_state(raw: State, score: float | None, large: bool, before: Held | None, rule: Thresholds) -> Held:
    """Let an account leave a worse state only when its score is clearly good at two closes in a row.

    Clearly good is the threshold plus `recovery`. Whether a held account is at risk or dangling follows its size.

    >>> held_state(State.MODEL, 72.0, True, Held(State.AT_RISK), Thresholds())
    Held(state=<State.AT_RISK: 'at_risk'>, clear=0, large=True)
    >>> held_state(State.MODEL, 80.0, True, Held(State.AT_RISK, clear=1), Thresholds()).state
    <State.MODEL: 'model'>
    """
    clear = before.clear + 1 if before else 1
    if score is None or score < rule.good + rule.recovery:
        clear = 0
    stuck = before is not None and before.state in WORSE and raw in (State.MODEL, State.GROWTH) and clear < 2
    state = (State.AT_RISK if large else State.DANGLING) if stuck else raw
    return Held(state, clear, large)


def large_set(values: Mapping[str, int], before: Iterable[str], rule: Thresholds) -> tuple[frozenset[str], int]:
    """Return the accounts that count as large and the money of the smallest one that enters by itself.

    The smallest set that makes up `large_share` of all money, and those that were large before and are still in the
    set of `keep_share`. Accounts without money are never large; equal money is ordered by name.

    >>> large, cut = large_set({"a": 60, "b": 25, "c": 10, "d": 5}, ["c", "d"], Thresholds(keep_share=0.9))
    >>> sorted(large), cut
    (['a', 'b', 'c'], 25)
    """
    ordered = sorted(((value, key) for key, value in values.items() if value > 0), key=lambda each: (-each[0], each[1]))
    total, sum_before, cut = sum(value for value, _ in ordered), 0, 0
    entering: set[str] = set()
    staying: set[str] = set()
    for value, key in ordered:
        if sum_before < rule.large_share * total:
            entering.add(key)
            cut = value
        if sum_before < rule.keep_share * total:
            staying.add(key)
        sum_before += value
    return frozenset(entering | (staying & set(before))), cut


def peer_potential(values: Sequence[int], least: int) -> int | None:
    """Return the 90th percentile of what accounts of the same kind bring; None below `least` peers.

    Nearest rank: the smallest value that 90 % of peers do not exceed.

    >>> peer_potential(range(1, 21), 20), peer_potential([5] * 19, 20)
    (18, None)
    """
    if len(values) < least:
        return None
    return sorted(values)[-(-9 * len(values) // 10) - 1]
