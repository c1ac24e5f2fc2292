"""Which three things a role is told, in which words, and the one thing to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from heedful.analytics.text.plain import lix
from heedful.domain.circulation.enums import Topic
from heedful.domain.circulation.rules.quoting import Quote
from heedful.foundation.access.roles import Role

THREE = 3
PLAIN_ENOUGH = 40.0
"""Easy on the readability index LIX, as the words around decisions are held to."""
ORDER: Mapping[Role, tuple[Topic, ...]] = {
    Role.AGENT: (Topic.WORDS, Topic.WAITING, Topic.THANKS, Topic.NEWS),
    Role.TEAM_LEADER: (Topic.WAITING, Topic.WORDS, Topic.NEWS, Topic.THANKS, Topic.PROMISES),
    Role.CX_LEADER: (Topic.NEWS, Topic.WORDS, Topic.WAITING, Topic.PROMISES, Topic.THANKS),
    Role.ANALYST: (Topic.WORDS, Topic.NEWS, Topic.PROMISES, Topic.THANKS),
    Role.BOARD: (Topic.NEWS, Topic.PROMISES),
}
"""What comes first for a role. Roles that are not here get no digest."""
READS = (Role.CX_LEADER, Role.TEAM_LEADER, Role.AGENT, Role.BOARD, Role.ANALYST)
ACTS = frozenset({Role.AGENT, Role.TEAM_LEADER, Role.CX_LEADER})
"""The roles that can act on what a customer said: a digest that they read counts as having reached somebody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One thing with the way to its rows; `carries` are the answers and complaints it tells of."""

    topic: Topic
    sentence: str
    url: str
    about: str = ""
    quote: Quote | None = None
    carries: tuple[UUID, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Moved:
    """A figure beside its earlier self, and whether the interval of their difference leaves out no change."""

    key: str
    title: str
    now: str
    before: str
    better: bool
    certain: bool
    url: str


def news(moved: Sequence[Moved], told_before: Sequence[str] = ()) -> Told | None:
    """Return the first change that is no noise and has not been told to this reader; None without one.

    >>> news([Moved("nps:2026-02", "NPS", "31", "45", False, False, "/x/")]) is None
    True
    """
    found = next((each for each in moved if each.certain and each.key not in told_before), None)
    if found is None:
        return None
    way = "up to the good" if found.better else "worse"
    text = f"{found.title} is {way}: {found.now} last month, {found.before} the month before."
    return Told(topic=Topic.NEWS, sentence=text, url=found.url, about=found.key)


def words(found: Quote | None, topic: Topic, url: str) -> Told | None:
    """Tell what customers say in the words of one of them."""
    if found is None:
        return None
    others = len(found.alike)
    if topic is Topic.THANKS:
        text = "A customer says thank you:"
    elif others > 1:
        text = f"{others} of the last {found.among} notes say the same thing. One of them:"
    else:
        text = f"One of the last {found.among} notes says:"
    return Told(topic=topic, sentence=text, url=url, quote=found, carries=(found.comment.id,))


def waiting(ids: Sequence[UUID], url: str) -> Told | None:
    """Tell how many customers nobody has got back to."""
    if not ids:
        return None
    text = "One customer waits for us." if len(ids) == 1 else f"{len(ids)} customers wait for us."
    return Told(topic=Topic.WAITING, sentence=f"{text} No one has acted yet.", url=url, carries=tuple(ids))


def promises(overdue: int, url: str) -> Told | None:
    """Tell of promises whose day has passed."""
    text = "One promise is past its day." if overdue == 1 else f"{overdue} promises are past their day."
    return Told(topic=Topic.PROMISES, sentence=text, url=url) if overdue else None


def three(role: Role, found: Sequence[Told | None]) -> list[Told]:
    """Return at most three things in the order of a role, one a topic."""
    by_topic = {each.topic: each for each in found if each is not None}
    return [by_topic[topic] for topic in ORDER.get(role, ()) if topic in by_topic][:THREE]


DO: Mapping[Topic, tuple[str, str]] = {
    Topic.WAITING: (
        "Call the one who has waited longest. Do it today.",
        "Name who calls the longest wait.",
    ),
    Topic.WORDS: (
        "Read these words out at your next stand-up.",
        "Read these words to your team. Pick one to fix.",
    ),
    Topic.NEWS: (
        "Look at the rows. Say what you think is the cause.",
        "Ask your team what is behind it. Note it.",
    ),
    Topic.PROMISES: ("Keep the oldest one, or tell them why not.", "Ask who holds the oldest one what is in the way."),
    Topic.THANKS: ("Tell the team what went well.", "Tell the team what went well."),
}


def action(role: Role, things: Sequence[Told]) -> tuple[str, str]:
    """Return the one thing to do and where: what waits goes first, then what comes first for the role."""
    first = min(things, key=lambda each: (each.topic is not Topic.WAITING, ORDER[role].index(each.topic)))
    return DO[first.topic][0 if role is Role.AGENT else 1], first.url


def plainness(things: Sequence[Told], do: str) -> float:
    """Return the readability index of our own sentences; what customers write is theirs."""
    return lix(" ".join([*(each.sentence for each in things), do])) or 0.0
