"""Reads of problems."""

from heedful.domain.problems.queries.causes import Bone, Node, agreement, fishbone, has_coded, pareto, whys
from heedful.domain.problems.queries.counting import Theme, Week, alike, siblings, weekly
from heedful.domain.problems.queries.detail import Impact, find_problem, impact, problem_detail, rows_between
from heedful.domain.problems.queries.listing import (
    ProblemRow,
    by_chance,
    causes_with,
    choices_for_case,
    known_errors,
    linked_cases,
    listed,
    owed_to,
    problems_of_case,
    visible_to,
    watched,
    workable,
)
from heedful.domain.problems.queries.trend import Shown, trend_of, verdict_in_words

__all__ = [
    "Bone",
    "Impact",
    "Node",
    "ProblemRow",
    "Shown",
    "Theme",
    "Week",
    "agreement",
    "alike",
    "by_chance",
    "causes_with",
    "choices_for_case",
    "find_problem",
    "fishbone",
    "has_coded",
    "impact",
    "known_errors",
    "linked_cases",
    "listed",
    "owed_to",
    "pareto",
    "problem_detail",
    "problems_of_case",
    "rows_between",
    "siblings",
    "trend_of",
    "verdict_in_words",
    "visible_to",
    "watched",
    "weekly",
    "whys",
    "workable",
]
