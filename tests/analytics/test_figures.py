"""Words, colours and ranks only where the numbers allow them."""

import pytest

from heedful.analytics.definitions import definition
from heedful.analytics.definitions.loader import parse
from heedful.analytics.scores.figure import Figure, Ranked, TooFewToRank, compare, measured, rank
from heedful.analytics.scores.nps import classify
from heedful.analytics.scores.tally import Tally


def nps(promoters: int, detractors: int, n: int, label: str = "") -> Figure:
    return measured(definition("nps"), Tally({"n": n, "promoters": promoters, "detractors": detractors}), label=label)


@pytest.mark.feature("VO-9", part="no colour or word below the minimum, without certainty, or for a small change")
@pytest.mark.parametrize(
    ("now", "before", "word"),
    [
        ((600, 200, 1000), (400, 300, 1000), "better"),
        ((400, 300, 1000), (600, 200, 1000), "worse"),
        ((29, 0, 29), (0, 29, 29), None),  # certain and large, but 29 answers
        ((16, 10, 40), (14, 12, 40), None),  # too uncertain
        ((52_000, 20_000, 100_000), (50_000, 20_000, 100_000), None),  # certain, but two points
        ((0, 0, 0), (50, 20, 100), None),
    ],
)
def test_a_word_needs_certainty_size_and_answers(now, before, word):
    (moved,) = compare([(nps(*now), nps(*before))])
    assert moved.word == word


def test_lower_is_better_where_the_definition_says_so():
    lower = parse(
        "{id: x, version: 1, title: X, meaning: m, numerator: a, denominator: b, direction: lower, owner: o, "
        "checked_by: c, next_review: 2030-01-01, fact: answers, day: collected_on, unit: '%', kind: share, "
        "counts: {hits: [[value, '>', 1]]}}"
    )
    few, many = (measured(lower, Tally({"n": 500, "hits": hits})) for hits in (50, 250))
    assert [moved.word for moved in compare([(few, many), (many, few)])] == ["better", "worse"]
    assert [each.figure for each in rank([many, few])[0]] == [few, many]


def test_one_change_among_many_tests_has_to_be_more_certain():
    one = (nps(560, 200, 1000), nps(500, 210, 1000))
    alone = compare([one])[0]
    among = compare([one, *([(nps(500, 200, 1000), nps(500, 200, 1000))] * 30)])[0]
    assert (alone.word, among.word) == ("better", None)
    assert alone.q < among.q


def test_ties_share_a_place_and_the_hidden_have_none():
    a, b, c = nps(30, 0, 40, "a"), nps(30, 0, 40, "b"), nps(10, 0, 40, "c")
    hidden = measured(definition("nps"), Tally({"n": 90, "promoters": 90, "detractors": 0}), hidden="hidden")
    ranked, unranked = rank([c, hidden, a, b])
    assert [(each.figure.label, each.place) for each in ranked] == [("a", 1), ("b", 1), ("c", 3)]
    assert unranked == [hidden]
    with pytest.raises(TooFewToRank):
        Ranked(hidden, 1)


def test_a_figure_survives_its_record():
    figure = nps(30, 5, 70, "Mombasa")
    again = Figure.restored(definition("nps"), figure.record())
    assert again.record() == figure.record()
    assert again.estimate == pytest.approx(figure.estimate)


def test_nothing_of_a_hidden_group_leaks():
    record = measured(definition("nps"), Tally({"n": 3, "promoters": 3, "detractors": 0}), hidden="x").record()
    assert {name for name, value in record.items() if value == 3 or value == 100.0} == set()


@pytest.mark.parametrize("value", [-1, 1001])
def test_an_answer_outside_the_scale_has_no_class(value):
    with pytest.raises(ValueError, match="outside the scale"):
        classify(value)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"counts": "{hits: []}"}, "needs the counts"),
        ({"value": "value"}, "takes no value"),
        ({"kind": "mean", "counts": "{}"}, "needs a value"),
        ({"checked_by": "o"}, "two roles"),
        ({"small_groups": "maybe"}, "hide or show"),
        ({"population": "[[value, like, x]]"}, "no operator"),
        ({"population": "[[value, in, x]]"}, "takes a list"),
        ({"population": "[[value, '=']]"}, "null test"),
    ],
)
def test_a_definition_that_contradicts_itself_is_refused(change, words):
    entries = {
        "id": "x", "version": "1", "title": "X", "meaning": "m", "numerator": "a", "denominator": "b", "owner": "o",
        "direction": "higher", "checked_by": "c", "next_review": "2030-01-01", "fact": "f", "day": "d", "unit": "u",
        "kind": "nps", "counts": "{promoters: [], detractors: []}",
    } | change  # fmt: skip
    text = "\n".join(f"{name}: {value}" for name, value in entries.items())
    with pytest.raises(ValueError, match=words):
        parse(text)
