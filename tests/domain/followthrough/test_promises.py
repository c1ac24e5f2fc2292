"""The promise ledger: made with owner and day, settled once and with words, counted as a census of what fell due."""

import random
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from heedful.domain.cases import operations as cases
from heedful.domain.cases.enums import CaseKind
from heedful.domain.followthrough import operations, queries
from heedful.domain.followthrough.enums import PromiseState, PromiseVerb, Source, Whom
from heedful.domain.followthrough.models import Promise
from heedful.domain.followthrough.rules.promises import TRANSITIONS, Kept, sentence, settled
from heedful.foundation.access import SYSTEM
from heedful.foundation.audit.models import AuditRow
from heedful.foundation.errors import Denied, NotFound, Refused
from heedful.foundation.notify import queries as notices
from heedful.workflows import keeping_promises

DAY = timedelta(days=1)


@pytest.fixture
def promise(company, now):
    def made(owner="north-agent", unit="north-desk", due=7, text="We call you back", by=SYSTEM, **more):
        return keeping_promises.promise(
            text=text, whom=Whom.CUSTOMER, due_on=now.date() + due * DAY, owner_id=company.people[owner],
            unit_id=company.units[unit], by=by, at=now, **more,
        )  # fmt: skip

    return made


def test_a_promise_needs_words_an_owner_and_a_day_to_come_and_its_owner_hears_of_it(company, promise, now):
    for broken in ({"text": " "}, {"due": -1}):
        with pytest.raises(Refused):
            promise(**broken)
    with pytest.raises(Refused):
        keeping_promises.promise(
            text="We call you", whom=Whom.CUSTOMER, due_on=now.date(), owner_id=None, by=SYSTEM, at=now
        )
    with pytest.raises(Denied):
        promise(by=company.actor("board"))
    made = promise(by=company.actor("north-lead"))
    assert notices.unread(company.people["north-agent"]) == 1
    assert AuditRow.objects.filter(action="promise.made", entity_id=str(made)).count() == 1


@pytest.mark.feature("FT-2", part="promises captured from cases, packs and campaigns with unit and customer")
def test_a_case_gives_a_promise_its_unit_customer_and_number(company, promise, now):
    matter = cases.Matter(
        kind=CaseKind.ENQUIRY, subject="Where", channel="phone", received_at=now,
        account_id=company.accounts["A-1"], unit_id=company.units["north-desk"],
    )  # fmt: skip
    case = cases.open_case(matter=matter, by=SYSTEM, at=now)
    made = promise(unit="south-desk", source=Source.CASE, source_id=case.id, by=company.actor("north-agent"))
    row = Promise.objects.get(id=made)
    assert (row.source_name, row.account_id, row.unit_id) == (
        case.reference,
        company.accounts["A-1"],
        company.units["north-desk"],
    )
    assert [each.id for each in queries.promises_of(company.actor("north-agent"), case.id)] == [made]
    with pytest.raises(NotFound):
        promise(source=Source.CASE, source_id=case.id, by=company.actor("south-agent"))


def test_a_promise_is_settled_once_by_its_owner_or_a_maker_with_words(company, promise, now):
    made = promise()
    owner = company.actor("north-agent")
    with pytest.raises(Refused):
        operations.settle_promise(promise_id=made, verb=PromiseVerb.KEEP, words=" ", by=owner, at=now)
    with pytest.raises(NotFound):
        operations.settle_promise(
            promise_id=made, verb=PromiseVerb.KEEP, words="x", by=company.actor("south-agent"), at=now
        )
    with pytest.raises(Denied):
        operations.settle_promise(promise_id=made, verb=PromiseVerb.KEEP, words="x", by=company.actor("board"), at=now)
    found = operations.settle_promise(
        promise_id=made, verb=PromiseVerb.KEEP, words="Called at nine", by=owner, at=now + 8 * DAY
    )
    assert found.state == PromiseState.KEPT_LATE
    with pytest.raises(Refused):
        operations.settle_promise(promise_id=made, verb=PromiseVerb.BREAK, words="again", by=owner, at=now)


def test_the_table_has_no_way_out_of_a_settled_state():
    for state, verbs in TRANSITIONS.items():
        assert bool(verbs) == (state is PromiseState.OPEN)
    on_the_day = settled(PromiseState.OPEN, PromiseVerb.KEEP, words="x", on=date(2026, 3, 1), due_on=date(2026, 3, 1))
    assert on_the_day is PromiseState.KEPT


def test_the_database_refuses_kept_after_the_day_and_settled_without_words(promise):
    made = Promise.objects.filter(id=promise())
    late = made.get().due_on + DAY
    for wrong in ({"state": "kept", "settled_on": late, "words": "x"}, {"state": "broken", "settled_on": late}):
        with pytest.raises(IntegrityError), transaction.atomic():
            made.update(**wrong)


@pytest.mark.feature("FT-2", part="kept-rate as a census, equal to a naive count of a random ledger")
def test_the_kept_rate_equals_a_naive_count(company, promise, now):
    chance, truth = random.Random(3), {"kept": 0, "late": 0, "broken": 0, "overdue": 0}
    today = now.date() + 60 * DAY
    for _ in range(60):
        due = chance.randrange(1, 80)
        made, what = promise(due=due), chance.choice(["keep", "late", "break", "release", "leave"])
        counted = now.date() + due * DAY < today
        if what == "leave":
            truth["overdue"] += counted
            continue
        at = now + (due + 3 if what == "late" else due) * DAY
        verb = {"late": PromiseVerb.KEEP}.get(what) or PromiseVerb(what)
        operations.settle_promise(promise_id=made, verb=verb, words="as said", by=SYSTEM, at=at)
        truth["kept"] += counted and what == "keep"
        truth["late"] += counted and what == "late"
        truth["broken"] += counted and what == "break"
    found = queries.kept(company.actor("leader"), now.date(), today, today)
    assert (found.on_time, found.late, found.broken, found.overdue) == tuple(truth.values())
    assert found.rate == truth["kept"] / sum(truth.values())
    assert queries.overdue_count(company.actor("leader"), today) == truth["overdue"]
    assert queries.kept(company.actor("south-lead"), now.date(), today, today) == Kept()
    assert str(truth["overdue"]) in sentence(found)
    assert sentence(Kept()) == ""
