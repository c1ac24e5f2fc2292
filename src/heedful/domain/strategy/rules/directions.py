"""What a stated direction needs to be more than a slogan."""

from datetime import date

from heedful.domain.strategy.enums import DirectionKind
from heedful.foundation.errors import Refused

TESTED = frozenset({DirectionKind.DIRECTION, DirectionKind.OBJECTIVE})
"""Statements that promise work; a vision or a value is not asked for a budget of its own."""


def check_live(kind: DirectionKind, *, owned: bool, measure: str, target: str, due_on: date | None) -> None:
    """Refuse to put an objective in force that lacks an owner, a measure, a target or a date; name every gap."""
    if kind is not DirectionKind.OBJECTIVE:
        return
    held = {"an owner": owned, "a measure": measure.strip(), "a target": target.strip(), "a date": due_on}
    missing = [name for name, value in held.items() if not value]
    if missing:
        raise Refused("an objective needs " + ", ".join(missing), field="objective", fix="complete it, then go live")


def hollow(kind: DirectionKind, *, initiatives: int, budget: int, measure: str) -> list[str]:
    """Say what a stated direction lacks: live work, money, a measure (the slogan test). Empty: it is no slogan.

    >>> hollow(DirectionKind.DIRECTION, initiatives=1, budget=0, measure="")
    ['no budget', 'no measure']
    """
    if kind not in TESTED:
        return []
    held = {"no live initiative": initiatives, "no budget": budget, "no measure": measure.strip()}
    return [name for name, value in held.items() if not value]
