"""Answer cards: one approved wording, found by the question, never shown outside its dates or audience."""

from dataclasses import replace
from datetime import datetime, timedelta
from time import perf_counter
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from heedful.domain.communication import operations as communication
from heedful.domain.communication.models import AnswerCard
from heedful.domain.communication.operations import cards as operations
from heedful.domain.communication.queries import cards
from heedful.domain.communication.rules.search import asked_words, best, searchable
from heedful.domain.strategy import operations as strategy
from heedful.domain.strategy.enums import FactKind
from heedful.foundation.access import SYSTEM
from heedful.foundation.errors import Denied, NotFound, Refused
from tests.factories.cascades import everybody, second
from tests.factories.company import Company

DAY = timedelta(days=1)


def card(company: Company, now: datetime, audience: UUID, *, approve: bool = True, **changes: object) -> AnswerCard:
    """Draft a card by the leader, approved by the second."""
    told = operations.NewCard(
        code="refund", topic="claims", audience_id=audience, language="en", question="When is my refund paid?",
        wording="Within five days.", valid_from=now - 9 * DAY,
    )  # fmt: skip
    made = operations.draft_card(told=replace(told, **changes), by=company.actor("leader"), at=now - 9 * DAY)  # type: ignore[arg-type]  # fields by name
    if approve:
        operations.approve_card(card_id=made.id, by=second(company, now - 9 * DAY), at=now - 9 * DAY)
    return made


def found(company: Company, who: str, question: str, at: datetime) -> list[str]:
    return [each.wording for each in cards.search(company.actor(who), question, at)]


@pytest.mark.django_db
@pytest.mark.feature("CO-9", part="an expired card, a draft, a withdrawn or a future one is never shown as current")
def test_only_what_holds_now_is_found(company: Company, now: datetime) -> None:
    audience = everybody(company, now - 20 * DAY)
    card(company, now, audience, code="a", wording="expired", valid_to=now)
    card(company, now, audience, code="b", wording="to come", valid_from=now + timedelta(seconds=1))
    card(company, now, audience, code="c", wording="draft", approve=False)
    gone = card(company, now, audience, code="d", wording="withdrawn")
    operations.withdraw_card(card_id=gone.id, by=company.actor("leader"), at=now)
    card(company, now, audience, code="e", wording="holds", valid_to=now + timedelta(seconds=1))
    for who in ("north-agent", "leader", "partner"):
        assert found(company, who, "refund", now) == ["holds"]
        assert found(company, who, "", now) == ["holds"]


@pytest.mark.django_db
@pytest.mark.feature("CO-9", part="one approved wording a question, audience, language; the next ends the one before")
def test_the_next_wording_ends_the_one_before(company: Company, now: datetime) -> None:
    audience = everybody(company, now - 20 * DAY)
    old = card(company, now, audience, wording="old")
    card(company, now, audience, wording="new", valid_from=now)
    old.refresh_from_db()
    assert old.valid_to == now
    assert found(company, "north-agent", "refund", now - DAY) == ["old"]
    assert found(company, "north-agent", "refund", now) == ["new"]
    with pytest.raises(Refused, match="begins later is approved already"):
        card(company, now, audience, wording="back in time", valid_from=now - 5 * DAY)
    card(company, now, audience, wording="Ndani ya siku tano.", language="sw", question="Refund lini?")
    assert len(found(company, "north-agent", "refund", now)) == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        AnswerCard.objects.update(state="approved", valid_to=None, code="x", language="en")


@pytest.mark.django_db
@pytest.mark.invariant("M18")
def test_who_wrote_a_card_never_approves_it(company: Company, now: datetime) -> None:
    made = card(company, now, everybody(company, now - 20 * DAY), approve=False)
    with pytest.raises(Denied, match="own words"):
        operations.approve_card(card_id=made.id, by=company.actor("leader"), at=now)
    for who in (company.actor("north-lead"), SYSTEM):
        with pytest.raises(Denied):
            operations.approve_card(card_id=made.id, by=who, at=now)
    assert found(company, "leader", "refund", now) == []


@pytest.mark.django_db
@pytest.mark.invariant("M15")
def test_a_partner_finds_only_what_is_for_partners(company: Company, now: datetime) -> None:
    whole = everybody(company, now - 20 * DAY)
    inside = communication.add_audience(
        code="inside", name="Inside", unit_ids=[company.units["root"]], by=company.actor("leader"), at=now,
        left_out={company.units["courier"]: "Not theirs"},
    ).id  # fmt: skip
    made = card(company, now, inside, code="a", wording="for us")
    card(company, now, whole, code="b", wording="for all")
    assert found(company, "partner", "refund", now) == ["for all"]
    assert sorted(found(company, "north-agent", "refund", now)) == ["for all", "for us"]
    with pytest.raises(NotFound):
        cards.card(company.actor("partner"), made.id, now)


@pytest.mark.django_db
def test_facts_show_the_value_in_force_and_an_unknown_one_is_refused(company: Company, now: datetime) -> None:
    audience, leader = everybody(company, now - 20 * DAY), company.actor("leader")
    made = card(company, now, audience, wording="Within [[refund-days]].", approve=False)
    approver = second(company, now - 9 * DAY)
    with pytest.raises(Refused, match="facts that do not hold"):
        operations.approve_card(card_id=made.id, by=approver, at=now)
    strategy.add_policy(code="claims", name="Claims", owner_id=company.people["leader"], by=leader, at=now - 9 * DAY)
    strategy.word_clause(
        policy_code="claims", code="refund", title="Refund", text="Soon.", why="Fair.", exemptable=True, by=leader,
        at=now - 9 * DAY,
    )  # fmt: skip
    for value, at in (("5", now - 9 * DAY), ("3", now)):
        strategy.set_fact(
            clause_code="refund", code="refund-days", name="Days", kind=FactKind.DAYS, value=value, unit="days",
            by=leader, at=at,
        )  # fmt: skip
    operations.approve_card(card_id=made.id, by=approver, at=now)
    assert found(company, "north-agent", "refund", now - timedelta(seconds=1)) == ["Within 5 days."]
    assert found(company, "north-agent", "refund", now) == ["Within 3 days."]


@pytest.mark.django_db
@pytest.mark.feature("CO-9")
def test_acceptance_12_ten_thousand_cards_answer_in_200_ms_and_none_is_expired(company: Company, now: datetime) -> None:
    audience = everybody(company, now - 20 * DAY)
    made = card(company, now, audience, code="lost", question="Where is my lost umbrella?", wording="At the counter.")
    card(company, now, audience, code="old", question="Where is my lost umbrella?", wording="Expired.", valid_to=now)
    topics = ("parcel", "refund", "address", "customs", "locker", "driver", "invoice", "return", "pickup", "weight")
    rows = [
        AnswerCard(
            code=f"q{n}", topic=topics[n % 10], audience_id=audience, language="en", state="approved",
            question=f"What about {topics[n % 10]} and {topics[n // 10 % 10]} number {n}?", wording=f"Answer {n}.",
            words=searchable(f"what about {topics[n % 10]} and {topics[n // 10 % 10]} number {n}"),
            valid_from=made.valid_from, valid_to=now if n % 7 == 0 else None,
            author_id=company.people["leader"], approved_by_id=company.people["analyst"],
        )
        for n in range(9_998)
    ]  # fmt: skip
    AnswerCard.objects.bulk_create(rows, batch_size=1_000)
    assert AnswerCard.objects.count() == 10_000
    assert found(company, "north-agent", "Where is my lost umbrella?", now) == ["At the counter."]
    assert found(company, "north-agent", "I have lost my umbrella and parcel", now)[0] == "At the counter."
    assert found(company, "north-agent", "customs and address number 3623", now)[0] == "Answer 3623."
    assert len(found(company, "north-agent", "parcel", now)) == 20
    spent, actor = [], company.actor("north-agent")
    for question in ("parcel", "lost umbrella", "customs address", "what about the invoice", "number 4711"):
        best = []
        for _ in range(5):
            begin = perf_counter()
            shown = cards.search(actor, question, now)
            best.append(perf_counter() - begin)
        spent.append(min(best))
        assert all(each.card.valid_to is None or each.card.valid_to > now for each in shown)
    assert max(spent) < 0.2, spent


@given(st.lists(st.sampled_from(["parcel", "refund", "gate", "is", "a"]), max_size=8), st.text(max_size=30))
def test_the_card_that_holds_every_word_is_best(asked: list[str], more: str) -> None:
    words = asked_words(" ".join(asked))
    assert all(len(word) > 2 for word in words)
    full, empty = (uuid4(), "z", searchable(" ".join(asked), more)), (uuid4(), "a", "nothing like it")
    assert best(words, [empty, full], 1) == [full[0] if words else empty[0]]
