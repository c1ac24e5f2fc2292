"""Who sees which cases, the queue and its export, and how many queries they take."""

import json
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.exceptions import FieldError
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from heedful.analytics.calendar_intervals import Span
from heedful.domain.cases import operations as cases
from heedful.domain.cases import queries
from heedful.domain.cases.enums import CaseKind, CaseState, RedressKind, Step, Verb
from heedful.domain.cases.queries import Filters
from heedful.domain.journeys.enums import TargetKind
from heedful.domain.journeys.operations.targets import publish_target
from heedful.foundation.access import CUSTOMER, SYSTEM
from heedful.foundation.errors import NotFound
from tests.domain.cases.conftest import OpenCase
from tests.factories import leeway
from tests.factories.company import Company
from tests.factories.promises import HOUR

PLACES = ("case_id", "episode__case_id", "message__case_id", "clock__episode__case_id", "hand_over__episode__case_id")


def shown(house: Company, name: str, at: datetime, **filters: object) -> list[str]:
    page = queries.queue(house.actor(name), Filters(**filters), at=at)  # type: ignore[arg-type]  # a test's shorthand
    return [row.cells["reference"] for row in page.rows]


@pytest.mark.trust(8)
def test_cases_are_seen_in_ones_units_only(house: Company, opened: OpenCase, now: datetime) -> None:
    north, south = opened(), opened(unit_id=house.units["south-desk"], contact_id=None, account_id=None)
    seen = {name: set(shown(house, name, now)) for name in house.people}
    both = {north.reference, south.reference}
    assert {name: cases for name, cases in seen.items() if cases} == {
        "leader": both, "analyst": both,
        "north-lead": {north.reference}, "north-agent": {north.reference}, "north-agent-2": {north.reference},
        "south-lead": {south.reference}, "south-agent": {south.reference},
    }  # fmt: skip
    with pytest.raises(NotFound):
        queries.case_detail(house.actor("south-agent"), north.id, at=now)
    assert queries.counts(house.actor("south-agent"), at=now).open == 1
    assert list(queries.export_rows(house.actor("south-agent"), Filters(), at=now)) == [], "an agent exports nothing"
    assert len(list(queries.export_rows(house.actor("analyst"), Filters(), at=now))) == 2


def test_the_queue_has_the_next_due_first_and_goes_on_where_it_stopped(
    house: Company, opened: OpenCase, now: datetime
) -> None:
    late, soon = opened(now - timedelta(days=1)), opened(now)
    idle = opened(now)
    cases.withdraw(case_id=idle.id, reason="x", by=house.actor("north-agent"), at=now)
    want = [late.reference, soon.reference, idle.reference]
    assert shown(house, "north-agent", now, status="all") == want
    actor, seen, cursor = house.actor("north-agent"), [], ""
    for _ in want:
        page = queries.queue(actor, Filters(status="all"), at=now, limit=1, after=cursor)
        assert page.total == 3
        seen += [row.cells["reference"] for row in page.rows]
        cursor = page.next_cursor
    assert (seen, cursor) == (want, "")


def test_filters(house: Company, opened: OpenCase, now: datetime) -> None:
    first = opened(now - timedelta(days=1))
    other = opened(kind=CaseKind.ENQUIRY, subject="Opening hours", contact_id=None, account_id=None, sender="Wanjiru")
    closed = opened(contact_id=None, account_id=None)
    agent = house.actor("north-agent")
    cases.withdraw(case_id=closed.id, reason="x", by=agent, at=now)
    cases.take(case_id=first.id, by=agent, at=now)
    for filters, found in (
        ({}, {first, other}),
        ({"status": "closed"}, {closed}),
        ({"status": CaseState.NEW}, {first, other}),
        ({"kind": "enquiry"}, {other}),
        ({"owner_id": house.people["north-agent"]}, {first}),
        ({"unowned": True}, {other}),
        ({"due": "late"}, {first}),
        ({"due": "today"}, {first, other}),
        ({"words": "opening"}, {other}),
        ({"words": "account a-1"}, {first}),
        ({"words": first.reference}, {first}),
        ({"account_id": house.accounts["A-1"], "priority": first.priority}, {first}),
        ({"touchpoint_id": uuid4()}, set()),
    ):
        assert set(shown(house, "north-agent", now, **filters)) == {case.reference for case in found}, filters


def test_counts_are_one_query(house: Company, opened: OpenCase, now: datetime) -> None:
    mine = opened(now - timedelta(days=1))
    opened()
    agent = house.actor("north-agent")
    cases.take(case_id=mine.id, by=agent, at=now)
    with CaptureQueriesContext(
        connection,
    ) as taken:
        counts = queries.counts(agent, at=now)
    assert (counts.open, counts.mine, counts.unowned, counts.late, counts.soon) == (2, 1, 1, 1, 1)
    assert len(taken) == 1


def queries_of(what: object) -> int:
    with CaptureQueriesContext(connection) as taken:
        what()  # type: ignore[operator]  # a function
    return len(taken)


def test_the_queue_and_a_case_take_as_many_queries_for_three_as_for_one(
    house: Company, opened: OpenCase, now: datetime
) -> None:
    agent = house.actor("north-agent")
    case = opened()

    def work() -> None:
        cases.note(case_id=case.id, body="x", files=[cases.File("a", "b", b"c")], by=agent, at=now)
        cases.record_step(case_id=case.id, step=Step.EXPLAIN, evidence="x", by=agent, at=now)

    work()
    leader = house.actor("leader")
    reads = (
        lambda: queries.queue(agent, Filters(), at=now),
        lambda: list(queries.export_rows(leader, Filters(), at=now)),
        lambda: queries.case_detail(agent, case.id, at=now),
    )
    before = [queries_of(read) for read in reads]
    for _ in range(2):
        opened()
        work()
    assert [queries_of(read) for read in reads] == before
    assert before[:2] == [2, 1]
    assert before[2] <= 14


@pytest.mark.feature("CA-1", part="export = screen, field by field")
def test_the_export_says_what_the_screen_says(house: Company, opened: OpenCase, now: datetime) -> None:
    for _ in range(3):
        opened(contact_id=None, account_id=None, sender='=HYPERLINK("x")')
    analyst = house.actor("analyst")
    page = queries.queue(analyst, Filters(), at=now)
    assert list(queries.export_rows(analyst, Filters(), at=now)) == [row.cells for row in page.rows]
    assert all(list(row.cells) == list(queries.COLUMNS) for row in page.rows)


def test_the_status_link_finds_its_case_alone(house: Company, opened: OpenCase, now: datetime) -> None:
    case, other = opened(), opened()
    token = queries.status_token(case.id)
    assert len(token) == 64
    assert token != queries.status_token(other.id)
    assert queries.case_by_status(token, at=now) == case
    for wrong in (token[:-1] + ("0" if token[-1] != "0" else "1"), case.status_hash, "", str(case.id)):
        with pytest.raises(NotFound):
            queries.case_by_status(wrong, at=now)
    cases.withdraw(case_id=case.id, reason="x", by=house.actor("north-agent"), at=now)
    assert queries.case_by_status(token, at=now + timedelta(days=365)) == case
    with pytest.raises(NotFound):
        queries.case_by_status(token, at=now + timedelta(days=366))


def test_the_moves_of_a_case_are_those_of_the_table(house: Company, opened: OpenCase, now: datetime) -> None:
    case = opened()
    assert queries.case_detail(house.actor("north-agent"), case.id, at=now).moves == [Verb.ACKNOWLEDGE, Verb.WITHDRAW]
    cases.acknowledge(case_id=case.id, by=house.actor("north-agent"), at=now)
    cases.receive(case_id=case.id, body="hurry", channel="web", by=CUSTOMER, at=now)
    detail = queries.case_detail(house.actor("north-agent"), case.id, at=now)
    assert detail.moves == [Verb.BEGIN, Verb.WITHDRAW]
    assert [entry.message.body for entry in detail.timeline if entry.message] == ["hurry", "It is a week late."]


NOT_OF_A_CASE = ("DiscretionGrant", "OpenedClause", "CustomerUse")


@pytest.mark.feature("CA-2", part="auditor export complete")
def test_the_record_holds_every_field_of_every_row(house: Company, opened: OpenCase, now: datetime) -> None:
    case, agent = opened(), house.actor("north-agent")
    other = opened(contact_id=None, account_id=None)
    cases.note(case_id=case.id, body="x", files=[cases.File("a", "b", b"c")], by=agent, at=now)
    cases.record_step(case_id=case.id, step=Step.EXPLAIN, evidence="x", by=agent, at=now)
    cases.record_redress(
        case_id=case.id, kind=RedressKind.REFUND, value_minor=1, cost_minor=200_000, currency="KES", by=agent, at=now
    )
    fee = leeway.clauses(house, now - timedelta(days=1))["fee"]
    leeway.granted(house, fee, now - timedelta(days=1))
    cases.exempt(case_id=case.id, bent=leeway.bent(fee), by=agent, at=now)
    publish_target(
        code="ola", name="OLA", kind=TargetKind.OLA, amount=HOUR, span=Span.BUSINESS_SECONDS, pausable=True,
        calendar="office", by=SYSTEM, at=now - timedelta(days=1),
    )  # fmt: skip
    cases.hand_over(case_id=case.id, to_unit_id=house.units["south-desk"], asked="x", by=agent, at=now)
    models = [each for each in apps.get_app_config("cases").get_models() if each.__name__ not in NOT_OF_A_CASE]
    kept = queries.case_record(house.actor("leader"), case.id, at=now)
    written = json.dumps(kept, default=str)
    for model in models:
        if model.__name__ in ("ReferenceCounter", "FollowUpDecision"):
            continue
        for row in model.objects.all():
            place = next((path for path in PLACES if _has(model, path)), "id")
            belongs = model.objects.filter(pk=row.pk, **{place: case.id}).exists()
            assert (str(row.pk) in written) == belongs
    fields = {field.attname for model in models for field in model._meta.concrete_fields}
    named = {name for rows in kept.values() for row in (rows if isinstance(rows, list) else [rows]) for name in row}
    assert fields - named - {"year", "last", "submission_id", "no_case"} == {"content", "status_hash"}
    assert str(other.id) not in written
    assert kept["explained"]
    with pytest.raises(NotFound):
        queries.case_record(house.actor("south-agent"), case.id, at=now)


def _has(model: type[Model], path: str) -> bool:
    try:
        model._default_manager.filter(**{path: None})
    except FieldError:
        return False
    return True
