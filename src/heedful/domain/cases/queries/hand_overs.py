"""Reads of hand-overs: what was asked of whom, how its clock stands and why, and who used a case's time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from heedful.domain.cases.enums import CaseState, ClockState, HandOverVerb, PauseReason
from heedful.domain.cases.models import Episode, Event, HandOver, HandOverEvent
from heedful.domain.cases.queries.clocks import ExplainedLine, happenings, moment, seconds
from heedful.domain.cases.queries.queue import visible_to
from heedful.domain.cases.rules import hand_overs as rules
from heedful.domain.cases.rules.clocks import Reading, fold
from heedful.domain.cases.rules.explain import explain
from heedful.domain.cases.rules.stretches import Mode, Terms
from heedful.domain.journeys.queries import targets
from heedful.domain.organisation.queries import calendars
from heedful.foundation.access import Actor, Permission, within
from heedful.foundation.errors import NotFound


@dataclass(frozen=True, slots=True)
class HandOverView:
    """A hand-over and what its clock shows at the time of asking."""

    hand_over: HandOver
    reading: Reading
    events: list[HandOverEvent]

    @property
    def due_at(self) -> datetime | None:
        """When the answer is due; None while paused."""
        return None if self.reading.due_at is None else moment(self.reading.due_at)

    @property
    def moves(self) -> list[HandOverVerb]:
        """What can be done to it."""
        return list(rules.TRANSITIONS[ClockState(self.hand_over.state)])

    @property
    def lines(self) -> list[ExplainedLine]:
        """List each interval that was counted or skipped, and why; a pause with its reason."""
        found = []
        for line in explain(self.reading):
            why = line.why
            if why == f"skipped: {CaseState.WAITING_CUSTOMER.label.lower()}":
                why = f"skipped: {self._pause(line.start)}"
            found.append(ExplainedLine(moment(line.start), moment(line.end), replace(line, why=why)))
        return found

    def _pause(self, instant: int) -> str:
        pauses = [each for each in self.events if each.verb == HandOverVerb.PAUSE and seconds(each.at) <= instant]
        return PauseReason(pauses[-1].reason).label.lower() if pauses else "paused"


def asked_of(actor: Actor, at: datetime, *, only_open: bool = True) -> list[HandOverView]:
    """List what is asked of the units where the actor works, next due first."""
    found = HandOver.objects.filter(within("to_unit_id", actor, Permission.WORK_CASES))
    if only_open:
        found = found.filter(state__in=rules.OPEN)
    return views(found.order_by("due_at", "at", "id"), at)


def asked_by(actor: Actor, at: datetime) -> list[HandOverView]:
    """List what the units where the actor works wait for, next due first."""
    found = HandOver.objects.filter(within("from_unit_id", actor, Permission.WORK_CASES), state__in=rules.OPEN)
    return views(found.order_by("due_at", "at", "id"), at)


def hand_overs_of(actor: Actor, case_id: UUID, at: datetime) -> list[HandOverView]:
    """List the hand-overs of a case in sight, the first asked first."""
    seen = visible_to(actor).filter(id=case_id).values("id")
    return views(HandOver.objects.filter(episode__case__in=seen).order_by("at", "id"), at)


def find_asked(actor: Actor, hand_over_id: UUID) -> HandOver:
    """Return a hand-over that the actor's units were asked for."""
    found = HandOver.objects.filter(within("to_unit_id", actor, Permission.WORK_CASES))
    hand_over = found.select_related("episode__case", "to_unit", "from_unit").filter(id=hand_over_id).first()
    if hand_over is None:
        raise NotFound("no hand-over has this id", field="hand_over", value=hand_over_id)
    return hand_over


def overdue(at: datetime, limit: int) -> list[UUID]:
    """List the hand-overs whose time has run out and of which nobody has been told."""
    found = HandOver.objects.filter(told_at__isnull=True, due_at__lte=at, state=ClockState.RUNNING)
    return list(found.order_by("due_at", "id").values_list("id", flat=True)[:limit])


def views(found: QuerySet[HandOver], at: datetime) -> list[HandOverView]:
    """Fold the events of some hand-overs."""
    rows = list(found.select_related("from_unit", "to_unit", "episode__case__unit").prefetch_related("events"))
    bound = targets.targets_of([_pair(row) for row in rows])
    return [
        HandOverView(row, _fold(row, list(row.events.all()), bound[_pair(row)], at), list(row.events.all()))
        for row in rows
    ]


def read(hand_over: HandOver, events: Sequence[HandOverEvent], at: datetime) -> Reading:
    """Read the clock of a hand-over at a time; nothing is taken from the cache."""
    pair = _pair(hand_over)
    return _fold(hand_over, events, targets.targets_of([pair])[pair], at)


def _pair(hand_over: HandOver) -> tuple[UUID, UUID]:
    return hand_over.target_version_id, hand_over.calendar_version_id


def _fold(hand_over: HandOver, events: Sequence[HandOverEvent], target: targets.Target, at: datetime) -> Reading:
    table = calendars.table(target.calendar_version_id, hand_over.at, at)
    terms = Terms(target.kind, target.amount, target.span, target.pausable, table)
    seen = rules.happenings([(seconds(each.at), HandOverVerb(each.verb)) for each in events])
    return fold(seen, terms, seconds(at))


def time_used(actor: Actor, case_id: UUID, at: datetime) -> dict[str, int]:
    """Share out the seconds of a case's newest episode: departments asked, the customer, the rest to its own unit."""
    episode = Episode.objects.filter(case__in=visible_to(actor).filter(id=case_id).values("id")).order_by("-n").first()
    if episode is None:
        raise NotFound("no case has this id", field="case", value=case_id)
    episode_views = views(HandOver.objects.filter(episode=episode).order_by("at", "id"), at)
    held = [
        rules.Held(stretch.start, stretch.end, view.hand_over.to_unit.name)
        for view in episode_views
        for stretch in view.reading.stretches
        if stretch.mode is Mode.COUNT
    ]
    seen = happenings(Event.objects.filter(episode=episode).order_by("seq"))
    end = seconds(min(episode.closed_at or at, at))
    for place, each in enumerate(seen):
        until = seen[place + 1].at if place + 1 < len(seen) else end
        if each.state is CaseState.WAITING_CUSTOMER:
            held.append(rules.Held(each.at, until, "The customer"))
    return rules.who_used(seconds(episode.opened_at), end, held, episode.case.unit.name)
