"""Reads of clocks: always folded afresh from the events, never taken from the cache."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from heedful.domain.cases.enums import CaseState, EventType
from heedful.domain.cases.models import Clock, ClockThreshold, Event
from heedful.domain.cases.rules.clocks import Reading, fold
from heedful.domain.cases.rules.explain import Line
from heedful.domain.cases.rules.explain import explain as explain_reading
from heedful.domain.cases.rules.stretches import Happening, Terms
from heedful.domain.journeys.enums import TargetKind
from heedful.domain.journeys.queries import targets
from heedful.domain.organisation.queries import calendars
from heedful.foundation.access import ActorKind


@dataclass(frozen=True, slots=True)
class ClockView:
    """A clock and what it shows at the time of asking."""

    clock: Clock
    reading: Reading

    @property
    def due_at(self) -> datetime | None:
        """When the promise falls due; None while paused."""
        return None if self.reading.due_at is None else moment(self.reading.due_at)


@dataclass(frozen=True, slots=True)
class ExplainedLine:
    """A line of the explanation with its times."""

    start: datetime
    end: datetime
    line: Line


def seconds(at: datetime) -> int:
    """Turn a time into whole UTC seconds."""
    return int(at.timestamp())


def moment(instant: int) -> datetime:
    """Turn whole UTC seconds into a time."""
    return datetime.fromtimestamp(instant, UTC)


def happenings(events: Iterable[Event]) -> list[Happening]:
    """Reduce the events of one episode to what clocks see; only a colleague's own message counts as an answer."""
    result: list[Happening] = []
    replied = False
    for event in events:
        replied = replied or (event.type == EventType.REPLIED and event.actor_kind == ActorKind.COLLEAGUE)
        at = max(seconds(event.at), result[-1].at) if result else seconds(event.at)
        result.append(Happening(at, CaseState(event.state), replied))
    return result


def clocks_of(episode_id: UUID, at: datetime) -> list[ClockView]:
    """Read every clock of an episode at `at`, in the order acknowledge, first response, resolution."""
    clocks = list(Clock.objects.filter(episode_id=episode_id))
    events = list(Event.objects.filter(episode_id=episode_id).order_by("seq")) if clocks else []
    return read(clocks, events, at)


def read(clocks: Sequence[Clock], events: Sequence[Event], at: datetime) -> list[ClockView]:
    """Fold the events for each clock."""
    happened = happenings(events)
    terms = terms_of(clocks, min(event.at for event in events), at) if clocks else {}
    views = [ClockView(clock, fold(happened, terms[clock.id], seconds(at))) for clock in clocks]
    order = list(TargetKind)
    return sorted(views, key=lambda view: order.index(TargetKind(view.clock.kind)))


def terms_of(clocks: Sequence[Clock], since: datetime, until: datetime) -> dict[UUID, Terms]:
    """Look up what each clock is bound to."""
    bound = targets.targets_of([(clock.target_version_id, clock.calendar_version_id) for clock in clocks])
    result = {}
    for clock in clocks:
        target = bound[clock.target_version_id, clock.calendar_version_id]
        result[clock.id] = Terms(
            kind=target.kind,
            amount=target.amount,
            span=target.span,
            pausable=target.pausable,
            table=calendars.table(target.calendar_version_id, since, until),
            since=None if clock.since is None else seconds(clock.since),
            pauses_from=None if clock.pauses_from is None else seconds(clock.pauses_from),
        )
    return result


def explain(view: ClockView) -> list[ExplainedLine]:
    """List each interval that a clock counted or skipped, and why."""
    return [ExplainedLine(moment(line.start), moment(line.end), line) for line in explain_reading(view.reading)]


def thresholds_due(at: datetime, limit: int) -> list[UUID]:
    """List alarms that are due and have not fired, the oldest first."""
    due = ClockThreshold.objects.filter(fired_at__isnull=True, due_at__lte=at).order_by("due_at", "id")
    return list(due.values_list("id", flat=True)[:limit])
