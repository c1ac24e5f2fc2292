"""Values in plain text: amounts, days, dates, limits and denials, each read with the words around it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from heedful.domain.communication.enums import Attribute
from heedful.domain.communication.rules.lexicon import DENIES, IGNORED, MONEY, MONTHS, NUMBERS, SPANS

SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
WORD = re.compile(r"[^\W\d_]{2,}")
NUMBER = r"\d+(?:[.,\u202f\u00a0' ]\d{3})*(?:[.,]\d{1,2})?"
DATES = re.compile(
    r"\b(?P<iso>\d{4}-\d{2}-\d{2})\b|\b(?P<d1>\d{1,2})(?:st|nd|rd|th|er)?\s+(?:of\s+)?(?P<m1>[^\W\d_]{3,9})\.?(?:,?\s+(?P<y1>\d{4}))?\b"
    r"|\b(?P<m2>[^\W\d_]{3,9})\s+(?P<d2>\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(?P<y2>\d{4}))?\b",
)
COUNTED = re.compile(
    rf"(?P<before>[$€]|\b(?:kes|kshs?|usd|eur)\b)?\s*(?P<n>{NUMBER}|\b(?:{'|'.join(NUMBERS)})\b)\s*-?\s*"
    r"(?:(?:working|business|calendar|full|ouvrables?)\s+)?(?P<unit>%|€|\$|[^\W\d_]+)?(?:\s+(?P<next>[^\W\d_]+|\d+))?",
    re.IGNORECASE,
)
WRITTEN = re.compile(rf"\b(?P<unit>siku|saa|wiki|miezi|mwezi)\s+(?P<n>\d+|{'|'.join(NUMBERS)})\b|"
                     rf"\b(?P<cur>shilingi)\s+(?P<m>{NUMBER})", re.IGNORECASE)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Value:
    """One value: what kind, of what unit, normalised so that two spellings are one."""

    kind: Attribute
    unit: str
    value: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence: its words that count, its values, and whether it denies."""

    text: str
    words: frozenset[str]
    values: Sequence[Value]
    denies: bool


def statements(text: str) -> Iterator[Statement]:
    """Yield the sentences of a text that say something."""
    for sentence in SENTENCE.split(text):
        words = frozenset(_root(each) for each in WORD.findall(sentence.casefold()) if _tells(each))
        if words:
            yield Statement(sentence.strip(), words, tuple(values(sentence)), len(DENIES.findall(sentence)) % 2 == 1)


def values(sentence: str) -> Iterator[Value]:
    """Yield the values of a sentence.

    >>> [(v.kind.value, v.unit, v.value) for v in values("From 1 March we pay KES 1,500 within two weeks.")]
    [('date', '', '03-01'), ('amount', 'KES', '1500'), ('days', '', '336')]
    """
    rest = sentence
    for match in DATES.finditer(sentence):
        if found := _date(match):
            yield Value(Attribute.DATE, "", found)
            rest = rest.replace(match[0], " . ", 1)
    for match in WRITTEN.finditer(rest):
        if match["cur"]:
            yield Value(Attribute.AMOUNT, "KES", _number(match["m"]))
        else:
            yield Value(Attribute.DAYS, "", _hours(_number(match["n"]), match["unit"]))
    rest = WRITTEN.sub(" . ", rest)
    for match in COUNTED.finditer(rest):
        unit, before = (match["unit"] or "").casefold(), (match["before"] or "").casefold()
        number = _number(match["n"])
        if before or unit in MONEY:
            yield Value(Attribute.AMOUNT, MONEY[before or unit], number)
        elif unit in SPANS:
            yield Value(Attribute.DAYS, "", _hours(number, unit))
        elif unit and (match["n"][0].isdigit() or unit not in ("of", "or", "and")):
            yield Value(Attribute.LIMIT, _root(unit), number)


def _hours(number: str, unit: str) -> str:
    return format((Decimal(number) * SPANS[unit.casefold()]).normalize(), "f")


def _number(text: str) -> str:
    """Write a number in words or digits plainly.

    >>> _number("Tatu"), _number("1,500"), _number("1.50")
    ('3', '1500', '1.5')
    """
    if text.casefold() in NUMBERS:
        return str(NUMBERS[text.casefold()])
    plain = re.sub(r"[\u202f\u00a0' ]", "", text)
    plain = re.sub(r"[.,](?=\d{3}\b)", "", plain).replace(",", ".")
    return format(Decimal(plain).normalize(), "f")


def _date(match: re.Match[str]) -> str:
    """Write a date as month and day; the year is left out, for most texts do."""
    try:
        if match["iso"]:
            return date.fromisoformat(match["iso"]).strftime("%m-%d")
        month = MONTHS.get((match["m1"] or match["m2"]).casefold())
        return date(2024, month, int(match["d1"] or match["d2"])).strftime("%m-%d") if month else ""
    except ValueError:
        return ""


def _tells(word: str) -> bool:
    return word not in IGNORED


def _root(word: str) -> str:
    """Cut common endings, so that fees and fee, refunded and refund, are one word."""
    for ending in ("ments", "ment", "ings", "ing", "ies", "ied", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word.removesuffix(ending)
            break
    return word[:-1] if word[-1] in "ey" and len(word) > 3 else word
