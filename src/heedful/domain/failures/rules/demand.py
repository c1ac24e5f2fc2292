"""Contacts in which a customer asks for somebody above: the rate, its reasons, and whether it jumped after a change."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt

from heedful.analytics.inference.intervals import Estimate, wilson, z_of
from heedful.domain.failures.enums import Wanted

PER = 1_000
LEAST = 30
"""Contacts on each side of a change below which no word is given."""
ASKS = re.compile(
    r"\b(supervisor|manager|superior|person in charge|in charge|your boss|team lead(er)?|somebody above|"
    r"responsable|sup[ée]rieur|msimamizi|meneja)\b",
    re.IGNORECASE,
)
INFORMATION = re.compile(
    r"\b(no(body|t)? know|did(n't| not) know|could(n't| not) (tell|explain|say)|told (me )?(some|any)thing else|"
    r"unclear|explain|which rule|no answer|ask(ed)? why|why)\b",
    re.IGNORECASE,
)
AUTHORITY = re.compile(
    r"\b(not allowed|may(n't| not)|can(not|'t|n't)? (decide|approve|refund|waive)|no (power|authority|right)|"
    r"approv\w*|permission|waive|exception|limit)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Month:
    """One month: contacts, and those in which somebody above was asked for; `changes` took effect in it."""

    first: date
    contacts: int
    demanded: int
    changes: tuple[str, ...] = ()

    @property
    def rate(self) -> float | None:
        """Per 1,000 contacts; None without a contact."""
        return PER * self.demanded / self.contacts if self.contacts else None


@dataclass(frozen=True, slots=True)
class Share:
    """A bar of the Pareto: how many, and the share of all with this bar and those before it."""

    name: str
    n: int
    running: float


def asks_above(words: str) -> bool:
    """Say whether a customer's words ask for somebody above; a hint for the colleague, never a count.

    >>> asks_above("Can I see the person in charge?"), asks_above("My parcel is late.")
    (True, False)
    """
    return ASKS.search(words) is not None


def suggested(words: str) -> Wanted:
    """Suggest why; a person decides.

    >>> suggested("Your colleague may not approve it").value, suggested("She did not know the rule").value
    ('missing_authority', 'missing_information')
    """
    if AUTHORITY.search(words):
        return Wanted.AUTHORITY
    return Wanted.INFORMATION if INFORMATION.search(words) else Wanted.OTHER


def rate(demanded: int, contacts: int) -> Estimate | None:
    """Return the rate per 1,000 contacts with Wilson's interval; None without a contact."""
    if not contacts:
        return None
    return Estimate._make(None if part is None else PER * part for part in wilson(demanded, contacts))


def pareto(reasons: Sequence[str]) -> list[Share]:
    """Order reasons by how often they come; equal ones by name.

    >>> [(each.name, each.n, round(each.running, 2)) for each in pareto(["b", "a", "a", "c", "a"])]
    [('a', 3, 0.6), ('b', 1, 0.8), ('c', 1, 1.0)]
    """
    found, done = [], 0
    for name, n in sorted(Counter(reasons).items(), key=lambda pair: (-pair[1], pair[0])):
        done += n
        found.append(Share(name, n, done / len(reasons)))
    return found


@dataclass(frozen=True, slots=True)
class Jump:
    """The rate before and after a change, with the interval of the difference per 1,000 contacts."""

    change: str
    before: Estimate
    after: Estimate
    low: float
    high: float

    @property
    def word(self) -> str:
        """More, fewer, or no sure change."""
        if self.low > 0:
            return "more"
        return "fewer" if self.high < 0 else "no sure change"


def jump(change: str, before: tuple[int, int], after: tuple[int, int]) -> Jump | None:
    """Compare (demanded, contacts) before and after a change; None where a side has too few contacts.

    The interval of the difference is that of Agresti and Caffo (2000): one hit and one miss added to each side.
    """
    if min(before[1], after[1]) < LEAST:
        return None
    (hits_0, n_0), (hits_1, n_1) = ((hits + 1, n + 2) for hits, n in (before, after))
    one, other = hits_0 / n_0, hits_1 / n_1
    half = z_of(0.95) * sqrt(one * (1 - one) / n_0 + other * (1 - other) / n_1)
    first, second = rate(*before), rate(*after)
    if first is None or second is None:
        return None
    return Jump(change, first, second, PER * (other - one - half), PER * (other - one + half))
