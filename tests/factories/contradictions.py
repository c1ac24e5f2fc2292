"""Pairs of texts on one topic, half of them with a planted contradiction. Knows nothing of how they are looked for."""

import random
from dataclasses import dataclass

SUBJECTS = (
    "a refund", "the redelivery fee", "storage at the depot", "a claim for damage", "the pickup locker",
    "an address change", "parcel insurance", "the customs form", "a return label", "the weekend round",
)  # fmt: skip
DAYS = (
    ("Customers have {} days to ask for {s}.", "You can ask for {s} for {} days after delivery."),
    ("{S} is settled within {} working days.", "We settle {s} in {} working days."),
    ("We keep {s} open for {} days.", "{S} stays open {} days, then it closes."),
)
AMOUNTS = (
    ("The charge for {s} is KES {}.", "For {s} we charge {} shillings."),
    ("{S} costs KES {} from now on.", "Tell customers that {s} costs KES {}."),
    ("For {s} the cover ends at KES {}.", "{S} has a cover of KES {}."),
)
DATES = (
    ("The new rule for {s} begins on {}.", "From {} the new rule for {s} holds."),
    ("{S} changes on {}.", "On {}, {s} changes for everybody."),
)
LIMITS = (
    ("{S} is for parcels of at most {} kilograms.", "Parcels up to {} kilograms may use {s}."),
    ("A customer may use {s} {} times.", "{S} may be used {} times by one customer."),
)
DENIALS = (
    ("{S} needs a signature of the customer.", "{S} does not need a signature of the customer."),
    ("Students pay nothing for {s} in the city.", "Students pay for {s} in the city."),
    ("Partners may approve {s} on their own.", "Partners may never approve {s} on their own."),
)
MONTHS = ("January", "February", "March", "April", "June", "July", "September", "October")
FILLERS = (
    "Thank you for telling every colleague of the shift.", "Ask the sorting desk when in doubt.",
    "Our customers asked for it in the spring.", "The team leader has the printed sheet.",
)  # fmt: skip


@dataclass(frozen=True)
class Pair:
    """Two texts; `planted` names the attribute in which they differ, empty where they agree."""

    one: str
    other: str
    planted: str


def _put(text: str, subject: str, value: str) -> str:
    return text.replace("{s}", subject).replace("{S}", subject[0].upper() + subject[1:]).replace("{}", value)


def _two(kind: str, draw: random.Random) -> tuple[list[str], list[str]]:
    """Return two spellings of one value, and two of another."""
    if kind == "days":
        low, high = draw.sample([7, 14, 21, 28], 2)
        return [str(low), {7: "seven", 14: "fourteen"}.get(low, str(low))], [str(high)] * 2
    if kind == "amount":
        low, high = draw.sample([250, 400, 1_500, 2_500, 12_000], 2)
        return [f"{low:,}", str(low)], [f"{high:,}", str(high)]
    if kind == "date":
        (d1, m1), (d2, m2) = zip(draw.sample(range(2, 28), 2), draw.choices(MONTHS, k=2), strict=True)
        return [f"{d1} {m1}", f"{m1} {d1}"], [f"{d2} {m2}", f"{m2} {d2}"]
    low, high = draw.sample([2, 3, 5, 10, 20, 30], 2)
    return [str(low), {2: "two", 3: "three", 5: "five", 10: "ten"}.get(low, str(low))], [str(high)] * 2


def _pair(kind: str, planted: bool, draw: random.Random) -> Pair:
    subject = draw.choice(SUBJECTS)
    if kind == "negation":
        said, denied = draw.choice(DENIALS)
        one, other = _put(said, subject, ""), _put(denied if planted else said, subject, "")
    else:
        forms = draw.choice({"days": DAYS, "amount": AMOUNTS, "date": DATES, "limit": LIMITS}[kind])
        mine, theirs = _two(kind, draw)
        one = _put(forms[0], subject, mine[0])
        other = _put(forms[1], subject, theirs[1] if planted else mine[1])
    texts = [" ".join(draw.sample([each, draw.choice(FILLERS)], 2)) for each in (one, other)]
    return Pair(texts[0], texts[1], kind if planted else "")


def _strangers(draw: random.Random) -> Pair:
    """Return two texts with different numbers about different things."""
    one, other = draw.sample(SUBJECTS, 2)
    left, right = draw.sample([*DAYS, *AMOUNTS, *DATES, *LIMITS], 2)
    fill = {"days": "9", "amount": "800", "date": "4 May", "limit": "6"}
    kinds = {**dict.fromkeys(DAYS, "days"), **dict.fromkeys(AMOUNTS, "amount"), **dict.fromkeys(DATES, "date")}
    return Pair(
        _put(left[0], one, fill[kinds.get(left, "limit")]), _put(right[1], other, fill[kinds.get(right, "limit")]), ""
    )


def pairs(seed: int, each: int = 20) -> list[Pair]:
    """Return pairs of five kinds, `each` planted a kind, as many that agree, and `each` pairs of strangers."""
    draw = random.Random(seed)
    kinds = ("days", "amount", "date", "limit", "negation")
    made = [_pair(kind, planted, draw) for kind in kinds for planted in (True, False) for _ in range(each)]
    return made + [_strangers(draw) for _ in range(each)]
