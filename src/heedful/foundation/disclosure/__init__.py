"""Small groups: the only door through which figures and comments leave the product."""

from heedful.foundation.disclosure.lattice import TOTAL, Axis, Cell, hidden_cells, hidden_in_window
from heedful.foundation.disclosure.limits import (
    MINIMUM_COMMENTS,
    MINIMUM_FIGURES,
    SENTENCE,
    borders,
    minimum,
    safe_window,
    small,
)

__all__ = [
    "MINIMUM_COMMENTS",
    "MINIMUM_FIGURES",
    "SENTENCE",
    "TOTAL",
    "Axis",
    "Cell",
    "borders",
    "hidden_cells",
    "hidden_in_window",
    "minimum",
    "safe_window",
    "small",
]
