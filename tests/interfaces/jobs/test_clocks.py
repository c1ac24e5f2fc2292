"""The alarm of a clock, from the poll to the colleague's notice, through the real outbox."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from heedful.domain.cases.models import ClockThreshold, Escalation
from heedful.domain.organisation.models import CalendarVersion
from heedful.foundation.jobs.models import Job
from heedful.foundation.jobs.runner import run_due
from heedful.foundation.notify.models import Notice
from heedful.interfaces.jobs import clocks
from tests.domain.cases.conftest import OpenCase, house, opened
from tests.factories.company import Company

__all__ = ["house", "opened"]

MONDAY = datetime(2026, 3, 23, 6, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def worker(settings: Any) -> None:
    """Leave the jobs to a worker."""
    settings.HEEDFUL_JOBS = "db"


def states() -> list[str]:
    return sorted(Job.objects.filter(kind="clock.threshold").values_list("state", flat=True))


@pytest.mark.feature("CA-3", part="escalation by age, once per level, through the outbox")
@pytest.mark.invariant("C4")
def test_an_alarm_reaches_the_leader_once_however_often_things_run(house: Company, opened: OpenCase) -> None:
    opened(MONDAY)
    late = MONDAY + timedelta(hours=4, minutes=1)
    for _ in range(3):
        clocks.poll(late)
        run_due(late, worker="one")
    assert states() == ["done", "done"]
    assert Escalation.objects.count() == 2
    assert Notice.objects.filter(person_id=house.people["north-lead"]).count() == 2
    for job in Job.objects.filter(kind="clock.threshold"):
        clocks.escalate(job.payload, late)  # a broker delivers twice
    assert Escalation.objects.count() == Notice.objects.count() == 2


def test_a_crash_in_the_handler_is_tried_again(
    house: Company, opened: OpenCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(MONDAY)
    due = MONDAY + timedelta(hours=3)
    clocks.poll(due)
    with monkeypatch.context() as broken:
        broken.setattr("heedful.foundation.notify.operations.jobs.enqueue", _killed)
        run_due(due, worker="one")
    assert states() == ["ready"]
    assert not Escalation.objects.exists()
    run_due(due + timedelta(minutes=1), worker="one")
    assert (states(), Escalation.objects.count()) == (["done"], 1)


def test_many_alarms_at_once(house: Company, opened: OpenCase) -> None:
    for _ in range(3):
        opened(MONDAY, contact_id=None, account_id=None)
    clocks.poll(MONDAY + timedelta(days=30))
    assert not ClockThreshold.objects.filter(fired_at=None, due_at__isnull=False).exists()
    assert len(states()) == 18


def test_the_calendars_reach_years_ahead(house: Company) -> None:
    clocks.extend(MONDAY + timedelta(days=3 * 366))
    assert CalendarVersion.objects.get().covers_until == date(2033, 1, 1)


def _killed(**_: object) -> None:
    raise RuntimeError("killed")
