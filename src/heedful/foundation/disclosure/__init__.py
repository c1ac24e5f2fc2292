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
from heedful.foundation.disclosure.tree import hidden_in_tree

__all__ = [
    "MINIMUM_COMMENTS",
    "MINIMUM_FIGURES",
    "SENTENCE",
    "TOTAL",
    "Axis",
    "Cell",
    "borders",
    "hidden_cells",
    "hidden_in_tree",
    "hidden_in_window",
    "minimum",
    "safe_window",
    "small",
]
