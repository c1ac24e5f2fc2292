"""Decisions of the contact ledger: whether somebody may be written to now, and how that is said."""

from heedful.domain.contacting.rules.deciding import Earlier, Standing, Verdict, Wanted, decide
from heedful.domain.contacting.rules.limits import Limits
from heedful.domain.contacting.rules.wording import sentence

__all__ = ["Earlier", "Limits", "Standing", "Verdict", "Wanted", "decide", "sentence"]
