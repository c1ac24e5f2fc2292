"""Why an account stands where it stands, in sentences made of the clauses that decided."""

from collections.abc import Iterator
from dataclasses import dataclass

from heedful.analytics.value.portfolio import State, Thresholds
from heedful.domain.portfolio.enums import Source
from heedful.rendering.numbers import money, number


@dataclass(frozen=True, slots=True)
class Ground:
    """What the sentences speak of: money in minor units, scores 0 to 100, chances 0 to 1."""

    raw: State
    held: State
    value: int
    potential: int | None
    source: Source
    peers: int
    score: float | None
    low: float | None
    high: float | None
    n: int
    fallen_chance: float | None
    large: bool
    cut: int
    currency: str


def reasons(ground: Ground, rule: Thresholds) -> list[str]:
    """Return the sentences, the deciding ones in the order of the rule."""
    return list(_reasons(ground, rule))


def _reasons(ground: Ground, rule: Thresholds) -> Iterator[str]:
    if ground.raw is State.UNKNOWN:
        yield f"It has given no scored answer for {rule.stale_days} days, so nothing is said about its experience."
    yield _size(ground, rule)
    if ground.raw is not State.UNKNOWN and ground.score is not None:
        yield _experience(ground, rule)
        yield _change(ground, rule)
        yield _potential(ground, rule)
    if ground.held is not ground.raw:
        yield (
            f"By this close alone it would be {ground.raw.label}. It leaves {ground.held.label} when its score is"
            f" {number(rule.good + rule.recovery)} or more at two closes in a row."
        )


def _size(ground: Ground, rule: Thresholds) -> str:
    kind = "Large" if ground.large else "Not large"
    among = "it is among" if ground.large else "it is not among"
    return (
        f"{kind}: with {money(ground.value, ground.currency)} in 12 months {among} the customers that bring"
        f" {number(100 * rule.large_share)}\u00a0% of the money (from {money(ground.cut, ground.currency)})."
    )


def _experience(ground: Ground, rule: Thresholds) -> str:
    score, word = ground.score or 0.0, "Good" if (ground.score or 0.0) >= rule.good else "Not good"
    side = "at or above" if score >= rule.good else "below"
    return (
        f"{word}: its experience score of the last {rule.stale_days} days is {number(score)} of 100"
        f" (95\u00a0% interval {number(ground.low or 0)} to {number(ground.high or 0)}, n\u00a0{ground.n}),"
        f" {side} {number(rule.good)}."
    )


def _change(ground: Ground, rule: Thresholds) -> str:
    if ground.fallen_chance is None:
        return "Whether it has fallen cannot be said: there are no answers on both sides of the last 90 days."
    percent = 100 * ground.fallen_chance
    chance = "over 99\u00a0%" if percent > 99 else "under 1\u00a0%" if percent < 1 else f"{number(percent)}\u00a0%"
    points = number(rule.fall)
    if ground.fallen_chance >= rule.certainty:
        return f"Fallen: the chance of a fall of more than {points} points against its own year before is {chance}."
    return f"Not fallen: the chance of a fall of more than {points} points against its own year before is {chance}."


def _potential(ground: Ground, rule: Thresholds) -> str:
    if ground.potential is None:
        return f"Its potential is not known: nobody has stated it, and it has fewer than {rule.peers} peers."
    amount = money(ground.potential, ground.currency)
    share = f"{number(100 * ground.value / ground.potential)}\u00a0%" if ground.potential else "all"
    whence = "as stated" if ground.source is Source.STATED else f"as the top tenth of {ground.peers} peers brings"
    return f"It buys {share} of its potential of {amount}, {whence}."
