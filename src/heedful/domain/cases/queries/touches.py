"""What it took to answer customers: for readings of effort that stand above cases."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from heedful.domain.cases.enums import EventType
from heedful.domain.cases.models import Case, Event
from heedful.domain.cases.queries.queue import visible_to
from heedful.foundation.access import Actor

INSIDE = {EventType.NOTED, EventType.ESCALATED, EventType.EXEMPTION_ASKED}
"""Events by which colleagues had to turn to one another."""


@dataclass(frozen=True, slots=True)
class Contact:
    """A case as a contact: who came, when, where, by which channel, for which interaction, and its touches inside."""

    case_id: UUID
    customer: UUID | None
    at: datetime
    touchpoint: str
    channel: str
    interaction_id: UUID | None
    touches: int


def contacts(actor: Actor, since: datetime, until: datetime) -> Iterator[Contact]:
    """Yield the cases in sight received in [since, until), in order. One touch is the answer itself.

    A note, an escalation and an exemption asked for add one each; so does each change of hands after the first.
    """
    rows = list(
        visible_to(actor)
        .filter(received_at__gte=since, received_at__lt=until)
        .select_related("touchpoint")
        .order_by("received_at", "id")
    )
    kinds = [*INSIDE, EventType.ASSIGNED]
    seen: dict[UUID, list[str]] = defaultdict(list)
    for case_id, kind in Event.objects.filter(case__in=[row.id for row in rows], type__in=kinds).values_list(
        "case_id", "type"
    ):
        seen[case_id].append(kind)
    for row in rows:
        yield _contact(row, seen[row.id])


def _contact(row: Case, kinds: list[str]) -> Contact:
    hands = sum(kind == EventType.ASSIGNED for kind in kinds)
    place = row.touchpoint.code if row.touchpoint else ""
    touches = 1 + len(kinds) - hands + max(0, hands - 1)
    return Contact(
        row.id, row.contact_id or row.account_id, row.received_at, place, row.channel, row.interaction_id, touches
    )
