"""News or noise: a month outside the limits, a level that moved, and a steady metric that is left alone."""

import random
from datetime import date

import pytest

from heedful.domain.measurement import queries
from heedful.domain.measurement.rules import add_months
from heedful.rendering.charts import LIGHT, Size
from tests.domain.measurement.conftest import AT, Book

END = date(2026, 4, 1)


def history(book: Book, definition: str = "nps") -> queries.Steadiness:
    book.refresh()
    return queries.steadiness(
        queries.figures(
            definition=definition, actor=book.leader, at=AT, since=add_months(END, -24), until=END, group_by="month"
        )
    )


@pytest.fixture
def scored(book: Book, company) -> Book:
    book.leader = company.actor("leader")
    book.desk = company.units["north-desk"]
    return book


def fill(book: Book, months: int, shape: dict[int, list[int]]) -> None:
    chance = random.Random(4)
    for place in range(months):
        month = add_months(END, place - months)
        usual = [chance.choice([9, 9, 10, 8, 7, 6]) for _ in range(40)]
        book.nps(book.desk, f"{month:%Y-%m}", [float(each) for each in shape.get(place, usual)])


def test_a_steady_metric_is_no_news_and_the_false_alarm_rate_is_stated(scored: Book) -> None:
    fill(scored, 24, {})
    found = history(scored)
    assert not found.news and found.sentence.startswith("No news: all 24 months")
    assert "about 11\u00a0% are called news" in found.notes[1] and found.notes[0].startswith("XmR")
    assert len(found.rows) == 24 and not any(row.outside for row in found.rows)
    assert found.draw(LIGHT, Size())["series"][-1]["type"] == "scatter"


def test_one_bad_month_is_named(scored: Book) -> None:
    fill(scored, 24, {20: [0] * 30 + [9] * 10})
    found = history(scored)
    outside = [row.name for row in found.rows if row.outside]
    assert found.news and "Dec 2025" in outside and len(outside) <= 2
    assert "Dec 2025" in found.sentence and "outside what is usual" in found.sentence


@pytest.mark.feature("VO-8", part="a level that moved is told although no month lies outside, on the metric's page")
def test_a_level_that_moved_is_told_although_no_month_stands_out(scored: Book) -> None:
    low = [9.0] * 16 + [8.0] * 12 + [5.0] * 12
    fill(scored, 24, {place: [int(each) for each in low] for place in range(13, 24)})
    found = history(scored)
    assert found.runs is not None and found.runs.shifted and "the level has moved" in found.sentence


def test_shares_get_limits_that_many_rows_do_not_make_too_narrow(scored: Book) -> None:
    chance = random.Random(1)
    for place in range(14):
        month = add_months(END, place - 14)
        for number in range(60):
            late = chance.random() < 0.2 + 0.05 * chance.random()
            scored.save(
                "interactions", promised=True, delivered=True, days_late=int(late),
                started_on=date(month.year, month.month, 1 + number % 28), unit_id=scored.desk,
            )  # fmt: skip
    found = history(scored, "delivered_on_time")
    assert found.chart is not None and found.chart.method == "Laney p'" and 60 < found.chart.centre < 90


def test_below_twelve_months_it_says_that_it_cannot_tell(scored: Book) -> None:
    fill(scored, 11, {})
    found = history(scored)
    assert found.chart is None and not found.news and "12 months" in found.sentence
    with pytest.raises(ValueError, match="below twelve months"):
        found.draw(LIGHT, Size())
