"""Wording help: phrases that hold a policy up as a shield between the customer and an answer.

The list is short and reviewed: a phrase enters it when it refuses in the name of a rule. Naming a rule as a fact
("our policy covers you") is no shield. The phrases of each language are in `shields`.
"""

import re
from dataclasses import dataclass

from heedful.domain.cases.rules.shields import PHRASES

_PATTERNS = [re.compile(phrase, re.IGNORECASE) for phrases in PHRASES.values() for phrase in phrases]


@dataclass(frozen=True)
class Shield:
    """A flagged phrase and where it stands in the text."""

    phrase: str
    start: int
    end: int


def policy_shields(text: str) -> list[Shield]:
    """Find policy-shield phrases, in the order of the text, overlaps joined.

    >>> [shield.phrase for shield in policy_shields("I am sorry, but our policy does not allow refunds.")]
    ['our policy does not allow']
    >>> [shield.phrase for shield in policy_shields("Samahani, sera yetu hairuhusu kurudisha pesa.")]
    ['sera yetu hairuhusu']
    >>> policy_shields("Our policy covers this, so the refund is on its way.")
    []
    """
    flat = re.sub(r"\s", " ", text)
    found = sorted(match.span() for pattern in _PATTERNS for match in pattern.finditer(flat))
    joined: list[tuple[int, int]] = []
    for start, end in found:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return [Shield(text[start:end], start, end) for start, end in joined]


def headline(text: str, limit: int = 80) -> str:
    """Return the first line of a text, cut between words.

    >>> headline("The parcel never came.\\nI waited all day.")
    'The parcel never came.'
    """
    line = text.strip().partition("\n")[0].rstrip()
    return line if len(line) <= limit else line[:limit].rsplit(" ", 1)[0] + "…"
