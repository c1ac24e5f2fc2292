"""The wish list: planted duplicates are found, merged and taken out again; people, money, segments, journeys add up."""

from collections import Counter
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from heedful.analytics.text.likeness import groups
from heedful.domain.customers import operations as customers
from heedful.domain.customers.rules import RevenueInput
from heedful.domain.feedback import operations as feedback
from heedful.domain.feedback.enums import Kind
from heedful.domain.innovation.enums import WishState
from heedful.domain.innovation.operations import wishes
from heedful.domain.innovation.queries import wishes as queries
from heedful.foundation.access import SYSTEM
from heedful.foundation.errors import Denied, NotFound, Refused
from heedful.workflows import privacy
from tests.domain.innovation import wishes as planted
from tests.factories.company import Company


def merged(told: dict[str, tuple[int, str]]) -> tuple[float, float]:
    """Return (planted duplicates found, wrong merges among all) of the suggested groups."""
    right = every = 0
    for group in groups({key: text for key, (_, text) in told.items()}):
        every += len(group.keys) - 1
        right += sum(n - 1 for n in Counter(told[key][0] for key in group.keys).values())
    duplicates = len(told) - len({group for group, _ in told.values()})
    return right / duplicates, (every - right) / every


@pytest.mark.feature("IN-1", part="duplicates in other words, unseen topics: found >= 90 %, wrong <= 5 %")
@pytest.mark.parametrize("half", ["FIRST", "SECOND"])
def test_planted_duplicates_are_found(half: str) -> None:
    found, wrong = merged(planted.planted(getattr(planted, half)))
    assert found >= 0.9
    assert wrong <= 0.05


@pytest.mark.feature("IN-1")
def test_planted_duplicates_are_merged_and_taken_out_again(company: Company, now: datetime) -> None:
    told = planted.planted(planted.SECOND)
    for n, (key, (_, text)) in enumerate(sorted(told.items())):
        wished(company, key, text, now - timedelta(hours=n + 1), "A-1" if n % 2 else "")
    wishes.take_in(at=now)
    lead = company.actor("leader")
    topic = {text.strip(): group for group, text in told.values()}
    right = wrong = 0
    for suggested in queries.suggestions(lead):
        into, *others = suggested.wishes
        wishes.merge(into_id=into.id, wish_ids=[each.id for each in others], by=lead, at=now)
        right += sum(topic[each.title] == topic[into.title] for each in others)
        wrong += sum(topic[each.title] != topic[into.title] for each in others)
    duplicates = len(told) - len(set(topic.values()))
    assert right >= 0.9 * duplicates
    assert wrong <= 0.05 * (right + wrong)
    rows = queries.listed(lead, now.date())
    assert sum(row.voices for row in rows) == len(told), "nobody's wish is lost by merging"
    merged_one = max(rows, key=lambda row: row.voices)
    wishes.take_out(wish_id=merged_one.duplicates[0].id, by=lead, at=now)
    again = queries.listed(lead, now.date())
    assert len(again) == len(rows) + 1
    assert sum(row.voices for row in again) == len(told)


def wished(company: Company, key: str, text: str, at: datetime, account: str = "", unit: str = "north-desk") -> UUID:
    recorded, _ = feedback.record(
        kind=Kind.WISH, channel="web", submission_id=key, body=text, collected_at=at, unit_id=company.units[unit],
        account_id=company.accounts.get(account), contact_id=company.contacts.get(account),
        sender_address="" if account else f"{key}@customer.example", touchpoint_id=company.touchpoints["delivery"],
        by=SYSTEM, at=at,
    )  # fmt: skip
    return recorded.id


@pytest.mark.feature("IN-1", part="merged, counted by people, revenue, segment, journey; undone")
def test_merged_counted_and_undone(company: Company, now: datetime) -> None:
    month = date(2026, 2, 1)
    lines = [RevenueInput("A-1", month, 900_00), RevenueInput("A-2", month, 100_00)]
    customers.load_revenue(
        source="ledger", month=month, currency="KES", lines=lines, control_minor=1000_00, by=SYSTEM, at=now
    )
    for key, text, account in (
        ("w1", "Please deliver on Saturdays too", "A-1"), ("w2", "Saturday delivery please!", "A-1"),
        ("w3", "I wish you delivered at the weekend, Saturday would do", ""), ("w4", "A ramp for wheelchairs", "A-2"),
    ):  # fmt: skip
        wished(company, key, text, now - timedelta(days=5 - int(key[1])), account)
    assert (wishes.take_in(at=now), wishes.take_in(at=now)) == (4, 0)
    lead = company.actor("leader")
    (group,) = queries.suggestions(lead)
    into, *others = [each.id for each in group.wishes]
    assert len(others) == 2
    assert group.wishes[0].title == "Please deliver on Saturdays too", "the oldest stands"
    wishes.merge(into_id=into, wish_ids=others, by=lead, at=now)
    assert queries.suggestions(lead) == []
    first, second = queries.listed(lead, now.date())
    assert (first.voices, first.people, first.money) == (3, 2, (("KES", 900_00),)), "an account's money counts once"
    assert dict(first.segments) == {"key": 1, "not known": 1}
    assert dict(first.journeys) == {"Order to door": 2}
    assert (second.people, second.money) == (1, (("KES", 100_00),))
    assert queries.listed(company.actor("north-lead"), now.date())[0].money == (), "who may not see revenue sees none"
    with pytest.raises(Refused, match="merged already"):
        wishes.merge(into_id=second.wish.id, wish_ids=others[:1], by=lead, at=now)
    with pytest.raises(Refused, match="duplicate itself"):
        wishes.merge(into_id=others[0], wish_ids=[second.wish.id], by=lead, at=now)
    wishes.merge(into_id=second.wish.id, wish_ids=[into], by=lead, at=now)
    assert queries.listed(lead, now.date())[0].voices == 4, "duplicates of duplicates count"
    wishes.take_out(wish_id=into, by=lead, at=now)
    for wish_id in others:
        wishes.take_out(wish_id=wish_id, by=lead, at=now)
    rows = queries.listed(lead, now.date())
    assert [row.voices for row in rows] == [1, 1, 1, 1], "every wish has its own voice again"
    wishes.not_alike(one_id=into, other_ids=others, by=lead, at=now)
    assert all(into not in {each.id for each in group.wishes} for group in queries.suggestions(lead))


def test_a_forgotten_person_leaves_no_words_on_the_list(company: Company, now: datetime) -> None:
    wished(company, "w1", "Call me, Juma Abdi, at noon", now, "A-1")
    wished(company, "w2", "A ramp", now)
    wishes.take_in(at=now)
    privacy.erase(contact_id=company.contacts["A-1"], reason="asked for it", by=company.actor("leader"), at=now)
    titles = {row.wish.title for row in queries.listed(SYSTEM, now.date())}
    assert titles == {"A ramp", "A wish whose words were erased"}


def test_answers_and_reach(company: Company, now: datetime) -> None:
    wished(company, "n", "A ramp", now)
    wished(company, "s", "A lift", now, unit="south-desk")
    wishes.take_in(at=now)
    lead, other = company.actor("north-lead"), company.actor("south-lead")
    (row,) = queries.listed(lead, now.date())
    with pytest.raises(NotFound):
        wishes.answer_wish(wish_id=row.wish.id, state=WishState.PLANNED, answer="x", by=other, at=now)
    with pytest.raises(Denied):
        wishes.answer_wish(
            wish_id=row.wish.id, state=WishState.PLANNED, answer="", by=company.actor("north-agent"), at=now
        )
    with pytest.raises(Refused, match="reason"):
        wishes.answer_wish(wish_id=row.wish.id, state=WishState.DECLINED, answer=" ", by=lead, at=now)
    wishes.answer_wish(wish_id=row.wish.id, state=WishState.DECLINED, answer="No room", by=lead, at=now)
    assert queries.listed(lead, now.date()) == []
    assert [text for text, _, _ in queries.words(lead, row)] == ["A ramp"]
