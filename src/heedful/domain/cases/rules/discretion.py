"""What a colleague may decide alone: limits of a grant, who may decide above them, and the second look."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from heedful.domain.cases.enums import ExemptionState
from heedful.foundation.errors import Denied, Refused

LOGGED_WITHIN = timedelta(hours=24)
DECIDED_WITHIN = timedelta(days=3)
OUTCOME_WITHIN = timedelta(days=14)
FLAGRANT = 3
S = ExemptionState

TRANSITIONS: dict[ExemptionState, frozenset[ExemptionState]] = {
    S.PENDING: frozenset({S.APPLIED, S.REJECTED, S.LAPSED}),
    S.APPLIED: frozenset({S.REVERSED}),
    S.REJECTED: frozenset(),
    S.LAPSED: frozenset(),
    S.REVERSED: frozenset(),
    S.BREACH: frozenset(),
}


class Limit(StrEnum):
    """Which limit of a grant a value would exceed."""

    CASE = "the limit for a case"
    CUSTOMER = "the limit for a customer"
    BUDGET = "the budget of the month"


@dataclass(frozen=True, slots=True)
class Limits:
    """The money of a grant, in minor units: for one case, for one customer in `customer_days`, for a calendar month."""

    case: int
    customer: int
    customer_days: int
    budget: int


@dataclass(frozen=True, slots=True)
class Used:
    """What applied exemptions have taken of each limit so far; splits add up."""

    case: int = 0
    customer: int = 0
    budget: int = 0


def exceeded(limits: Limits, used: Used, value: int) -> list[Limit]:
    """List the limits that a further value would exceed.

    >>> exceeded(Limits(500, 800, 365, 10_000), Used(case=300), 300)
    [<Limit.CASE: 'the limit for a case'>]
    """
    pairs = (
        (Limit.CASE, used.case, limits.case),
        (Limit.CUSTOMER, used.customer, limits.customer),
        (Limit.BUDGET, used.budget, limits.budget),
    )
    return [name for name, taken, most in pairs if taken + value > most]


def check_limits(limits: Limits) -> None:
    """Refuse a grant whose amounts say nothing: an amount without scope and period is no limit."""
    if not 0 < limits.case <= limits.customer <= limits.budget:
        raise Refused(
            "limits rise from the case to the customer to the month",
            field="limits",
            value=f"{limits.case}, {limits.customer}, {limits.budget}",
            fix="name an amount for each, above nothing",
        )
    if not 1 <= limits.customer_days <= 3_650:
        raise Refused("a customer's limit holds for some days", field="customer_days", value=limits.customer_days)


def check_asked(*, value: int, cost: int, words: str, exemptable: bool) -> None:
    """Refuse an exemption that no grant could cover: of a closed clause, without amount, without its reason (C16)."""
    if not exemptable:
        raise Refused(
            "no grant opens this clause", field="clause", fix="if it was done all the same, record it as a breach"
        )
    if value <= 0 or cost < 0:
        raise Refused("an exemption has a value above nothing", field="value", value=value, fix="say what it is worth")
    if len(words.strip()) < 10:
        raise Refused("the reason says nothing of this customer", field="words", fix="say why it is right for them")


def check_approver(*, approver: UUID | None, asked_by: UUID) -> UUID:
    """Return the person who approves; nobody approves their own (C15)."""
    if approver is None:
        raise Denied("a person approves, not a program", field="exemption")
    if approver == asked_by:
        raise Denied("nobody approves their own exemption", field="exemption", fix="ask somebody with a higher limit")
    return approver


def check_move(state: ExemptionState, to: ExemptionState) -> None:
    """Refuse a move that the table does not have."""
    if to not in TRANSITIONS[state]:
        raise Refused(f"an exemption that is {state.label.lower()} is settled", field="state", value=state)


def is_late(happened_at: datetime, logged_at: datetime) -> bool:
    """Say whether it was written down later than a day after it happened."""
    return logged_at - happened_at > LOGGED_WITHIN


def month_of(at: datetime) -> datetime:
    """Return the first moment of a calendar month, the period of budgets."""
    return at.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def approved_share(decided: Sequence[bool]) -> float | None:
    """Return the share of requests that were approved; None below twenty, which say nothing."""
    return sum(decided) / len(decided) if len(decided) >= 20 else None


@dataclass(frozen=True, slots=True)
class Given:
    """An exemption as the pattern of misuse sees it; `outcome` says whether anybody wrote down what came of it."""

    person: UUID
    words: str
    at: datetime
    outcome: bool


def flagrant(given: Sequence[Given], *, now: datetime) -> dict[UUID, list[int]]:
    """Find who flouts: places of at least three exemptions of a person, by person, without own reason and outcome.

    A reason of its own has three words or more and is not what the same person wrote in another exemption as well.
    An outcome may take two weeks.
    """
    told = [" ".join(each.words.lower().split()) for each in given]
    times = Counter((each.person, words) for each, words in zip(given, told, strict=True))
    found: dict[UUID, list[int]] = {}
    for place, each in enumerate(given):
        empty = times[each.person, told[place]] > 1 or len(set(told[place].split())) < 3
        if empty and not each.outcome and now - each.at > OUTCOME_WITHIN:
            found.setdefault(each.person, []).append(place)
    return {person: places for person, places in found.items() if len(places) >= FLAGRANT}
