"""Words that ask for a score instead of an opinion, in English."""

import re

_BEST = r"(?:10|ten|9 or 10|nine or ten|5|five|stars?|top (?:marks?|score)|full marks|highest|excellent|perfect|good)"
_PAY = r"(?:bonus|pay|job|wage|commission|target|future)"
_GIVE = r"(?:give|rate|score|mark|leave|choose|tick|click|press|put|select|vote)"
WORDED = tuple(
    re.compile(text, re.IGNORECASE)
    for text in (
        rf"\b(?:please|kindly|help us|we (?:would|'d) love|hope)\b[^.?!]{{0,60}}\b{_GIVE}\b[^.?!]{{0,25}}\b{_BEST}\b",
        rf"\b(?:anything|everything|a score) (?:less|lower|below|under|other)\b[^.?!]{{0,12}}\b{_BEST}\b",
        rf"\b(?:my|our|your agent's|his|her) {_PAY}\b[^.?!]{{0,40}}\b(?:depends?|relies|rests?|counts?|based)\b",
        rf"\bonly (?:a |an )?{_BEST}\b[^.?!]{{0,30}}\b(?:counts?|passes|pass|helps?|good)\b",
    )
)
TOLD = re.compile(
    r"\b(?:asked|begged|told|pressed|pressured|urged|pleaded|reminded|wants?|wanted|insisted|asking|begging|pressuring)"
    rf"(?: with)? (?:me|us)\b[^.?!]{{0,40}}\b{_GIVE}\b[^.?!]{{0,30}}"
    rf"(?:\b(?:a|an|them|him|her|you) {_BEST}\b|\b(?:10|ten|9|nine|5|five)\b|\bstars?\b"
    r"|\b(?:high|highest|good) (?:score|rating|review|marks?)\b|\bsurvey\b)",
    re.IGNORECASE,
)


def begs(text: str) -> str:
    """Return the words of a survey that beg for a score, or nothing.

    >>> begs("Please give us a 10 if you can.")
    'Please give us a 10'
    >>> begs("Please tell us how satisfied you are, from 0 to 10.")
    ''
    """
    return next((found.group(0) for each in WORDED if (found := each.search(text))), "")


def tells_of_begging(text: str) -> bool:
    """Tell whether a customer says that a score was asked for.

    >>> tells_of_begging("The fitter asked me to give him a 10.")
    True
    >>> tells_of_begging("I would give them ten stars.")
    False
    """
    return TOLD.search(text) is not None
