"""Decisions of the surveys area: what about.yaml says, the life of a version, whom to ask and remind."""

from heedful.domain.surveys.rules.about import About, AboutRefused, MetricRole, parse_about
from heedful.domain.surveys.rules.asking import expiry, may_remind, new_token, token_hash
from heedful.domain.surveys.rules.lifecycle import TRANSITIONS, after, missing_before_asking
from heedful.domain.surveys.rules.scoring import Score, scores

__all__ = [
    "TRANSITIONS",
    "About",
    "AboutRefused",
    "MetricRole",
    "Score",
    "after",
    "expiry",
    "may_remind",
    "missing_before_asking",
    "new_token",
    "parse_about",
    "scores",
    "token_hash",
]
