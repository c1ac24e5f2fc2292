"""Who owns complaints, and how those ended: for the qualification of who handles them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from heedful.domain.cases.enums import CaseKind, Confirmation
from heedful.domain.cases.models import Case, Episode
from heedful.domain.cases.queries.queue import visible_to
from heedful.domain.cases.rules.states import OPEN_STATES
from heedful.foundation.access import Actor

SAID_SOLVED = (Confirmation.CUSTOMER, Confirmation.TOLD_US)


@dataclass(frozen=True, slots=True)
class Ended:
    """A first episode of a complaint that has closed: its owner, when it came and closed, and whether it held.

    `solved` is true when the customer said that it is solved and the case was not opened again.
    """

    owner_id: UUID
    received_at: datetime
    closed_at: datetime
    solved: bool


def owned_complaints(actor: Actor) -> QuerySet[Case]:
    """Return the open complaints in sight that somebody owns, oldest first."""
    found = visible_to(actor).filter(kind=CaseKind.COMPLAINT, state__in=OPEN_STATES, owner__isnull=False)
    return found.select_related("owner", "unit").order_by("received_at", "id")


def complaints_ended(actor: Actor, since: datetime, until: datetime) -> list[Ended]:
    """Return the complaints in sight whose first episode closed in [since, until), by the owner they have."""
    rows = Episode.objects.filter(
        n=1, closed_at__gte=since, closed_at__lt=until, case__kind=CaseKind.COMPLAINT, case__owner__isnull=False,
        case__in=visible_to(actor).values("id"),
    )  # fmt: skip
    reopened = set(Episode.objects.filter(n=2, case__in=rows.values("case_id")).values_list("case_id", flat=True))
    fields = ("case_id", "case__owner_id", "case__received_at", "closed_at", "confirmed_by")
    return [
        Ended(owner, received, closed, word in SAID_SOLVED and case not in reopened)
        for case, owner, received, closed, word in rows.values_list(*fields)
        if owner is not None and closed is not None
    ]
