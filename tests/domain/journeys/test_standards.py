"""Standards: levels in versions, attainment recomputed from the contacts, and no colour for few of them."""

import random
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from heedful.analytics.inference.intervals import wilson
from heedful.domain.journeys import operations, queries
from heedful.domain.journeys.enums import Channel, Measure
from heedful.domain.journeys.models import Interaction, ServiceStandardVersion
from heedful.domain.journeys.rules.figures import Verdict
from heedful.foundation.access import SYSTEM
from heedful.foundation.days import day_of
from heedful.foundation.errors import Denied, NotFound, Refused
from heedful.warehouse.refresh import refresh
from tests.factories.company import Company
from tests.factories.journeys import contacts

SINCE, UNTIL = date(2026, 1, 1), date(2026, 4, 1)
BEGIN = datetime.fromisoformat("2026-01-01T00:00:00+00:00")


def standard(company: Company, at: datetime, **changes: Any) -> ServiceStandardVersion:
    told: dict[str, Any] = {
        "code": "quick-answer", "name": "Quick answer", "touchpoint": "call", "measure": Measure.WAIT_SECONDS,
        "limit": 60, "share": 80, "owner_id": company.people["leader"], "why": "customers hang up after a minute",
    }  # fmt: skip
    return operations.publish_standard(**{**told, **changes}, by=SYSTEM, at=at)


def calls(waits: list[int | None], day: int = 10, **changes: Any) -> list[dict[str, Any]]:
    at = datetime.fromisoformat(f"2026-02-{day:02d}T12:00:00+00:00")
    return [
        {"started_at": at, "wait_seconds": wait, "touchpoint": "call", "channel": Channel.PHONE, **changes}
        for wait in waits
    ]


@pytest.mark.feature("JO-3")
def test_attainment_is_recomputed_from_contacts_by_the_version_of_their_day(company: Company, now: datetime) -> None:
    chance = random.Random(20)
    told = [
        {
            "started_at": BEGIN + timedelta(hours=chance.randrange(24 * 75)),
            "touchpoint": chance.choice(["call", "call", "delivery"]),
            "unit": chance.choice(["north-desk", "south-desk"]),
            "account": chance.choice(["A-1", "A-2"]),
            "wait_seconds": chance.choice([None, 5, 60, 61, 90, 400]),
            "transfers": chance.choice([None, 0, 1, 2]),
            "first_contact_resolved": chance.choice([None, True, False]),
            "promised_at": (promised := chance.choice([None, BEGIN + timedelta(days=chance.randrange(75))])),
            "actual_at": promised and chance.choice([None, promised + timedelta(days=chance.randrange(-2, 3))]),
        }
        for _ in range(400)
    ]
    contacts(company, told, now)
    standard(company, BEGIN)
    standard(company, BEGIN + timedelta(days=40), limit=60 + 30)
    standard(company, BEGIN, code="on-time", name="On time", touchpoint="delivery", measure=Measure.DAYS_LATE, limit=0)
    standard(company, BEGIN, code="once", name="At once", measure=Measure.FIRST_CONTACT, limit=0, segment="key")
    standard(company, BEGIN, code="one-hand", name="One hand", measure=Measure.TRANSFERS, limit=1)
    refresh(at=now)

    def naive(code: str, reach: set[str]) -> tuple[int, int]:
        n = hits = 0
        change = day_of(BEGIN + timedelta(days=40))
        units = {company.units[each] for each in reach}
        for row in Interaction.objects.select_related("touchpoint", "account"):
            if row.unit_id not in units or row.touchpoint.code != ("delivery" if code == "on-time" else "call"):
                continue
            late = None
            if row.promised_at and row.actual_at:
                late = (day_of(row.actual_at) - day_of(row.promised_at)).days
            limit = 60 if day_of(row.started_at) < change else 90
            good = {
                "quick-answer": None if row.wait_seconds is None else row.wait_seconds <= limit,
                "on-time": None if late is None else late <= 0,
                "once": row.first_contact_resolved if row.account.segment_id == "key" else None,
                "one-hand": None if row.transfers is None else row.transfers <= 1,
            }[code]
            n += good is not None
            hits += bool(good)
        return n, hits

    for who, reach in (("leader", {"north-desk", "south-desk"}), ("north-lead", {"north-desk"})):
        found = {each.standard.code: each for each in queries.attainments(company.actor(who), SINCE, UNTIL)}
        assert set(found) == {"quick-answer", "on-time", "once", "one-hand"}
        for code, each in found.items():
            n, hits = naive(code, reach)
            expected = wilson(hits, n)
            assert n > 10 and (each.figure.n, each.figure.estimate) == (n, pytest.approx(100 * hits / n))
            assert each.figure.low == pytest.approx(100 * (expected.low or 0))
            assert each.figure.high == pytest.approx(100 * (expected.high or 0))
            assert each.verdict is (
                Verdict.MET if each.figure.low >= 80 else Verdict.MISSED if each.figure.high < 80 else Verdict.OPEN
            )
            rows = queries.contacts_behind(code, company.actor(who), SINCE, UNTIL, limit=400)
            assert len(rows) == n and rows == sorted(rows, key=lambda row: row.started_at, reverse=True)
    assert found["quick-answer"].version.n == 2 and found["quick-answer"].standard.versions.count() == 2


@pytest.mark.parametrize(
    ("waits", "verdict", "tone"),
    [
        ([900] * 29, Verdict.MISSED, ""),
        ([900] * 30, Verdict.MISSED, "bad"),
        ([5] * 29, Verdict.MET, ""),
        ([5] * 30, Verdict.MET, "good"),
        ([5] * 28 + [900] * 12, Verdict.OPEN, ""),
        ([5], Verdict.OPEN, ""),
        ([None], Verdict.NOTHING, ""),
    ],
)
def test_few_contacts_have_an_interval_and_no_colour(
    company: Company, now: datetime, waits: list[int | None], verdict: Verdict, tone: str
) -> None:
    standard(company, BEGIN, share=75)
    contacts(company, calls(waits), now)
    refresh(at=now)
    found = queries.attainment("quick-answer", company.actor("leader"), SINCE, UNTIL)
    assert (found.verdict, found.tone) == (verdict, tone)
    if verdict is not Verdict.NOTHING:
        assert found.figure.low is not None and found.figure.high is not None and found.figure.n == len(waits)


def test_days_before_the_first_version_and_after_the_last_do_not_count(company: Company, now: datetime) -> None:
    standard(company, datetime.fromisoformat("2026-02-10T00:00:00+00:00"))
    contacts(company, calls([5], day=9) + calls([5, 5], day=10) + calls([5], day=21), now)
    operations.end_standard(code="quick-answer", by=SYSTEM, at=datetime.fromisoformat("2026-02-20T00:00:00+00:00"))
    refresh(at=now)
    assert queries.attainment("quick-answer", SYSTEM, SINCE, UNTIL).figure.n == 2
    assert queries.attainments(SYSTEM, SINCE, UNTIL) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"share": 0}, "share"),
        ({"share": 101}, "share"),
        ({"limit": -1}, "limit"),
        ({"measure": Measure.FIRST_CONTACT, "limit": 1}, "limit"),
        ({"why": " "}, "why"),
        ({"code": ""}, "code"),
        ({"name": ""}, "name"),
        ({"touchpoint": "nowhere"}, "touchpoint"),
        ({"segment": "nobody"}, "segment"),
    ],
)
def test_what_is_no_standard_is_refused(company: Company, now: datetime, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        standard(company, now, **changes)
    assert refusal.value.field == field
    assert not queries.standards().exists()


def test_a_standard_keeps_what_it_measures_and_its_order(company: Company, now: datetime) -> None:
    version = standard(company, now)
    later = now + timedelta(days=1)
    with pytest.raises(Refused, match="keeps what it measures"):
        standard(company, later, touchpoint="delivery")
    with pytest.raises(Refused, match="later version"):
        standard(company, now)
    with pytest.raises(NotFound):
        operations.end_standard(code="none", by=SYSTEM, at=later)
    with pytest.raises(NotFound):
        queries.standard("none")
    for write in (
        lambda: operations.end_standard(code="quick-answer", by=company.actor("north-lead"), at=later),
        lambda: operations.publish_standard(
            code="x", name="x", touchpoint="call", measure=Measure.TRANSFERS, limit=1, share=90,
            owner_id=company.people["leader"], why="x", by=company.actor("north-lead"), at=later,
        ),
    ):  # fmt: skip
        with pytest.raises(Denied):
            write()
    for broken in ({"share": 0}, {"why": ""}, {"valid_to": now}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ServiceStandardVersion.objects.filter(id=version.id).update(**broken)
