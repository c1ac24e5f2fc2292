"""Service targets: versions, and which promise holds for a case."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from heedful.analytics.calendar_intervals import Span
from heedful.domain.journeys.enums import TargetKind
from heedful.domain.journeys.models import ServiceTargetVersion
from heedful.domain.journeys.operations.targets import end_target, publish_target
from heedful.domain.journeys.queries.targets import targets, targets_for, targets_of
from heedful.foundation.access import SYSTEM
from heedful.foundation.errors import NotFound, Refused
from tests.factories.company import Company
from tests.factories.promises import office_calendar

HOUR = 3600


def promise(at: datetime, code: str, hours: int, **changes: object) -> ServiceTargetVersion:
    fields: dict[str, object] = {
        "name": code,
        "kind": TargetKind.RESOLUTION,
        "amount": hours * HOUR,
        "span": Span.BUSINESS_SECONDS,
        "pausable": True,
        "calendar": "office",
    }
    return publish_target(code=code, **{**fields, **changes}, by=SYSTEM, at=at)  # type: ignore[arg-type]  # shorthand


def chosen(company: Company, at: datetime, unit: str = "north-desk", **changes: object) -> int:
    asked: dict[str, object] = {"kind": "complaint", "priority": 3, "segment": "standard"}
    (found,) = targets_for(**{**asked, **changes}, unit_id=company.units[unit], at=at)  # type: ignore[arg-type]
    return found.amount // HOUR


def test_the_closest_promise_wins(company: Company, now: datetime) -> None:
    office_calendar(now)
    promise(now, "all", 40)
    promise(now, "urgent", 30, priority=1)
    promise(now, "key", 20, segment="key")
    promise(now, "complaints", 35, case_kind="complaint")
    promise(now, "north", 10, unit_id=company.units["north"])
    promise(now, "north-desk", 5, unit_id=company.units["north-desk"])
    assert chosen(company, now) == 5
    assert chosen(company, now, unit="north") == 10
    assert chosen(company, now, unit="south") == 35
    assert chosen(company, now, unit="south", kind="enquiry") == 40
    assert chosen(company, now, unit="south", priority=1) == 30
    assert chosen(company, now, unit="south", priority=1, segment="key") == 20


def test_a_version_holds_from_its_time_until_the_next(company: Company, now: datetime) -> None:
    office_calendar(now)
    first = promise(now, "all", 40)
    promise(now + timedelta(days=1), "all", 20)
    unit = company.units["south"]
    assert targets_for("complaint", 3, "", unit, now - timedelta(days=1)) == []
    assert chosen(company, now + timedelta(hours=23), unit="south") == 40
    assert chosen(company, now + timedelta(days=1), unit="south") == 20
    end_target(code="all", by=SYSTEM, at=now + timedelta(days=2))
    assert targets_for("complaint", 3, "", unit, now + timedelta(days=2)) == []
    (kept,) = targets_for("complaint", 3, "", unit, now)
    assert targets_of([(first.id, kept.calendar_version_id)]) == {(first.id, kept.calendar_version_id): kept}
    assert [target.versions.count() for target in targets()] == [2]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": 0}, "amount"),
        ({"amount": 400 * 24 * HOUR}, "amount"),
        ({"amount": 400, "span": Span.WEEKS, "pausable": False}, "amount"),
        ({"amount": 8, "span": Span.WEEKS}, "pausable"),
    ],
)
def test_what_is_no_promise_is_refused(company: Company, now: datetime, changes: dict[str, object], field: str) -> None:
    office_calendar(now)
    with pytest.raises(Refused) as refusal:
        promise(now, "all", 1, **changes)
    assert refusal.value.field == field
    assert not targets().exists()


def test_a_promise_keeps_its_conditions_and_its_order(company: Company, now: datetime) -> None:
    office_calendar(now)
    promise(now, "all", 40)
    with pytest.raises(Refused, match="conditions"):
        promise(now + timedelta(days=1), "all", 20, segment="key")
    with pytest.raises(Refused, match="later version"):
        promise(now, "all", 20)
    with pytest.raises(Refused, match="in force"):
        end_target(code="none", by=SYSTEM, at=now)
    with pytest.raises(NotFound):
        promise(now, "other", 20, calendar="none")


def test_the_database_allows_no_pausing_by_the_day_and_one_version_in_force(company: Company, now: datetime) -> None:
    office_calendar(now)
    version = promise(now, "all", 40)
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceTargetVersion.objects.filter(id=version.id).update(span=Span.WEEKS)
    version.id, version.n, version._state.adding = None, 2, True  # type: ignore[assignment]  # a second row
    with pytest.raises(IntegrityError), transaction.atomic():
        version.save(force_insert=True)
