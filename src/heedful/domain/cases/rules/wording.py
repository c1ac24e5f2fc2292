"""Wording help: phrases that hold a policy up as a shield between the customer and an answer.

The list is short and reviewed: a phrase enters it when it refuses in the name of a rule. Naming a rule as a fact
("our policy covers you") is no shield. Language: English.
"""

import re
from dataclasses import dataclass

_OUR = r"(?:our|the|this|company)"
_NOUN = r"(?:polic(?:y|ies)|rules?|procedures?|terms(?: and conditions)?|guidelines?|regulations?)"
_RULE = rf"{_OUR} (?:company |store |return |returns |refund )?{_NOUN}"
_NOT = r"(?:does not|do not|doesn['’]t|don['’]t|cannot|can['’]t|will not|won['’]t)"
_BY = r"(?:under|according to|as per|per|due to|because of|in line with|in accordance with)"
_REFUSE = r"(?:cannot|can['’]t|unable to|not able to|not possible|not allowed|not eligible|not entitled|must decline)"

_SHIELDS = [
    rf"\b{_RULE}(?: simply)? {_NOT} (?:allow|permit|let|cover|provide)\b",
    rf"\b{_RULE} (?:prohibits?|forbids?|prevents?)\b",
    rf"\b{_BY} {_RULE},? (?:\w+ ){{0,3}}{_REFUSE}\b",
    rf"\b{_REFUSE}(?: [\w'’]+){{1,8}},? {_BY} {_RULE}\b",
    rf"\bagainst {_RULE}\b",
    rf"\b(?:it|that)(?: is|['’]s) (?:just |simply |only )?{_RULE}[.!,]",
    r"\b(?:the|our) (?:system|computer) (?:does not|doesn['’]t|will not|won['’]t) (?:allow|let|permit)\b",
    r"\b(?:my|our) hands are tied\b",
    r"\bI(?: a|['’])m (?:just|only) following (?:the )?(?:policy|procedures?|rules|orders)\b",
    r"\bas (?:clearly )?(?:stated|set out|written) in (?:our|the) (?:terms|policy|conditions)\b",
    r"\b(?:we|I) (?:do not|don['’]t|cannot|can['’]t) make (?:any )?exceptions?\b",
    r"\byou should have read (?:our|the) (?:terms|policy|conditions)\b",
]
_PATTERNS = [re.compile(pattern, re.IGNORECASE) for pattern in _SHIELDS]


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
