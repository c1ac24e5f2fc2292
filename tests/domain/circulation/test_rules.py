"""Rules of the digest: which words may be shown, which change is news, how long words took to arrive."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heedful.analytics.text.plain import lix
from heedful.domain.circulation.enums import Topic
from heedful.domain.circulation.rules.choosing import (
    DO,
    PLAIN_ENOUGH,
    Moved,
    Told,
    action,
    news,
    plainness,
    promises,
    three,
    waiting,
    words,
)
from heedful.domain.circulation.rules.quoting import MOST_WORDS, Comment, faithful, newest, quote, showable
from heedful.domain.circulation.rules.times import reckon
from heedful.foundation.access import Role

LATE = "The courier left my parcel in the rain and it was wet"
BODIES = (LATE, "Parcel left in the rain, all wet", "your courier left parcels in the rain", "Invoice is unclear",
          "Nice app", "Opening hours are short", "My refund took weeks", "The rain made the parcel wet again",
          "Where is the depot", "Counter staff were kind")  # fmt: skip


def comments(*bodies: str, colleague: UUID | None = None) -> list[Comment]:
    return [Comment(id=UUID(int=n + 1), body=each, colleague_id=colleague) for n, each in enumerate(bodies)]


def test_the_quote_stands_for_the_largest_group_and_is_the_customers_own_words() -> None:
    found = quote(comments(*BODIES), [])
    assert found is not None and "rain" in found.text and len(found.alike) == 4 and found.among == 10
    assert found.comment.body[found.begins : found.ends] == found.text and faithful(found, [])


def test_negative_control_a_quote_that_was_touched_is_not_faithful() -> None:
    found = quote(comments(*BODIES), [])
    assert found is not None
    touched = type(found)(found.comment, found.text + " always", found.begins, found.ends, found.alike, found.among)
    assert not faithful(touched, [])


@given(st.lists(st.text(alphabet="ab .!?\n1", min_size=1, max_size=400), min_size=1, max_size=8))
def test_every_quote_is_a_masked_piece_of_what_was_written(bodies: list[str]) -> None:
    found = quote(comments(*bodies), ["ab"])
    assert found is not None and faithful(found, ["ab"]) and 0 <= found.begins <= found.ends <= len(found.comment.body)


def test_the_newest_five_hundred_words_are_read_and_no_more() -> None:
    kept = newest(comments(*["ten words are in this comment and not one more"] * 90))
    assert len(kept) == MOST_WORDS // 10 and kept[0].id == UUID(int=1)


@pytest.mark.parametrize(("about", "shown"), [(9, 12), (10, 22)])
def test_comments_about_one_colleague_are_left_out_below_the_threshold(about: int, shown: int) -> None:
    one = [Comment(id=UUID(int=100 + n), body="x", colleague_id=UUID(int=7)) for n in range(about)]
    assert len(showable([*comments(*["y"] * 12), *one], 10)) == shown
    assert showable(comments(*["y"] * 9), 10) == []


MOVES = [Moved("nps:1", "NPS", "31", "45", False, False, "/a/"), Moved("ces:1", "CES", "3", "5", False, True, "/b/")]


def test_only_a_certain_change_is_news_and_only_once() -> None:
    told = news(MOVES)
    assert told is not None and told.about == "ces:1" and told.url == "/b/"
    assert news(MOVES[:1]) is None and news(MOVES, ["ces:1"]) is None


def everything() -> list[Told | None]:
    ids = [UUID(int=n) for n in range(12)]
    found = quote(comments(*BODIES), [])
    return [
        *(waiting(ids[:n], "/w/") for n in (1, 12)), *(promises(n, "/p/") for n in (1, 12)), news(MOVES),
        *(words(found, topic, "/f/") for topic in (Topic.WORDS, Topic.THANKS)),
    ]  # fmt: skip


def test_every_sentence_and_every_action_meets_the_readability_target() -> None:
    said = [each.sentence for each in everything() if each] + [text for pair in DO.values() for text in pair]
    assert {text: lix(text) for text in said if (lix(text) or 0) > PLAIN_ENOUGH} == {}


@pytest.mark.parametrize("role", [each for each in Role if each not in (Role.ADMIN, Role.PARTNER)])
def test_at_most_three_things_each_with_its_rows_and_one_thing_to_do(role: Role) -> None:
    things = three(role, everything())
    do, url = action(role, things)
    assert 1 <= len(things) <= 3 and all(each.url for each in things) and url in {each.url for each in things}
    assert do and plainness(things, do) <= PLAIN_ENOUGH
    assert three(Role.ADMIN, everything()) == []
    if role is Role.BOARD:
        assert all(each.quote is None for each in things)


@given(st.lists(st.none() | st.floats(0, 1_000), min_size=1, max_size=60))
def test_what_reached_nobody_counts_as_longer_than_everything(hours: list[float | None]) -> None:
    found = reckon(hours)
    missing = hours.count(None)
    assert found.reached == len(hours) - missing and found.events == len(hours)
    assert (found.median_hours is None) == (missing > len(hours) // 2)
    if found.p95_hours is not None:
        above = missing + sum(each > found.p95_hours for each in hours if each is not None)
        assert above <= 0.05 * len(hours)


def test_long_comments_are_quoted_too() -> None:
    """The least number is counted among all that may be shown, not among those that are read for a quote."""
    long = " ".join(["The driver came late and nobody told me why."] * 12)
    kept = newest(showable(comments(*[long] * 12), 10))
    assert 0 < len(kept) < 10
    assert quote(kept, set()) is not None
    assert newest(showable(comments(*[long] * 9), 10)) == []
