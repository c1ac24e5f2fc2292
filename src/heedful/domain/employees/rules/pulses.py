"""What a pulse asks, what counts as an answer, and which figures of it may be published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from heedful.analytics.inference.intervals import Estimate, nps_interval, wilson
from heedful.domain.employees.enums import Question
from heedful.foundation.disclosure import MINIMUM_FIGURES, SENTENCE, TOTAL, hidden_in_tree
from heedful.foundation.errors import Refused

LEAST = MINIMUM_FIGURES
EASY_FROM = 5
PROMOTER_FROM, DETRACTOR_BELOW = 9, 7
LONGEST_COMMENT = 2_000
WORDING: dict[Question, str] = {
    Question.EES: "Our company makes it easy for me to do right by our customers.",
    Question.SYSTEMS: "Our systems help me to do right by our customers.",
    Question.POLICIES: "Our rules and policies let me do right by our customers.",
    Question.INFORMATION: "I know in time what I need to tell our customers.",
    Question.DEPARTMENTS: "Other departments help me when a customer needs them.",
    Question.AUTHORITY: "I may decide enough myself to put things right for a customer.",
    Question.ENPS: "How likely are you to recommend working here to a friend?",
}
SCALE: dict[Question, tuple[int, int]] = {each: (0, 10) if each is Question.ENPS else (1, 7) for each in Question}


@dataclass(frozen=True, slots=True)
class Score:
    """A figure of a pulse for one unit: eNPS in points, all others the share that agrees (5 to 7), in %.

    `hidden` says why nothing is shown: then not even n is given.
    """

    question: Question
    n: int | None
    value: float | None
    low: float | None
    high: float | None
    hidden: str = ""


def checked(given: Mapping[str, int | None]) -> dict[str, int]:
    """Return the values of an answer by question; raise Refused for one off its scale, or for no answer at all."""
    found: dict[str, int] = {}
    for question, (low, high) in SCALE.items():
        value = given.get(question.value)
        if value is None:
            continue
        if not low <= value <= high:
            raise Refused("not on the scale", field=question.value, value=value, fix=f"choose {low} to {high}")
        found[question.value] = value
    if not found:
        raise Refused("nothing was answered", field=Question.EES.value, fix="answer at least one question")
    return found


def published(
    answers: Mapping[str, Sequence[int]], parents: Mapping[str, str], question: Question, least: int = LEAST
) -> dict[str, Score]:
    """Return the score of every unit, each with all below it, and hide what points at fewer than `least` people.

    `answers` holds the values of one question by unit, `parents` the tree with TOTAL above its top. What is hidden
    depends on all answers, never on who looks: two viewers together see no more than the one who sees most.
    """
    hidden = hidden_in_tree({unit: len(values) for unit, values in answers.items()}, parents, least)
    pooled: dict[str, list[int]] = {unit: [] for unit in parents}
    for unit, values in answers.items():
        above = unit
        while above != TOTAL:
            pooled[above].extend(values)
            above = parents[above]
    return {
        unit: Score(question, None, None, None, None, SENTENCE) if unit in hidden else score(question, values)
        for unit, values in pooled.items()
    }


def score(question: Question, values: Sequence[int]) -> Score:
    """Return the score of some values with its 95 % interval [methods.md 3 and 5].

    >>> found = score(Question.EES, [7, 6, 5, 4, 1])
    >>> found.value, found.n
    (60.0, 5)
    >>> score(Question.ENPS, [10, 9, 7, 6, 0]).value
    0.0
    """
    n = len(values)
    if not n:
        return Score(question, 0, None, None, None)
    if question is Question.ENPS:
        promoters = sum(value >= PROMOTER_FROM for value in values)
        found = nps_interval(promoters, sum(value < DETRACTOR_BELOW for value in values), n)
        return Score(question, n, found.value, found.low, found.high)
    found = _percent(wilson(sum(value >= EASY_FROM for value in values), n))
    return Score(question, n, found.value, found.low, found.high)


def _percent(share: Estimate) -> Estimate:
    return Estimate._make(None if part is None else 100 * part for part in share)
