"""Figures: right numbers, right scope, nothing small."""

import random
from datetime import date, timedelta

import pytest

from heedful.analytics.scores.figure import Ranked, TooFewToRank, rank
from heedful.domain.measurement import queries
from heedful.foundation.access import SYSTEM
from heedful.foundation.disclosure import SENTENCE
from heedful.foundation.errors import Denied, NotFound, Refused
from tests.domain.measurement.conftest import AT

Q1 = {"since": date(2026, 1, 1), "until": date(2026, 4, 1)}
MARCH = {"since": date(2026, 3, 1), "until": date(2026, 4, 1)}


def ask(actor=SYSTEM, definition="nps", **more):
    return queries.figures(definition=definition, actor=actor, at=AT, **{**Q1, **more})


def test_a_figure_counts_the_months_asked_for_and_nothing_else(book, company):
    north = company.units["north-desk"]
    book.nps(north, "2025-12", [0] * 9)
    book.nps(north, "2026-01", [9, 10, 8.5, 6.5] * 5)
    book.nps(north, "2026-04", [0] * 9)
    book.save("answers", metric="nps", value=900, scale_high=10, status="suspect", collected_on=date(2026, 1, 3))
    book.refresh()
    (figure,) = ask()
    assert (figure.n, figure.estimate) == (20, 25.0)
    assert figure.low < 25 < figure.high
    assert figure.reference == "nps@1"
    assert figure.basis == {"n": 20, "promoters": 10, "detractors": 5}


@pytest.mark.parametrize(
    ("name", "score", "n"), [("analyst", 0.0, 40), ("north-lead", 100.0, 20), ("south-lead", -100.0, 20)]
)
def test_everybody_sees_the_sum_of_their_own_units(book, company, name, score, n):
    book.nps(company.units["north-desk"], "2026-01", [10] * 20)
    book.nps(company.units["south"], "2026-01", [0] * 20)
    book.refresh()
    (figure,) = ask(company.actor(name))
    assert (figure.estimate, figure.n) == (score, n)


def test_other_units_do_not_exist(book, company):
    book.refresh()
    with pytest.raises(NotFound):
        ask(company.actor("north-lead"), filters={"unit": str(company.units["south"])})
    with pytest.raises(NotFound):
        ask(company.actor("north-lead"), filters={"unit": "south"})
    with pytest.raises(Denied):
        ask(company.actor("north-agent"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"since": date(2026, 1, 2)},
        {"since": date(2026, 4, 1)},
        {"filters": {"colour": "red"}},
        {"group_by": "value; DROP TABLE answers"},
        {"definition": "nonsense"},
        {"definition": "clock_attainment", "group_by": "segment"},
    ],
)
def test_a_question_without_an_answer_is_refused(book, company, wrong):
    with pytest.raises(Refused):
        ask(**wrong)


def test_groups_by_unit_hold_everything_below_and_add_up(book, company):
    book.nps(company.units["north"], "2026-01", [10] * 10)
    book.nps(company.units["north-desk"], "2026-02", [0] * 30)
    book.nps(company.units["south-desk"], "2026-02", [7] * 10)
    book.nps(company.units["courier"], "2026-02", [7] * 10)
    book.refresh()
    by_name = {figure.label: figure for figure in ask(group_by="unit")}
    assert {name: figure.n for name, figure in by_name.items()} == {"Mombasa": 40, "Nairobi": 10, "Kasi Couriers": 10}
    assert by_name["Mombasa"].estimate == -50.0
    below = ask(group_by="unit", filters={"unit": str(company.units["north"])})
    assert [(figure.label, figure.n) for figure in below] == [("Mombasa desk", 30)]
    own = ask(company.actor("north-lead"), group_by="unit")
    assert [(figure.label, figure.n) for figure in own] == [("Mombasa desk", 30)]


def test_by_month_and_by_segment(book, company):
    book.nps(company.units["north-desk"], "2026-01", [10] * 8, segment="key")
    book.nps(company.units["north-desk"], "2026-03", [0] * 9, segment="standard")
    book.refresh()
    assert [(f.group, f.n) for f in ask(group_by="month")] == [("2026-01", 8), ("2026-02", 0), ("2026-03", 9)]
    assert [(f.label, f.estimate) for f in ask(group_by="segment")] == [("Key", 100.0), ("Standard", -100.0)]
    (key,) = ask(filters={"segment": "key", "unit": "north-desk"})
    assert (key.n, key.estimate) == (8, 100.0)


def test_a_small_unit_is_shown_as_its_parent_and_its_siblings_do_not_give_it_away(book, company):
    book.nps(company.units["north-desk"], "2026-01", [0] * 3)
    book.nps(company.units["south-desk"], "2026-01", [9] * 20)
    book.nps(company.units["courier"], "2026-01", [9] * 30)
    book.refresh()
    by_name = {figure.label: figure for figure in ask(group_by="unit")}
    small = by_name["Mombasa"]
    assert (small.estimate, small.n, small.low, small.basis, small.hidden) == (None, None, None, {}, SENTENCE)
    assert by_name["Nairobi"].hidden == SENTENCE  # else the total minus the others would reveal Mombasa
    assert by_name["Kasi Couriers"].n == 30
    (rolled,) = ask(filters={"unit": "north-desk"})
    assert (rolled.shown_for, rolled.n) == ("Simba Parcels", 53)
    (kept,) = ask(company.actor("north-lead"), filters={"unit": "north-desk"})
    assert kept.hidden == SENTENCE  # the parent that could be shown lies outside what the leader may see
    behind = queries.rows_behind(definition="nps", actor=SYSTEM, at=AT, filters={"unit": "north-desk"}, **Q1)
    assert (behind.keys, behind.hidden) == ((), SENTENCE)


def test_two_windows_never_differ_by_a_small_month(book, company):
    book.nps(company.units["north-desk"], "2026-01", [9] * 20)
    book.nps(company.units["north-desk"], "2026-02", [0] * 3)
    book.nps(company.units["north-desk"], "2026-03", [9] * 20)
    book.refresh()
    windows = [(a, b) for a in range(1, 4) for b in range(a + 1, 5)]
    shown = {(a, b): ask(since=date(2026, a, 1), until=date(2026, b, 1))[0].n for a, b in windows}
    assert {window for window, n in shown.items() if n is not None} == {(1, 2), (1, 4), (2, 4)}


def test_rows_behind_a_figure(book, company):
    keys = book.nps(company.units["north-desk"], "2026-01", [9] * 12)
    book.nps(company.units["south-desk"], "2026-01", [9] * 12)
    book.refresh()
    lead = company.actor("north-lead")
    behind = queries.rows_behind(definition="nps", actor=lead, at=AT, **Q1)
    assert (set(behind.keys), behind.figure.n, behind.fact) == (set(keys), 12, "answers")
    page = queries.rows_behind(definition="nps", actor=lead, at=AT, limit=5, offset=10, **Q1)
    assert len(page.keys) == 2


def test_rows_of_opinions_need_ten(book, company):
    book.nps(company.units["north-desk"], "2026-01", [9] * 9)
    book.refresh()
    behind = queries.rows_behind(definition="nps", actor=SYSTEM, at=AT, **Q1)
    assert (behind.figure.n, behind.keys, behind.hidden) == (9, (), SENTENCE)


@pytest.mark.feature("VO-9", part="a unit below the minimum cannot be ranked by any function")
def test_no_rank_below_thirty(book, company):
    for unit, n in (("north-desk", 29), ("south-desk", 30), ("courier", 60)):
        book.nps(company.units[unit], "2026-01", [9] * n)
    book.refresh()
    found = ask(group_by="unit")
    ranked, unranked = rank(found)
    assert [(each.place, each.figure.label) for each in ranked] == [(1, "Kasi Couriers"), (1, "Nairobi")]
    assert [figure.label for figure in unranked] == ["Mombasa"]
    with pytest.raises(TooFewToRank):
        Ranked(unranked[0], 1)


@pytest.mark.feature("ME-1", part="figures equal a naive recount of the rows")
def test_figures_equal_a_naive_recount(book, company):
    rng = random.Random(11)
    units = [company.units[name] for name in ("north", "north-desk", "south", "south-desk", "courier")]
    rows = []
    for _ in range(1500):
        unit, value = rng.choice(units), rng.choice([None, 0, 6.5, 7, 8.5, 9, 10])
        day = date(2025, 11, 1) + timedelta(days=rng.randrange(160))
        channel = rng.choice(["web", "sms"])
        rows.append((unit, value, day, channel))
        book.save(
            "answers", metric="nps", value=None if value is None else int(value * 100), scale_high=10, status="final",
            unit_id=unit, collected_on=day, channel=channel,
        )  # fmt: skip
    book.refresh()
    for name, inside in (("analyst", units), ("north-lead", units[:2]), ("south-lead", units[2:4])):
        for channel in (None, "web", "sms"):
            want = [
                value for unit, value, day, where in rows
                if unit in inside and value is not None and channel in (None, where)
                and Q1["since"] <= day < Q1["until"]
            ]  # fmt: skip
            score = 100 * (sum(v >= 9 for v in want) - sum(v < 7 for v in want)) / len(want)
            (figure,) = ask(company.actor(name), filters={"channel": channel or ""})
            assert (figure.n, figure.estimate) == (len(want), pytest.approx(score))
