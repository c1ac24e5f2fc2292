"""Reads of the contact ledger."""

from heedful.domain.contacting.queries.ledger import Line, View, counts, lines, lines_of, person, visible_to
from heedful.domain.contacting.queries.rules import in_force, versions
from heedful.domain.contacting.queries.standing import Person, behind_link, judge, key_of, known

__all__ = [
    "Line",
    "Person",
    "View",
    "behind_link",
    "counts",
    "in_force",
    "judge",
    "key_of",
    "known",
    "lines",
    "lines_of",
    "person",
    "versions",
    "visible_to",
]
