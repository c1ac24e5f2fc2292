"""Values in plain text: amounts, days, dates, limits and denials, each read with the words around it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from heedful.domain.communication.enums import Attribute

SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
WORD = re.compile(r"[^\W\d_]{2,}")
NUMBERS = {
    name: n
    for n, names in enumerate(
        (
            "zero", "one moja", "two twice deux mbili", "three trois tatu", "four quatre nne", "five cinq tano",
            "six sita", "seven sept saba", "eight huit nane", "nine neuf tisa", "ten dix kumi", "eleven", "twelve",
            "thirteen", "fourteen quatorze",
        )
    )
    for name in names.split()
} | {"fifteen": 15, "twenty": 20, "thirty": 30, "sixty": 60, "ninety": 90}  # fmt: skip
MONTHS = {
    name: n
    for n, names in enumerate(
        (
            "january jan janvier januari", "february feb février februari", "march mar mars machi",
            "april apr avril aprili",
            "may mai mei", "june jun juin juni", "july jul juillet julai", "august aug août agosti",
            "september sep sept septembre septemba", "october oct octobre oktoba", "november nov novembre novemba",
            "december dec décembre desemba",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
SPANS = {
    "day": 24, "days": 24, "jour": 24, "jours": 24, "siku": 24, "hour": 1, "hours": 1, "heure": 1, "heures": 1,
    "saa": 1, "week": 168, "weeks": 168, "semaine": 168, "semaines": 168, "wiki": 168, "month": 720, "months": 720,
    "mois": 720, "mwezi": 720, "miezi": 720, "year": 8760, "years": 8760, "fortnight": 336,
}  # fmt: skip
MONEY = {"kes": "KES", "ksh": "KES", "shillings": "KES", "shilling": "KES", "shilingi": "KES", "kshs": "KES",
         "usd": "USD", "$": "USD", "dollars": "USD", "eur": "EUR", "€": "EUR", "euros": "EUR",
         "euro": "EUR"}  # fmt: skip
DENIES = re.compile(
    r"\b(no longer|not|no|never|cannot|can't|won't|don't|doesn't|isn't|aren't|without|neither|nor|pas|jamais|"
    r"aucun|aucune|hakuna|hapana|si|huwezi|bila)\b|\bfree of\b|\bnothing\b",
    re.IGNORECASE,
)
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
            yield Value(Attribute.DAYS, "", str(int(_number(match["n"])) * SPANS[match["unit"].casefold()]))
    rest = WRITTEN.sub(" . ", rest)
    for match in COUNTED.finditer(rest):
        unit, before = (match["unit"] or "").casefold(), (match["before"] or "").casefold()
        number = _number(match["n"].casefold())
        if before or unit in MONEY:
            yield Value(Attribute.AMOUNT, MONEY[before or unit], number)
        elif unit in SPANS:
            yield Value(Attribute.DAYS, "", str(Decimal(number) * SPANS[unit]))
        elif unit and (match["n"][0].isdigit() or unit not in ("of", "or", "and")):
            yield Value(Attribute.LIMIT, _root(unit), number)


def _number(text: str) -> str:
    if text in NUMBERS:
        return str(NUMBERS[text])
    plain = re.sub(r"[\u202f\u00a0' ]", "", text)
    plain = re.sub(r"[.,](?=\d{3}\b)", "", plain).replace(",", ".")
    return format(Decimal(plain).normalize(), "f")


def _date(match: re.Match[str]) -> str:
    """Write a date as month and day, with the year where it is given."""
    try:
        if match["iso"]:
            return date.fromisoformat(match["iso"]).strftime("%m-%d")
        month = MONTHS.get((match["m1"] or match["m2"]).casefold())
        return date(2024, month, int(match["d1"] or match["d2"])).strftime("%m-%d") if month else ""
    except ValueError:
        return ""


STOP = """the and for you your our they them their that this with from will are was were has have been can may must of
to in is it we on at by or be an as if not no never any all does do cannot now new us one only also when what which who
within after before until than least most up more per each please always les des une pour vous votre dans est de la le
et kwa ya na wa ni za"""
IGNORED = frozenset(STOP.split()) | set(NUMBERS) | set(SPANS) | set(MONTHS) | set(MONEY)


def _tells(word: str) -> bool:
    return word not in IGNORED


def _root(word: str) -> str:
    """Cut common endings, so that fees and fee, refunded and refund, are one word."""
    for ending in ("ments", "ment", "ings", "ing", "ies", "ied", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word.removesuffix(ending)
            break
    return word[:-1] if word[-1] in "ey" and len(word) > 3 else word
