"""The life of a version as a table, and the gate before anybody is asked."""

from collections.abc import Mapping
from datetime import date

from heedful.domain.surveys.enums import VersionState as S
from heedful.domain.surveys.enums import VersionVerb as V
from heedful.domain.surveys.rules.about import About
from heedful.foundation.errors import Refused

TRANSITIONS: Mapping[S, Mapping[V, S]] = {
    S.DRAFT: {V.PUBLISH: S.PUBLISHED},
    S.PUBLISHED: {V.OPEN: S.COLLECTING, V.ARCHIVE: S.ARCHIVED},
    S.COLLECTING: {V.CLOSE: S.CLOSED},
    S.CLOSED: {V.OPEN: S.COLLECTING, V.ARCHIVE: S.ARCHIVED},
    S.ARCHIVED: {},
}

GATE = {
    "purpose": "what is the survey for?",
    "decision": "which decision does it serve?",
    "action_owner": "who acts on the answers?",
    "capacity": "how many follow-ups can be handled?",
    "report_back": "when do those asked hear what came of it?",
}


class WrongState(Refused):
    """The version's state does not allow this."""


def after(state: S, verb: V) -> S:
    """Return the state after the verb; raise WrongState naming what is possible instead.

    >>> after(S.DRAFT, V.PUBLISH)
    <VersionState.PUBLISHED: 'published'>
    """
    following = TRANSITIONS[state].get(verb)
    if following is None:
        possible = ", ".join(TRANSITIONS[state]) or "nothing more"
        raise WrongState(f"cannot {verb} a version that is {state}", field="state", value=state, fix=f"do: {possible}")
    return following


def missing_before_asking(about: About, today: date) -> list[str]:
    """Return the keys of the ask-gate that are empty, and report_back when its day has passed.

    >>> missing_before_asking(About(purpose="x", decision="y", action_owner="z", capacity="5"), date(2026, 1, 1))
    ['report_back']
    """
    missing = [key for key in GATE if not getattr(about, key)]
    if about.report_back is not None and about.report_back < today:
        missing.append("report_back")
    return missing
