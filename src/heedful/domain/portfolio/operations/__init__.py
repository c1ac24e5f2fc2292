"""Writes of the portfolio."""

from heedful.domain.portfolio.operations.reckon import bring_up_to_date, close, stand
from heedful.domain.portfolio.operations.steering import (
    end_play,
    open_play,
    propose_decision,
    review_decision,
    settle_decision,
    state_potential,
)
from heedful.domain.portfolio.operations.thresholds import set_thresholds

__all__ = [
    "bring_up_to_date",
    "close",
    "end_play",
    "open_play",
    "propose_decision",
    "review_decision",
    "set_thresholds",
    "settle_decision",
    "stand",
    "state_potential",
]
