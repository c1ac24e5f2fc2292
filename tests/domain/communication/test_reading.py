"""What a colleague does: answers the check once for good, briefs, asks; what the answers say of the text."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heedful.domain.communication import operations
from heedful.domain.communication.enums import QuestionState, Stage
from heedful.domain.communication.models import AnnouncementVersion, Attempt
from heedful.domain.communication.queries import board, cascade, comprehension, questions
from heedful.domain.communication.rules.states import QUESTION
from heedful.foundation.access import SYSTEM
from heedful.foundation.errors import Denied, NotFound, Refused
from heedful.foundation.notify import queries as notices
from heedful.workflows import cascade as workflow
from tests.factories.cascades import ITEMS, acknowledge, begun, node, put_out
from tests.factories.company import Company

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
LATER = 25 * HOUR


@pytest.fixture
def version(company: Company, now: datetime) -> AnnouncementVersion:
    """An announcement with a check, out for everybody and delivered."""
    made = put_out(company, begun(company, now), now, items=ITEMS)
    workflow.keep(by=SYSTEM, at=now + 24 * HOUR)
    return made


def attempt(company: Company, version: AnnouncementVersion, name: str, at: datetime, *chosen: int) -> Attempt:
    place = node(company, version, name)
    place = place if place.acknowledged_at else acknowledge(company, version, name, at)
    asked = comprehension.drawn(place, place.attempts.count() + 1)
    answers = {item.id: option for item, option in zip(asked, chosen, strict=True)}
    return operations.answer_check(node_id=place.id, answers=answers, by=company.actor(name), at=at)


@pytest.mark.invariant("M3")
def test_passed_at_the_fifth_try_is_not_understood(
    company: Company, now: datetime, version: AnnouncementVersion
) -> None:
    for n, chosen in enumerate([(1, 1, 1), (0, 1, 1), (0, 0, 1), (0, 2, 0), (0, 0, 0)], start=1):
        made = attempt(company, version, "north-agent", now + LATER, *chosen)
        assert (made.n, made.passed) == (n, n == 5)
    attempt(company, version, "south-agent", now + LATER, 0, 0, 0)
    total = board.board(company.actor("leader"), version, now + LATER).total
    assert (total.coverage[Stage.UNDERSTOOD].hits, total.coverage[Stage.UNDERSTOOD].n) == (1, 10), "of all required"
    assert len(comprehension.first_attempts(version.id)) == 2


@given(tries=st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), min_size=1, max_size=5))
@pytest.mark.invariant("M3")
def test_only_the_first_try_is_in_the_statistics(tries: list[list[int]]) -> None:
    from heedful.analytics.inference.items import read_items

    first = dict(zip("abc", tries[0], strict=True))
    rights = dict.fromkeys("abc", 0)
    found = read_items([first], rights, options=4)
    assert {item: reading.right for item, reading in found.items()} == {k: int(v == 0) for k, v in first.items()}


@pytest.mark.feature("CO-4", part="first try, worst question, discrimination, one shared wrong answer blames the text")
def test_one_shared_wrong_answer_points_at_the_text(
    company: Company, now: datetime, version: AnnouncementVersion
) -> None:
    names = ["north-agent", "north-agent-2", "south-agent", "partner"]
    for name, chosen in zip(names, [(0, 1, 0), (0, 1, 1), (0, 1, 2), (0, 0, 0)], strict=True):
        attempt(company, version, name, now + LATER, *chosen)
    early, *_ = comprehension.item_lines(version.id)
    assert (early.reading.modal_wrong_share, early.reading.text_in_doubt) == (0.75, False), "four answers are no news"
    for name in ("admin", "board", "analyst", "leader", "north-lead", "south-lead"):
        attempt(company, version, name, now + LATER, 0, 0, 0)
    worst, *_, best = comprehension.item_lines(version.id)
    assert (worst.item.n, worst.reading.n, worst.reading.right) == (2, 10, 7)
    assert (worst.reading.modal_wrong, worst.reading.text_in_doubt) == (1, True)
    assert (best.item.n, best.reading.share, best.reading.discrimination) == (1, 1, None)


def test_the_check_comes_after_the_word_and_every_question_is_answered(
    company: Company, now: datetime, version: AnnouncementVersion
) -> None:
    place, agent, at = node(company, version, "north-agent"), company.actor("north-agent"), now + LATER
    with pytest.raises(Refused, match="acknowledge it first"):
        operations.answer_check(node_id=place.id, answers={}, by=agent, at=at)
    acknowledge(company, version, "north-agent", at)
    with pytest.raises(Refused, match="answer each question"):
        operations.answer_check(node_id=place.id, answers={}, by=agent, at=at)
    bare = put_out(company, begun(company, now, "bare", audience_id=version.announcement.audience_id), now)
    acknowledge(company, bare, "leader", at)
    with pytest.raises(NotFound, match="no check"):
        operations.answer_check(node_id=node(company, bare, "leader").id, answers={}, by=company.actor("leader"), at=at)


def test_from_a_larger_bank_three_are_drawn_with_a_scenario(company: Company, now: datetime) -> None:
    bank = [*ITEMS, *ITEMS[1:], *ITEMS[1:]]
    version = put_out(company, begun(company, now), now, items=bank)
    place = node(company, version, "leader")
    draws = [comprehension.drawn(place, n) for n in range(1, 12)]
    assert all(len(draw) == 3 and any(item.scenario for item in draw) for draw in draws)
    assert comprehension.drawn(place, 1) == draws[0]
    assert len({tuple(item.n for item in draw) for draw in draws}) > 1


def test_managers_owe_a_briefing_after_their_own_word(
    company: Company, now: datetime, version: AnnouncementVersion
) -> None:
    lead, at = company.actor("north-lead"), now + LATER
    place = node(company, version, "north-lead")
    with pytest.raises(Refused, match="acknowledge it first"):
        operations.brief(node_id=place.id, attendees=2, minutes=10, by=lead, at=at)
    acknowledge(company, version, "north-lead", at)
    with pytest.raises(Refused):
        operations.brief(node_id=place.id, attendees=0, minutes=10, by=lead, at=at)
    for minute in (0, 5):
        operations.brief(
            node_id=place.id, attendees=2, minutes=10, raised="Why?", by=lead, at=at + timedelta(minutes=minute)
        )
    place.refresh_from_db()
    assert (place.briefed_at, place.briefings.count()) == (at, 2)
    acknowledge(company, version, "north-agent", at)
    with pytest.raises(Refused, match="people below"):
        operations.brief(
            node_id=node(company, version, "north-agent").id,
            attendees=1, minutes=1, by=company.actor("north-agent"), at=at,
        )  # fmt: skip


def test_a_question_travels_up_and_its_answer_comes_down(
    company: Company, now: datetime, version: AnnouncementVersion
) -> None:
    place, agent, at = node(company, version, "north-agent"), company.actor("north-agent"), now + LATER
    with pytest.raises(Refused, match="empty"):
        operations.ask(node_id=place.id, text=" ", blocking=False, by=agent, at=at)
    asked = operations.ask(node_id=place.id, text="From which Monday?", blocking=True, by=agent, at=at)
    assert (asked.state, asked.routed_to_id) == (QuestionState.ROUTED, company.people["north-lead"])
    assert questions.blocking([version.announcement_id]) == 1
    for stranger in ("south-lead", "south-agent", "north-agent"):
        with pytest.raises(NotFound):
            operations.answer(question_id=asked.id, text="Monday.", by=company.actor(stranger), at=at)
    lead, leader = company.actor("north-lead"), company.actor("leader")
    assert operations.pass_up(question_id=asked.id, by=lead, at=at).routed_to_id == company.people["leader"]
    with pytest.raises(Refused, match="empty"):
        operations.answer(question_id=asked.id, text=" ", by=leader, at=at)
    done = operations.answer(question_id=asked.id, text="The 23rd.", by=leader, at=at + HOUR)
    assert (done.state, done.answered_by_id) == (QuestionState.BROADCAST, company.people["leader"])
    for reader in ("north-agent", "north-agent-2"):
        assert "Answered: From which Monday?" in [n.subject for n in notices.notices(company.people[reader])]
    assert [each.answer for each in questions.answered_for(version.announcement_id)] == ["The 23rd."]
    assert questions.blocking([version.announcement_id]) == 0
    with pytest.raises(Refused, match="no way to answer"):
        operations.answer(question_id=asked.id, text="Again.", by=leader, at=at)
    assert set(QUESTION) == set(QuestionState)
    assert questions.visible_to(agent).get() == asked
    assert not questions.visible_to(company.actor("south-agent")).exists()
    assert [each.id for each in questions.asked_by_node(place)] == [asked.id]


def test_a_key_or_the_system_cannot_put_a_persons_name_to_anything(
    company: Company, now: datetime, version: AnnouncementVersion
) -> None:
    place = node(company, version, "north-agent")
    with pytest.raises(Denied, match="only a person"):
        operations.acknowledge(node_id=place.id, version_n=1, language="en", by=SYSTEM, at=now + LATER)
    with pytest.raises(NotFound):
        operations.open_item(node_id=place.id, by=SYSTEM, at=now + LATER)
    assert cascade.standing(place, now + LATER).value == "delivered"
