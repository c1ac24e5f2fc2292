"""Writes of clocks: bind them to promises, keep the cache of their readings, fire alarms, escalate."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from heedful.domain.cases.enums import ClockState, EventType
from heedful.domain.cases.models import Case, Clock, ClockThreshold, Episode, Event
from heedful.domain.cases.queries.clocks import ClockView, moment, read, seconds, thresholds_due
from heedful.domain.journeys.queries.targets import Target
from heedful.domain.organisation.queries import calendars
from heedful.foundation.jobs import operations as jobs
from heedful.warehouse import dirty

PERCENTS = (75, 100)


def binding(
    targets: Iterable[Target], *, since: datetime | None = None, pauses_from: datetime | None = None
) -> list[dict[str, Any]]:
    """Write down, for an event, what clocks are bound to; the clocks can be made again from it."""
    return [
        {
            "kind": target.kind.value,
            "target": str(target.version_id),
            "calendar": str(target.calendar_version_id),
            "since": since.isoformat() if since else None,
            "pauses_from": pauses_from.isoformat() if pauses_from else None,
        }
        for target in targets
    ]


def refresh(*, case: Case, episode: Episode, at: datetime) -> None:
    """Read the clocks of an episode from its events at `at`; store the readings, the alarms and the next due time."""
    events = list(Event.objects.filter(episode=episode).order_by("seq"))
    clocks = _bind(episode, events)
    if not clocks:
        return
    views = read(clocks, events, at)
    for view in views:
        _store(view)
    fields = ["state", "result", "elapsed_seconds", "due_at", "breached_at", "stopped_at"]
    Clock.objects.bulk_update(clocks, fields)
    _store_thresholds(views, at)
    running = [view.clock for view in views if view.clock.state == ClockState.RUNNING and view.clock.due_at]
    nearest = min(running, key=lambda clock: (clock.due_at or at, clock.kind), default=None)
    case.next_due_at = nearest.due_at if nearest else None
    case.next_due_kind = nearest.kind if nearest else ""
    Case.objects.filter(id=case.id).update(next_due_at=case.next_due_at, next_due_kind=case.next_due_kind)
    dirty.mark("clocks", [clock.id for clock in clocks])


def rebuild_clocks(*, episode_id: UUID, at: datetime) -> None:
    """Make the clocks of an episode again from its events alone; alarms keep what has fired (invariant C1)."""
    with transaction.atomic():
        episode = Episode.objects.select_related("case").get(id=episode_id)
        refresh(case=episode.case, episode=episode, at=at)


def _bind(episode: Episode, events: Sequence[Event]) -> list[Clock]:
    """Give each promise of the events its clock row; the last word on a kind counts."""
    bound = {item["kind"]: item for event in events for item in event.data.get("clocks", [])}
    retargeted = any(event.type == EventType.RETARGETED for event in events)
    clocks = {clock.kind: clock for clock in Clock.objects.filter(episode=episode)}
    fresh = [Clock(episode=episode, kind=kind, elapsed_seconds=0) for kind in bound if kind not in clocks]
    clocks.update({clock.kind: clock for clock in fresh})
    for kind, item in bound.items():
        clock = clocks[kind]
        clock.target_version_id, clock.calendar_version_id = UUID(item["target"]), UUID(item["calendar"])
        clock.since, clock.pauses_from = _time(item["since"]), _time(item["pauses_from"])
    Clock.objects.bulk_create(fresh)
    if retargeted:
        Clock.objects.bulk_update(clocks.values(), ["target_version", "calendar_version", "since", "pauses_from"])
    return list(clocks.values())


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _store(view: ClockView) -> None:
    clock, reading = view.clock, view.reading
    clock.state, clock.result, clock.elapsed_seconds = reading.state, reading.result, reading.elapsed
    clock.due_at = view.due_at
    clock.breached_at = None if reading.breached_at is None else moment(reading.breached_at)
    clock.stopped_at = None if reading.stopped_at is None else moment(reading.stopped_at)


def _store_thresholds(views: Sequence[ClockView], at: datetime) -> None:
    """Move the alarms that have not fired; one whose time is already past when it is set is marked retroactive."""
    known = {
        (row.clock_id, row.percent): row
        for row in ClockThreshold.objects.filter(clock__in=[view.clock for view in views])
    }
    new, moved = [], []
    for view in views:
        for percent in PERCENTS:
            instant = view.reading.reaches(percent)
            due = None if instant is None else moment(instant)
            row = known.get((view.clock.id, percent))
            if row is None:
                key = f"{view.clock.id}:{percent}"
                new.append(ClockThreshold(clock=view.clock, percent=percent, fire_key=key))
                row = new[-1]
            elif row.fired_at is not None or row.due_at == due:
                continue
            else:
                moved.append(row)
            row.due_at, row.retroactive = due, due is not None and due < at
    ClockThreshold.objects.bulk_create(new)
    if moved:
        ClockThreshold.objects.bulk_update(moved, ["due_at", "retroactive"])


def fire_due(*, at: datetime, limit: int = 200) -> int:
    """Fire the alarms that are due; return how many. Claim and outbox entry are one transaction, once per key.

    The breach is recorded now; the message to people waits for the next working time of the promise's calendar.
    """
    return sum(_fire(threshold_id, at) for threshold_id in thresholds_due(at, limit))


@transaction.atomic
def _fire(threshold_id: UUID, at: datetime) -> bool:
    if not ClockThreshold.objects.filter(id=threshold_id, fired_at__isnull=True).update(fired_at=at):
        return False
    threshold = ClockThreshold.objects.select_related("clock__episode__case").get(id=threshold_id)
    clock = threshold.clock
    refresh(case=clock.episode.case, episode=clock.episode, at=at)
    table = calendars.table(clock.calendar_version_id, at, at)
    opens = moment(table.next_open(seconds(at)))
    payload = {"threshold": str(threshold.id)}
    jobs.enqueue(kind="clock.threshold", payload=payload, at=at, dedup=threshold.fire_key, run_at=max(at, opens))
    return True
