"""The ledger of exemptions: what gave way, what it cost, how the customer took it; its total is the sum of its rows."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Case as Choose
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.utils import timezone

from heedful.domain.cases.enums import Confirmation, ExemptionState, Grounds, Outcome, RedressKind
from heedful.domain.cases.models import Episode, Exemption
from heedful.domain.cases.queries.discretion import exemptions_seen
from heedful.foundation.access import Actor, Permission, within

EARLIEST, LATEST = date(1970, 1, 2), date(2100, 12, 31)
NOT_KNOWN = "not known yet"
LEDGER: dict[str, str] = {
    "happened": "Happened",
    "case": "Case",
    "unit": "Unit",
    "clause": "Rule",
    "kind": "Given",
    "state": "State",
    "grounds": "Grounds",
    "reason": "Reason",
    "asked_by": "By",
    "decided_by": "Approved by",
    "value_minor": "Value, minor units",
    "cost_minor": "Cost, minor units",
    "currency": "Currency",
    "outcome": "Customer outcome",
}


@dataclass(frozen=True, slots=True)
class LedgerFilters:
    """Which rows: days on which it happened (both included), state, rule, unit, colleague who asked."""

    first: date | None = None
    last: date | None = None
    state: str = ""
    clause_id: UUID | None = None
    unit_id: UUID | None = None
    person_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A line, in the order of LEDGER. Its cost is what it took from us: nothing where it was not applied."""

    id: UUID
    case_id: UUID
    happened: datetime
    case: str
    unit: str
    clause: str
    kind: str
    state: str
    grounds: str
    reason: str
    asked_by: str
    decided_by: str
    value_minor: int
    cost_minor: int
    currency: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of the chosen rows in a currency, and what the cases booked as redress for the same exemptions."""

    currency: str
    n: int
    value_minor: int
    cost_minor: int
    booked_minor: int

    @property
    def reconciles(self) -> bool:
        """Say whether ledger and redress agree to the last unit."""
        return self.cost_minor == self.booked_minor


@dataclass(frozen=True, slots=True)
class Ledger:
    """A page of rows, the number of all of them, and the totals of all of them."""

    rows: list[LedgerRow]
    n: int
    totals: list[Total]


def exemption_ledger(actor: Actor, chosen: LedgerFilters, *, limit: int = 50, offset: int = 0) -> Ledger:
    """Return a page of the ledger with the totals over all chosen rows in sight, newest first."""
    found = _matching(actor, chosen)
    totals = [
        Total(row["currency"], row["n"], row["value"] or 0, row["cost"] or 0, row["booked"] or 0)
        for row in found.order_by("currency")
        .values("currency")
        .annotate(
            n=Count("id"),
            value=Sum("value_minor", filter=Q(state=ExemptionState.APPLIED)),
            cost=Sum("taken"),
            booked=Sum("redress__cost_minor", filter=Q(state=ExemptionState.APPLIED)),
        )
    ]
    rows = [_row(each) for each in found[offset : offset + limit]]
    return Ledger(rows, sum(total.n for total in totals), totals)


def ledger_rows(actor: Actor, chosen: LedgerFilters) -> Iterator[LedgerRow]:
    """Yield every chosen row that the actor may export."""
    found = _matching(actor, chosen).filter(within("case__unit_id", actor, Permission.EXPORT_DATA))
    for each in found.iterator(chunk_size=1_000):
        yield _row(each)


def ledger_choices(actor: Actor) -> tuple[list[tuple[UUID, str]], list[tuple[UUID, str]]]:
    """List the rules and the colleagues that the ledger in sight names, by name."""
    seen = exemptions_seen(actor).order_by()
    clauses = set(seen.values_list("clause__clause_id", "clause__clause__title"))
    people = set(seen.values_list("asked_by_id", "asked_by__name"))
    return sorted(clauses, key=lambda pair: pair[1]), sorted(people, key=lambda pair: pair[1])


def cells_of(row: LedgerRow) -> dict[str, object]:
    """Return a row as the columns of LEDGER, its moment as the installation's local day and time."""
    known = {field.name: getattr(row, field.name) for field in fields(row)}
    return {name: known[name] for name in LEDGER} | {"happened": f"{timezone.localtime(row.happened):%Y-%m-%d %H:%M}"}


def _matching(actor: Actor, chosen: LedgerFilters) -> QuerySet[Exemption]:
    exact = {
        "state": chosen.state or None,
        "clause__clause_id": chosen.clause_id,
        "case__unit_id": chosen.unit_id,
        "asked_by_id": chosen.person_id,
        "happened_at__gte": _midnight(chosen.first),
        "happened_at__lt": _midnight(chosen.last, after=1),
    }
    last = Episode.objects.filter(case=OuterRef("case")).order_by("-n")
    found = exemptions_seen(actor).select_related("decided_by")
    return (
        found.filter(**{name: value for name, value in exact.items() if value is not None})
        .annotate(
            outcome=Subquery(last.filter(closed_at__isnull=False).values("outcome")[:1]),
            word=Subquery(last.values("confirmed_by")[:1]),
            taken=Choose(When(state=ExemptionState.APPLIED, then=F("cost_minor")), default=Value(0)),
        )
        .order_by("-happened_at", "-id")
    )


def _row(each: Exemption) -> LedgerRow:
    kept = vars(each)
    said = [Outcome(kept["outcome"]).label.lower()] if kept["outcome"] else []
    said += [f"solved, says {Confirmation(kept['word']).label.lower().replace('_', ' ')}"] if kept["word"] else []
    return LedgerRow(
        id=each.id,
        case_id=each.case_id,
        happened=each.happened_at,
        case=each.case.reference,
        unit=each.case.unit.name,
        clause=each.clause.clause.title,
        kind=RedressKind(each.kind).label,
        state=ExemptionState(each.state).label,
        grounds=Grounds(each.grounds).label,
        reason=each.words,
        asked_by=each.asked_by.name,
        decided_by=each.decided_by.name if each.decided_by else "",
        value_minor=each.value_minor,
        cost_minor=kept["taken"],
        currency=each.currency,
        outcome=", ".join(said) or NOT_KNOWN,
    )


def _midnight(day: date | None, after: int = 0) -> datetime | None:
    if day is None:
        return None
    kept = min(max(day, EARLIEST), LATEST) + timedelta(days=after)
    return timezone.make_aware(datetime.combine(kept, time()))
