"""Stored clocks: a cache of the fold, alarms that fire once, escalation level by level."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from heedful.analytics.calendar_intervals import Span
from heedful.domain.cases import operations as cases
from heedful.domain.cases import queries
from heedful.domain.cases.enums import CaseState, Priority
from heedful.domain.cases.models import Case, Clock, ClockThreshold, Episode, Escalation
from heedful.domain.cases.operations import clocks as clock_operations
from heedful.domain.journeys.enums import TargetKind
from heedful.domain.journeys.operations.targets import end_target, publish_target
from heedful.domain.organisation.operations.calendars import publish_calendar
from heedful.foundation.access import SYSTEM
from heedful.foundation.jobs.models import Job
from heedful.foundation.notify.models import Mail, Notice
from tests.domain.cases.conftest import OpenCase
from tests.factories.company import Company
from tests.factories.promises import CUSTOMERS, HOUR

FRIDAY = datetime(2026, 4, 3, 13, 30, tzinfo=UTC)  # half past four in Nairobi, before Easter Monday


def cached(episode: Episode) -> list[tuple[object, ...]]:
    fields = ("kind", "state", "result", "elapsed_seconds", "due_at", "breached_at", "stopped_at", "target_version_id")
    return list(Clock.objects.filter(episode=episode).order_by("kind").values_list(*fields))


def poll_and_run(at: datetime) -> int:
    """Do what the worker does: fire what is due, then the jobs of the alarms."""
    fired = cases.fire_due(at=at)
    for job in Job.objects.filter(kind="clock.threshold", state="ready", run_at__lte=at):
        cases.escalate_clock(threshold_id=job.payload["threshold"], at=at)
        Job.objects.filter(id=job.id).update(state="done")
    return fired


@pytest.mark.feature("CA-2", part="business-calendar tests")
def test_acceptance_1_friday_half_past_four_before_a_holiday(house: Company, opened: OpenCase) -> None:
    case = opened(FRIDAY)
    due = {view.clock.kind: view.due_at for view in queries.clocks_of(case.episodes.get().id, FRIDAY)}
    assert due["first_response"] == datetime(2026, 4, 7, 13, 30, tzinfo=UTC)
    tuesday = datetime(2026, 4, 7, 9, 0, tzinfo=UTC)
    view = queries.clocks_of(case.episodes.get().id, tuesday)[1]
    assert [(line.line.seconds, line.line.why) for line in queries.explain(view)] == [
        (1_800, "counted: new"),
        (0, "skipped: outside working hours; Easter Monday (2026-04-06)"),
        (3 * HOUR, "counted: new"),
    ]


@pytest.mark.invariant("C1")
def test_the_cache_can_be_made_again_from_the_events(house: Company, opened: OpenCase, now: datetime) -> None:
    case, agent = opened(), house.actor("north-agent")
    cases.acknowledge(case_id=case.id, by=agent, at=now + timedelta(minutes=20))
    cases.begin(case_id=case.id, impact="x", by=agent, at=now + timedelta(hours=1))
    cases.change_priority(
        case_id=case.id, priority=Priority.URGENT, reason="press", by=agent, at=now + timedelta(days=1)
    )
    cases.wait_on_customer(case_id=case.id, why="photo", by=agent, at=now + timedelta(days=1, hours=1))
    episode = Episode.objects.get(case=case)
    kept, later = cached(episode), now + timedelta(days=1, hours=1)
    for clock in Clock.objects.filter(episode=episode):
        Clock.objects.filter(id=clock.id).update(state="running", result="open", elapsed_seconds=1, due_at=now)
    cases.rebuild_clocks(episode_id=episode.id, at=later)
    assert cached(episode) == kept
    ClockThreshold.objects.all().delete()
    Clock.objects.all().delete()
    cases.rebuild_clocks(episode_id=episode.id, at=later)
    assert cached(episode) == kept


@pytest.mark.invariant("C3")
def test_a_new_target_or_holiday_changes_no_bound_clock(house: Company, opened: OpenCase) -> None:
    case = opened(FRIDAY)
    episode = Episode.objects.get(case=case)
    kept = cached(episode)
    later = FRIDAY + timedelta(hours=1)
    publish_calendar(code="office", name="Office", zone="Africa/Nairobi", week=["00:00-24:00"] * 7, by=SYSTEM, at=later)
    publish_target(
        code="first_response-all", name="x", kind=TargetKind.FIRST_RESPONSE, amount=60, span=Span.BUSINESS_SECONDS,
        pausable=False, calendar="office", by=SYSTEM, at=later,
    )  # fmt: skip
    cases.rebuild_clocks(episode_id=episode.id, at=FRIDAY)
    assert cached(episode) == kept
    fresh = opened(later, contact_id=None, account_id=None)
    assert Clock.objects.get(episode__case=fresh, kind="first_response").due_at == later + timedelta(minutes=1)


@pytest.mark.invariant("C3")
def test_acceptance_4_priority_raised_after_three_hours(house: Company, opened: OpenCase) -> None:
    monday = datetime(2026, 3, 23, 6, 0, tzinfo=UTC)  # nine in Nairobi
    case, agent = opened(monday), house.actor("north-agent")
    cases.acknowledge(case_id=case.id, by=agent, at=monday)
    cases.begin(case_id=case.id, impact="x", by=agent, at=monday)
    cases.wait_on_customer(case_id=case.id, why="photo", by=agent, at=monday + timedelta(hours=1))
    cases.resume(case_id=case.id, by=agent, at=monday + timedelta(hours=2))
    raised = monday + timedelta(hours=3)
    cases.change_priority(case_id=case.id, priority=Priority.URGENT, reason="press", by=agent, at=raised)
    clocks = {clock.kind: clock for clock in Clock.objects.filter(episode__case=case)}
    assert clocks["resolution"].elapsed_seconds == 2 * HOUR  # three hours from receipt, one of them paused
    assert clocks["resolution"].due_at == datetime(2026, 3, 25, 7, 0, tzinfo=UTC)
    assert (clocks["first_response"].result, clocks["first_response"].due_at) == ("open", monday + timedelta(hours=4))
    assert clocks["acknowledge"].target_version.target.code == "acknowledge-all"  # stopped: a fact


def test_a_retarget_may_start_afresh(house: Company, opened: OpenCase) -> None:
    monday = datetime(2026, 3, 23, 6, 0, tzinfo=UTC)
    case, agent = opened(monday), house.actor("north-agent")
    cases.retarget(case_id=case.id, from_receipt=False, by=agent, at=monday + timedelta(hours=2))
    assert {clock.due_at for clock in Clock.objects.filter(kind="acknowledge")} == {monday + timedelta(hours=6)}


@pytest.mark.feature("CA-3", part="escalations fire exactly once per level")
def test_the_owner_is_warned_then_the_manager_is_told_each_once(house: Company, opened: OpenCase) -> None:
    monday = datetime(2026, 3, 23, 6, 0, tzinfo=UTC)
    case = opened(monday)
    cases.take(case_id=case.id, by=house.actor("north-agent"), at=monday)
    assert poll_and_run(monday + timedelta(hours=2, minutes=59)) == 0
    for _ in range(3):
        poll_and_run(monday + timedelta(hours=3))
    assert [(one.cause, one.level, one.people) for one in Escalation.objects.all()] == [
        ("acknowledge 75 %", 0, [str(house.people["north-agent"])])
    ]
    assert Notice.objects.get(person_id=house.people["north-agent"]).subject.endswith("acknowledge is used")
    for _ in range(3):
        poll_and_run(monday + timedelta(hours=4, seconds=1))
    late = Escalation.objects.get(level=1)
    assert (late.cause, late.people) == ("acknowledge 100 %", [str(house.people["north-lead"])])
    assert Notice.objects.get(person_id=house.people["north-lead"]).subject == f"{case.reference}: acknowledge is late"
    assert Mail.objects.filter(subject__contains="is late").count() == 1
    clock = Clock.objects.get(kind="acknowledge")
    assert (clock.result, clock.breached_at, clock.state) == ("missed", monday + timedelta(hours=4), "running")


def test_nobody_owns_it_so_the_nearest_who_assign_cases_are_told(house: Company, opened: OpenCase) -> None:
    monday = datetime(2026, 3, 23, 6, 0, tzinfo=UTC)
    opened(monday)
    poll_and_run(monday + timedelta(hours=5))
    assert Escalation.objects.get(level=1).people == [str(house.people["north-lead"])]


@pytest.mark.feature("CA-3", part="after a second failure every alarm goes one level up")
def test_after_a_second_failure_alarms_start_at_the_manager(house: Company, opened: OpenCase) -> None:
    monday = datetime(2026, 3, 23, 6, 0, tzinfo=UTC)
    first = opened(monday)
    cases.assign(case_id=first.id, owner_id=house.people["north-agent"], by=SYSTEM, at=monday)
    cases.withdraw(case_id=opened(monday, contact_id=None, account_id=None).id, reason="x", by=SYSTEM, at=monday)
    second = opened(monday + timedelta(days=1))
    cases.assign(case_id=second.id, owner_id=house.people["north-agent"], by=SYSTEM, at=monday + timedelta(days=1))
    poll_and_run(monday + timedelta(days=1, hours=3))
    told = Escalation.objects.filter(episode__case=second).exclude(cause="second_failure")
    assert {(one.level, tuple(one.people)) for one in told} == {
        (1, (str(house.people["north-lead"]),)),
        (2, (str(house.people["leader"]),)),
    }


@pytest.mark.invariant("C4")
def test_an_alarm_fires_once_and_a_crash_before_the_commit_loses_none(house: Company, opened: OpenCase) -> None:
    monday = datetime(2026, 3, 23, 6, 0, tzinfo=UTC)
    opened(monday)
    due = monday + timedelta(hours=3)
    threshold = ClockThreshold.objects.get(due_at=due)
    with pytest.raises(RuntimeError), transaction.atomic():
        clock_operations._fire(threshold.id, due)
        raise RuntimeError("killed before the commit")
    assert not Job.objects.filter(kind="clock.threshold").exists()
    assert [cases.fire_due(at=due) for _ in range(3)] == [1, 0, 0]
    assert clock_operations._fire(threshold.id, due) is False
    assert Job.objects.filter(kind="clock.threshold").count() == 1


def test_the_message_waits_for_working_time_but_the_breach_does_not(house: Company, opened: OpenCase) -> None:
    publish_target(
        code="acknowledge-all", name="x", kind=TargetKind.ACKNOWLEDGE, amount=2 * HOUR, span=Span.CALENDAR_SECONDS,
        pausable=False, calendar="office", by=SYSTEM, at=FRIDAY,
    )  # fmt: skip
    opened(FRIDAY)
    night = FRIDAY + timedelta(hours=2, seconds=1)
    cases.fire_due(at=night)
    assert Clock.objects.get(kind="acknowledge").breached_at == FRIDAY + timedelta(hours=2)
    runs = {job.run_at for job in Job.objects.filter(kind="clock.threshold")}
    assert runs == {datetime(2026, 4, 7, 6, 0, tzinfo=UTC)}  # Tuesday at nine, after Easter Monday


def test_a_deadline_that_moved_into_the_past_fires_once_and_is_marked(house: Company, opened: OpenCase) -> None:
    monday = datetime(2026, 3, 23, 6, 0, tzinfo=UTC)
    case = opened(monday)
    raised = monday + timedelta(hours=2, minutes=30)
    cases.change_priority(
        case_id=case.id, priority=Priority.URGENT, reason="x", by=house.actor("north-agent"), at=raised
    )
    rows = ClockThreshold.objects.filter(clock__kind="acknowledge").order_by("percent")
    assert [(row.percent, row.due_at, row.retroactive) for row in rows] == [
        (75, monday + timedelta(hours=1, minutes=30), True),
        (100, monday + timedelta(hours=2), True),
    ]
    assert [cases.fire_due(at=raised), cases.fire_due(at=raised)] == [2, 0]


def test_a_late_end_between_two_polls_is_still_missed(house: Company, opened: OpenCase) -> None:
    monday = datetime(2026, 3, 23, 6, 0, tzinfo=UTC)
    case = opened(monday)
    cases.acknowledge(case_id=case.id, by=house.actor("north-agent"), at=monday + timedelta(hours=5))
    clock = Clock.objects.get(kind="acknowledge")
    assert (clock.result, clock.state) == ("missed", "stopped")
    assert cases.fire_due(at=monday + timedelta(hours=5)) == 2


def test_the_queue_is_told_the_next_due_promise(house: Company, opened: OpenCase) -> None:
    monday = datetime(2026, 3, 23, 6, 0, tzinfo=UTC)
    case, agent = opened(monday), house.actor("north-agent")
    assert (case.next_due_kind, case.next_due_at) == ("acknowledge", monday + timedelta(hours=4))
    cases.reply(case_id=case.id, body="On it", by=agent, at=monday)
    assert Case.objects.get(id=case.id).next_due_kind == "resolution"
    cases.withdraw(case_id=case.id, reason="x", by=agent, at=monday)
    gone = Case.objects.get(id=case.id)
    assert (gone.state, gone.next_due_at, gone.next_due_kind) == (CaseState.WITHDRAWN, None, "")


def test_without_promises_there_are_no_clocks(house: Company, opened: OpenCase, now: datetime) -> None:
    for kind in CUSTOMERS:
        for which in ("all", "1"):
            end_target(code=f"{kind}-{which}", by=SYSTEM, at=now)
    case = opened(now)
    assert queries.clocks_of(case.episodes.get().id, now) == []
    cases.acknowledge(case_id=case.id, by=SYSTEM, at=now + timedelta(hours=3))
    assert Case.objects.get(id=case.id).next_due_at is None


@pytest.mark.feature("CA-2", part="DISP-type clocks configurable")
def test_statutory_promises_do_not_wait(house: Company, opened: OpenCase) -> None:
    for kind, amount, span in (
        (TargetKind.FIRST_RESPONSE, 3, Span.BUSINESS_DAY_CLOSE),
        (TargetKind.RESOLUTION, 8, Span.WEEKS),
    ):
        publish_target(
            code=f"disp-{kind}", name="DISP", kind=kind, amount=amount, span=span, pausable=False, calendar="office",
            case_kind="complaint", by=SYSTEM, at=FRIDAY,
        )  # fmt: skip
    case, agent = opened(FRIDAY), house.actor("north-agent")
    cases.acknowledge(case_id=case.id, by=agent, at=FRIDAY)
    cases.begin(case_id=case.id, impact="x", by=agent, at=FRIDAY)
    cases.wait_on_customer(case_id=case.id, why="papers", by=agent, at=FRIDAY)
    later = FRIDAY + timedelta(days=20)
    views = {view.clock.kind: view for view in queries.clocks_of(case.episodes.get().id, later)}
    assert views["first_response"].due_at == datetime(2026, 4, 9, 14, 0, tzinfo=UTC)  # Thursday at five: Monday was off
    assert views["first_response"].reading.breached_at is not None
    assert views["resolution"].due_at == datetime(2026, 5, 29, 21, 0, tzinfo=UTC)  # the end of Friday in Nairobi
    assert views["resolution"].reading.state == "running"
