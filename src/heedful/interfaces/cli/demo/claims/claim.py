"""One sentence of the tutorial, checked."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of the tutorial, whether it holds, and what was found."""

    text: str
    holds: bool
    found: str
