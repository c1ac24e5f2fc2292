"""Judge the whole book: money, scores and potentials in, a state for every account out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from heedful.analytics.value import portfolio
from heedful.analytics.value.experience import Spread, Sums, fallen_chance, shrunk, spread
from heedful.analytics.value.portfolio import Held, State, Thresholds
from heedful.domain.portfolio.enums import Source


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an account: its kind for comparison with peers, money in minor units, scores, potential."""

    id: str
    segment: str
    kind: str
    value: int
    recent: Sums
    now: Sums
    base: Sums
    stated: int | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """The state of an account with the numbers that decided it."""

    id: str
    held: Held
    raw: State
    value: int
    potential: int | None
    source: Source
    peers: int
    score: float | None
    low: float | None
    high: float | None
    n: int
    fallen_chance: float | None
    promising: bool


@dataclass(frozen=True, slots=True)
class Book:
    """The judged book and the money of its smallest large account."""

    accounts: Sequence[Judged]
    cut: int


def judge(accounts: Sequence[Known], before: Mapping[str, Held], rule: Thresholds) -> Book:
    """Give every account exactly one state; `before` is what it was held at the last close."""
    values = {each.id: each.value for each in accounts}
    was_large = [key for key, held in before.items() if held.large]
    large, cut = portfolio.large_set(values, was_large, rule)
    varies = spread((each.segment, each.recent) for each in accounts)
    means = _means(accounts)
    peers = _peers(accounts)
    estimates = {kind: portfolio.peer_potential(found, rule.peers) for kind, found in peers.items()}
    judged = []
    for each in accounts:
        kind = (each.segment, each.kind)
        potential, source = _potential(each, estimates[kind])
        judged.append(
            _judged(each, potential, source, len(peers[kind]), each.id in large, cut, means, varies, before, rule)
        )
    return Book(judged, cut)


def _judged(
    each: Known,
    potential: int | None,
    source: Source,
    peers: int,
    large: bool,
    cut: int,
    means: Mapping[str, float],
    varies: Spread,
    before: Mapping[str, Held],
    rule: Thresholds,
) -> Judged:
    score = shrunk(each.recent, means[each.segment], varies) if each.recent.n else None
    chance = fallen_chance(each.now, each.base, means[each.segment], varies, rule.fall) if score else None
    value = score.value if score else None
    verdict = portfolio.portfolio_state(
        portfolio.Standing(each.value, potential, value, chance, large, score is None), cut, rule
    )
    held = portfolio.held_state(verdict.state, value, large, before.get(each.id), rule)
    return Judged(
        id=each.id,
        held=held,
        raw=verdict.state,
        value=each.value,
        potential=potential,
        source=source,
        peers=peers if source is Source.PEERS else 0,
        score=value,
        low=score.low if score else None,
        high=score.high if score else None,
        n=each.recent.n,
        fallen_chance=chance,
        promising=verdict.potential,
    )


def _means(accounts: Sequence[Known]) -> dict[str, float]:
    sums: dict[str, Sums] = {}
    for each in accounts:
        sums[each.segment] = sums.get(each.segment, Sums()) + each.recent
    return {segment: found.mean for segment, found in sums.items()}


def _peers(accounts: Sequence[Known]) -> dict[tuple[str, str], list[int]]:
    """Group the money of accounts that bring some by segment and kind."""
    found: dict[tuple[str, str], list[int]] = {}
    for each in accounts:
        group = found.setdefault((each.segment, each.kind), [])
        if each.value > 0:
            group.append(each.value)
    return found


def _potential(each: Known, estimate: int | None) -> tuple[int | None, Source]:
    if each.stated is not None:
        return each.stated, Source.STATED
    return estimate, Source.PEERS if estimate is not None else Source.UNKNOWN
