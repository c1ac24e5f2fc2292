"""The promise as a table of moves, and how promises are counted: a census of those that fell due."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from heedful.domain.followthrough.enums import PromiseState as S
from heedful.domain.followthrough.enums import PromiseVerb as V
from heedful.foundation.errors import Refused

TRANSITIONS: Mapping[S, Mapping[V, tuple[S, ...]]] = {
    S.OPEN: {V.KEEP: (S.KEPT, S.KEPT_LATE), V.BREAK: (S.BROKEN,), V.RELEASE: (S.RELEASED,)},
    S.KEPT: {},
    S.KEPT_LATE: {},
    S.BROKEN: {},
    S.RELEASED: {},
}
"""Keeping leads to kept up to the promised day, to kept late after it."""
WORDS_NEEDED: Mapping[V, str] = {
    V.KEEP: "say how it was kept, so that somebody else could see it",
    V.BREAK: "say what those who had the promise were told and given instead",
    V.RELEASE: "say who no longer wants it, and why",
}


def settled(state: S, verb: V, *, words: str, on: date, due_on: date) -> S:
    """Return the state after the verb on a day; raise Refused when it is settled already or nothing is said.

    >>> settled(S.OPEN, V.KEEP, words="called", on=date(2026, 3, 2), due_on=date(2026, 3, 1))
    <PromiseState.KEPT_LATE: 'kept_late'>
    """
    following = TRANSITIONS[state].get(verb)
    if following is None:
        raise Refused(f"this promise is {state.label.lower()} already", field="state", fix="make a new promise")
    if not words.strip():
        raise Refused("a promise is not settled without words", field="words", fix=WORDS_NEEDED[verb])
    return following[-1] if on > due_on else following[0]


@dataclass(frozen=True, slots=True)
class Kept:
    """Promises that fell due in a window, by what became of them; released ones are not counted."""

    on_time: int = 0
    late: int = 0
    broken: int = 0
    overdue: int = 0

    @property
    def due(self) -> int:
        """All that fell due."""
        return self.on_time + self.late + self.broken + self.overdue

    @property
    def rate(self) -> float | None:
        """The share kept on time; None when none fell due. A census: it has no interval."""
        return self.on_time / self.due if self.due else None


def count(promises: Mapping[S, int], overdue: int) -> Kept:
    """Count states of promises that fell due; `overdue` are the open ones among them."""
    return Kept(promises.get(S.KEPT, 0), promises.get(S.KEPT_LATE, 0), promises.get(S.BROKEN, 0), overdue)


def sentence(found: Kept) -> str:
    """Say the count; nothing when no promise fell due.

    >>> sentence(Kept(on_time=3, late=1, overdue=2))
    'Of 6 promises that fell due, 3 were kept on time, 1 late and 0 broken; 2 are overdue.'
    """
    if not found.due:
        return ""
    promises = "promise that fell due" if found.due == 1 else "promises that fell due"
    were, are = "was" if found.on_time == 1 else "were", "is" if found.overdue == 1 else "are"
    return (
        f"Of {found.due} {promises}, {found.on_time} {were} kept on time, {found.late} late and {found.broken} broken; "
        f"{found.overdue} {are} overdue."
    )


def check_promise(*, text: str, due_on: date, today: date) -> None:
    """Refuse a promise that nobody could keep or judge: without words or a day to come."""
    if len(text.strip()) < 5:
        raise Refused("say what was promised", field="text", fix="one sentence, as it was said to them")
    if due_on < today:
        raise Refused("this day has passed", field="due_on", value=due_on, fix="promise a day to come")
