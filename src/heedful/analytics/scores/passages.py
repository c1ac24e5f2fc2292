"""How customers pass through the stages of a journey, from their contacts alone: integers a stage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from heedful.analytics.scores.tally import Tally


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact of a customer in a stage (0 is the first). `late` is in days, None where nothing was promised;
    `kept` says whether the contact did what it should, None where that is not recorded."""

    customer: str
    at: datetime
    stage: int
    place: str
    channel: str = ""
    ended: datetime | None = None
    transfers: int = 0
    late: int | None = None
    kept: bool | None = None


@dataclass(slots=True)
class StageTally:
    """What happened to the passages that entered a stage. `seconds` counts durations; effort is in half points."""

    entered: int = 0
    completed: int = 0
    seconds: Counter[int] = field(default_factory=Counter)
    effort: int = 0
    effort_squares: int = 0
    judged: int = 0
    kept: int = 0

    @property
    def completion(self) -> Tally:
        """Passages that went on, of those that entered."""
        return Tally({"n": self.entered, "hits": self.completed})

    @property
    def duration(self) -> Tally:
        """Seconds of those that went on."""
        return Tally({"n": self.completed}, dict(self.seconds))

    @property
    def efforts(self) -> Tally:
        """Half points of effort of all that entered."""
        return Tally({"n": self.entered, "total": self.effort, "squares": self.effort_squares})

    @property
    def outcome(self) -> Tally:
        """Contacts that did what they should, of those of which it is recorded."""
        return Tally({"n": self.judged, "hits": self.kept})


def passages(contacts: Iterable[Contact], gap: timedelta) -> list[list[Contact]]:
    """Cut each customer's contacts, in order of time, into passages through the journey.

    A new passage begins after a silence longer than `gap`, and where a customer who had gone on is back in the first
    stage.

    >>> from datetime import UTC
    >>> day = datetime(2026, 3, 1, tzinfo=UTC)
    >>> told = [Contact("a", day + timedelta(days=n), stage, "p") for n, stage in ((0, 0), (1, 1), (2, 0), (90, 1))]
    >>> [len(each) for each in passages(told, timedelta(days=30))]
    [2, 1, 1]
    """
    found: list[list[Contact]] = []
    for each in sorted(contacts, key=lambda one: (one.customer, one.at, one.stage)):
        last = found[-1][-1] if found else None
        starts = (
            last is None
            or last.customer != each.customer
            or each.at - last.at > gap
            or (each.stage == 0 and any(one.stage for one in found[-1]))
        )
        if starts:
            found.append([])
        found[-1].append(each)
    return found


def tallied(found: Iterable[Sequence[Contact]], stages: int) -> list[StageTally]:
    """Tally the passages stage by stage.

    A stage is completed by going on to a later one; the last one by a contact there that came to an end. Its duration
    runs from the first contact in it to the first contact of a later stage (in the last one: to that end).
    """
    result = [StageTally() for _ in range(stages)]
    for passage in found:
        for number in {each.stage for each in passage}:
            _add(result[number], passage, number, last=number == stages - 1)
    return result


def effort(contacts: Sequence[Contact]) -> int:
    """Return the operational effort of one customer in one stage, in half points (ours; methods, section 4).

    1 for each contact beyond the first at the same touchpoint, 1 for each transfer, 1 for each change of channel
    between such contacts, 0.5 for each day beyond the promised one.

    >>> from datetime import UTC
    >>> day = datetime(2026, 3, 1, tzinfo=UTC)
    >>> one = Contact("a", day, 0, "call", "phone", transfers=1)
    >>> effort([one, Contact("a", day, 0, "call", "email", late=3)])
    9
    """
    places: dict[str, list[Contact]] = {}
    for each in contacts:
        places.setdefault(each.place, []).append(each)
    again = sum(len(group) - 1 for group in places.values())
    switched = sum(one.channel != other.channel for group in places.values() for one, other in pairwise(group))
    moved = sum(each.transfers for each in contacts)
    return 2 * (again + switched + moved) + sum(max(0, each.late or 0) for each in contacts)


def _add(tally: StageTally, passage: Sequence[Contact], number: int, *, last: bool) -> None:
    inside = [each for each in passage if each.stage == number]
    begun, half = inside[0].at, effort(inside)
    tally.entered += 1
    tally.effort += half
    tally.effort_squares += half * half
    judged = [each.kept for each in inside if each.kept is not None]
    tally.judged += len(judged)
    tally.kept += sum(judged)
    ends = [each.ended for each in inside if each.ended is not None] if last else []
    later = [each.at for each in passage if each.stage > number and each.at >= begun]
    end = max(ends) if ends else later[0] if later else None
    if end is not None:
        tally.completed += 1
        tally.seconds[max(0, int((end - begun).total_seconds()))] += 1
