"""When feedback about a colleague is a pattern, and how a plan moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import comb
from typing import TypeVar

from heedful.domain.employees.enums import PlanState
from heedful.foundation.errors import Refused

K = TypeVar("K")
LEAST = 10
QUOTES = 3
ALPHA = 0.05
WINDOW_DAYS = 90
TRANSITIONS: dict[PlanState, dict[str, PlanState]] = {
    PlanState.AGREED: {"finish": PlanState.DONE, "drop": PlanState.DROPPED},
    PlanState.DONE: {},
    PlanState.DROPPED: {},
}


@dataclass(frozen=True, slots=True)
class Heard:
    """How many answers named somebody, and how many of them were at the bottom of their scale."""

    bad: int
    n: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """A colleague beside all others of the unit. `p` is the exact chance of so many, were there no difference."""

    own: Heard
    others: Heard
    p: float
    limit: float

    @property
    def enough(self) -> bool:
        """Tell whether enough answers name the colleague, and others to compare with."""
        return self.own.n >= LEAST and self.others.n >= LEAST

    @property
    def real(self) -> bool:
        """Tell whether it is more than chance gives, with as many colleagues looked at as there are."""
        return self.enough and self.p <= self.limit


def patterns(heard: Mapping[K, Heard]) -> dict[K, Pattern]:
    """Compare each colleague with all others by Fisher's exact test, one-sided; alpha is shared by those compared.

    >>> found = patterns({"a": Heard(9, 20), "b": Heard(4, 60), "c": Heard(2, 9)})
    >>> found["a"].real, found["b"].real, found["c"].enough
    (True, False, False)
    """
    compared = sum(each.n >= LEAST for each in heard.values()) or 1
    bad, n = sum(each.bad for each in heard.values()), sum(each.n for each in heard.values())
    return {
        key: Pattern(own, Heard(bad - own.bad, n - own.n), at_least(own.bad, own.n, bad, n), ALPHA / compared)
        for key, own in heard.items()
    }


def at_least(hits: int, drawn: int, marked: int, n: int) -> float:
    """Return the chance of `hits` or more marked ones among `drawn` of `n`, of which `marked` are marked.

    >>> round(at_least(2, 2, 2, 4), 4)
    0.1667
    """
    ways = sum(comb(marked, k) * comb(n - marked, drawn - k) for k in range(hits, min(drawn, marked) + 1))
    return ways / comb(n, drawn)


def check_pattern(pattern: Pattern | None) -> None:
    """Refuse a plan that rests on too little, or on what chance gives."""
    if pattern is None or not pattern.enough:
        n = pattern.own.n if pattern else 0
        raise Refused(
            f"only {n} answers name this colleague, or too few name the others",
            field="person",
            fix=f"wait until there are {LEAST}: below that it is chance, not a pattern",
        )
    if not pattern.real:
        raise Refused(
            "this is no pattern: as many low scores come by chance",
            field="person",
            fix="talk about single cases on the page of the case",
        )


def next_state(state: PlanState, verb: str) -> PlanState:
    """Give the state that a verb leads to."""
    found = TRANSITIONS[state].get(verb)
    if found is None:
        raise Refused(f"a plan that is {state.label.lower()} stays so", field="verb", value=verb, fix="agree a new one")
    return found
