"""The states of an import and the way between them. Pure."""

from collections.abc import Mapping

from heedful.domain.feedback.enums import ImportState as S

MOVES: Mapping[S, frozenset[S]] = {
    S.DRAFT: frozenset({S.WAITING}),
    S.WAITING: frozenset({S.RUNNING}),
    S.RUNNING: frozenset({S.CHECKED, S.DONE, S.FAILED}),
    S.CHECKED: frozenset({S.WAITING}),
    S.FAILED: frozenset({S.WAITING}),
    S.DONE: frozenset(),
}
EDITABLE = frozenset({S.DRAFT, S.CHECKED, S.FAILED})
"""Where the mapping may still change."""


def may(here: S, there: S) -> bool:
    """Tell whether an import goes from one state to the other.

    >>> may(S.CHECKED, S.WAITING), may(S.DONE, S.WAITING)
    (True, False)
    """
    return there in MOVES[here]
