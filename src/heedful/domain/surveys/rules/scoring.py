"""Which answers are scores: only those on the declared scale of a metric role."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from heedful.domain.surveys.rules.about import About


@dataclass(frozen=True, slots=True)
class Score:
    """One answer that feeds a metric."""

    question: str
    metric: str
    value: float
    low: int
    high: int


def scores(about: About, answers: Mapping[str, Any]) -> tuple[Score, ...]:
    """Return the scores among the answers; a value that is no number or off its scale is not scored.

    >>> from heedful.domain.surveys.rules.about import parse_about
    >>> about = parse_about("metrics: [{question: nps, metric: nps, scale: [0, 10]}]")
    >>> [score.value for score in scores(about, {"nps": 9})], scores(about, {"nps": 42})
    ([9], ())
    """
    found = []
    for role in about.metrics:
        value = answers.get(role.question)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            continue
        if role.scale[0] <= value <= role.scale[1]:
            found.append(Score(role.question, role.kind, value, *role.scale))
    return tuple(found)
