"""Reads of many cases: who may see them, the queue, its counts, and the same rows for an export."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import Count, DateTimeField, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from heedful.domain.cases.enums import CaseKind, CaseState, Priority
from heedful.domain.cases.models import Case
from heedful.domain.cases.rules.states import OPEN_STATES
from heedful.domain.journeys.enums import TargetKind
from heedful.foundation.access import Actor, Permission, within
from heedful.foundation.errors import Refused

NEVER = datetime(9999, 1, 1, tzinfo=UTC)

COLUMNS: dict[str, str] = {
    "reference": "Case",
    "subject": "Subject",
    "customer": "Customer",
    "kind": "Kind",
    "state": "State",
    "priority": "Priority",
    "owner": "Owner",
    "unit": "Unit",
    "received": "Received",
    "promise": "Next promise",
    "due": "Due",
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the queue shows. `status` is open, closed, all or one state; `due` is late, today or empty."""

    status: str = "open"
    kind: str = ""
    priority: int | None = None
    unit_id: UUID | None = None
    owner_id: UUID | None = None
    unowned: bool = False
    account_id: UUID | None = None
    touchpoint_id: UUID | None = None
    due: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of the queue: the texts of COLUMNS, and what a page needs around them."""

    id: UUID
    cells: dict[str, str]
    next_due_at: datetime | None
    priority: int
    state: str
    cursor: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a queue, how many there are in all, and where the next page begins."""

    rows: list[CaseRow]
    total: int
    next_cursor: str


@dataclass(frozen=True, slots=True)
class Counts:
    """Open cases in sight: all of them, the actor's own, those without owner, late, and due within a day."""

    open: int
    mine: int
    unowned: int
    late: int
    soon: int


def visible_to(actor: Actor) -> QuerySet[Case]:
    """Return the cases of the units the actor may see."""
    return Case.objects.filter(within("unit_id", actor, Permission.SEE_CASES))


def workable(actor: Actor) -> QuerySet[Case]:
    """Return the cases of the units where the actor works on cases."""
    return Case.objects.filter(within("unit_id", actor, Permission.WORK_CASES))


def queue(actor: Actor, filters: Filters, *, at: datetime, limit: int = 50, after: str = "") -> Page:
    """Return a page of the queue, next due first; `after` is the cursor of the last row before."""
    found = _matching(actor, filters, at)
    total = found.count()
    when, _, last = after.partition("~")
    if last:
        try:
            instant, last_id = datetime.fromisoformat(when), UUID(last)
        except ValueError as error:
            raise Refused("not a cursor of this list", field="after", value=after, fix="begin without it") from error
        found = found.filter(Q(due_key__gt=instant) | Q(due_key=instant, id__gt=last_id))
    rows = [_row(case) for case in found[: limit + 1]]
    return Page(rows[:limit], total, rows[limit - 1].cursor if len(rows) > limit else "")


def export_rows(actor: Actor, filters: Filters, *, at: datetime) -> Iterator[dict[str, str]]:
    """Yield every row of the queue that the actor may export, worded as on the screen, in the order of COLUMNS."""
    allowed = within("unit_id", actor, Permission.EXPORT_DATA)
    for case in _matching(actor, filters, at).filter(allowed).iterator(chunk_size=1_000):
        yield _row(case).cells


def counts(actor: Actor, *, at: datetime) -> Counts:
    """Count the open cases in sight, in one query."""
    mine = Q(owner_id=actor.id) if actor.id else Q(pk__in=[])
    found = visible_to(actor).filter(state__in=OPEN_STATES).aggregate(
        open=Count("id"),
        mine=Count("id", filter=mine),
        unowned=Count("id", filter=Q(owner__isnull=True)),
        late=Count("id", filter=Q(next_due_at__lt=at)),
        soon=Count("id", filter=Q(next_due_at__range=(at, at + timedelta(days=1)))),
    )  # fmt: skip
    return Counts(**found)


def _matching(actor: Actor, filters: Filters, at: datetime) -> QuerySet[Case]:
    found = visible_to(actor).filter(_status(filters.status), _due(filters.due, at))
    exact = {
        "kind": filters.kind or None,
        "priority": filters.priority,
        "unit_id": filters.unit_id,
        "owner_id": filters.owner_id,
        "account_id": filters.account_id,
        "touchpoint_id": filters.touchpoint_id,
    }
    found = found.filter(**{field: value for field, value in exact.items() if value is not None})
    if filters.unowned:
        found = found.filter(owner__isnull=True)
    for word in filters.words.split():
        found = found.filter(
            Q(reference__icontains=word)
            | Q(subject__icontains=word)
            | Q(account__name__icontains=word)
            | Q(contact__name__icontains=word)
        )
    key = Coalesce("next_due_at", Value(NEVER), output_field=DateTimeField())
    found = found.select_related("account", "contact", "owner", "unit")
    return found.annotate(due_key=key).order_by("due_key", "id")


def _status(status: str) -> Q:
    if status == "all":
        return Q()
    if status in ("open", "closed"):
        return Q(state__in=OPEN_STATES) if status == "open" else ~Q(state__in=OPEN_STATES)
    return Q(state=status)


def _due(due: str, at: datetime) -> Q:
    bounds = {"late": Q(next_due_at__lt=at), "today": Q(next_due_at__lt=at + timedelta(days=1))}
    return bounds.get(due, Q())


def _row(case: Case) -> CaseRow:
    customer = case.account.name if case.account else case.contact.name if case.contact else case.sender
    cells = {
        "reference": case.reference,
        "subject": case.subject,
        "customer": customer or "Not known",
        "kind": CaseKind(case.kind).label,
        "state": CaseState(case.state).label,
        "priority": Priority(case.priority).label,
        "owner": case.owner.name if case.owner else "Nobody yet",
        "unit": case.unit.name,
        "received": _moment(case.received_at),
        "promise": TargetKind(case.next_due_kind).label if case.next_due_kind else "",
        "due": _moment(case.next_due_at) if case.next_due_at else "",
    }
    cursor = f"{(case.next_due_at or NEVER).isoformat()}~{case.id}"
    return CaseRow(case.id, cells, case.next_due_at, case.priority, case.state, cursor)


def _moment(at: datetime) -> str:
    """Write a moment in the installation's zone, as pages do."""
    return f"{timezone.localtime(at):%-d %b %Y, %H:%M}"
