"""Words without the people in them: names, addresses and numbers are covered before anybody else reads them."""

import re
from collections.abc import Collection

NAME, ADDRESS, NUMBER = "[name]", "[address]", "[number]"
_ADDRESS = re.compile(
    r"(?<![\w.+%-])[\w.+%-]++@[\w-]+(?:\.[\w-]+)+|(?:https?://|www\.)\S+|(?<!\w)@\w+"
    r"|\b\d+[a-z]?\s+(?:[A-Z][\w'’]*\s+){1,3}(?:street|st|road|rd|avenue|ave|lane|drive|close|square|way)\b\.?"
    r"|\b(?:[A-Z][\w'’]*\s+){1,3}(?:street|road|avenue|lane|drive|square)(?:\s+\d+[a-z]?)?\b"
    r"|\bP\.?\s?O\.?\s?Box\s+\d+",
    re.IGNORECASE,
)
_TITLED = re.compile(
    r"\b((?:Mr|Mrs|Ms|Miss|Dr|Prof|Bw|Bi|Herr|Frau|M|Mme)\.?\s+)(?:[^\W\d_][\w'’-]+)(?:\s+[A-Z][\w'’-]+)?"
)
_CALLED = re.compile(r"\b((?i:named|called|my name is|I am|I'm|signed|regards,?)\s+)[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)*")
_NUMBER = re.compile(r"(?:\+|\b)[A-Z]{0,4}[-#/]?\d[\d\s()/.,:-]*\d\b|\b[A-Z]{0,4}[-#/]?\d+\b")
SHORTEST = 3


def mask(text: str, names: Collection[str] = ()) -> str:
    """Cover addresses, numbers and the given names, whole and by each of their words, and names after a title.

    A name that nobody gave and that no title announces is not seen: give all that are known.

    >>> mask("Mr Otieno lost parcel KE-4711, call 0722 000 111 or a@b.example. Juma knows.", ["Juma Ali"])
    'Mr [name] lost parcel [number], call [number] or [address]. [name] knows.'
    """
    covered = _ADDRESS.sub(ADDRESS, text)
    parts = {part for name in names for part in (name, *re.split(r"[\s,]+", name)) if len(part.strip(".")) >= SHORTEST}
    if parts:
        longest = sorted((re.escape(part.strip()) for part in parts), key=len, reverse=True)
        covered = re.sub(rf"(?<!\w)(?:{'|'.join(longest)})(?!\w)", NAME, covered, flags=re.IGNORECASE)
    covered = _CALLED.sub(rf"\g<1>{NAME}", _TITLED.sub(rf"\g<1>{NAME}", covered))
    return _NUMBER.sub(NUMBER, covered)
