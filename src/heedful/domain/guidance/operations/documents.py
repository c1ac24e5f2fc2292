"""Binding announcements to where they guide: touchpoints and steps."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import transaction

from heedful.domain.communication.queries import announcements
from heedful.domain.guidance.enums import GuidanceKind
from heedful.domain.guidance.models import Bound, Guidance, GuidedStep, GuidedTouchpoint
from heedful.domain.journeys import queries as journeys
from heedful.foundation.access import Actor, Permission
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import Refused

B = TypeVar("B", bound=Bound)


@transaction.atomic
def bind(
    *,
    kind: GuidanceKind,
    announcement_id: UUID,
    touchpoints: Collection[str] = (),
    steps: Collection[tuple[str, str]] = (),
    standard: str = "",
    by: Actor,
    at: datetime,
) -> Guidance:
    """Make an announcement the guideline of touchpoints (codes) or the procedure of steps (map and step code).

    Told again, it guides there from `at` on: for what happened before, it stays where it was bound then. What it says
    and who acknowledged stays the announcement's.
    """
    held = announcements.authored(by, announcement_id, Permission.AUTHOR_ANNOUNCEMENTS)
    if kind is GuidanceKind.GUIDELINE and (not touchpoints or steps):
        raise Refused("a guideline holds at touchpoints", field="touchpoints", fix="choose at least one, and no step")
    if kind is GuidanceKind.PROCEDURE and (not steps or touchpoints):
        raise Refused("a procedure says how to do steps", field="steps", fix="choose at least one, and no touchpoint")
    places = [journeys.touchpoint(code).id for code in dict.fromkeys(touchpoints)]
    parts = [journeys.step_of(*step).id for step in dict.fromkeys(steps)]
    served = journeys.standard(standard).id if standard else None
    made, created = Guidance.objects.get_or_create(
        announcement_id=held.id, defaults={"kind": kind, "standard_id": served}
    )
    if made.kind != kind:
        raise Refused("this announcement guides as another kind", field="kind", value=kind, fix=f"choose {made.kind}")
    if not created:
        made.standard_id = served
        made.save(update_fields=["standard"])
    _bind(made, GuidedTouchpoint, "touchpoint_id", places, None if created else at)
    _bind(made, GuidedStep, "step_id", parts, None if created else at)
    data = {"touchpoints": len(places), "steps": len(parts)}
    audit.record(by=by, at=at, action="guidance.bound", entity="guidance", entity_id=made.id, data=data)
    return made


def _bind(
    made: Guidance,
    row: type[B],
    field: str,
    wanted: Sequence[UUID],
    since: datetime | None,
) -> None:
    """End the rows that are no longer wanted and begin those that are new."""
    held = {getattr(each, field): each.pk for each in row._default_manager.filter(guidance=made, until__isnull=True)}
    gone = [key for place, key in held.items() if place not in wanted]
    row._default_manager.filter(pk__in=gone).update(until=since)
    row._default_manager.bulk_create(
        [row(guidance=made, since=since, **{field: each}) for each in wanted if each not in held]
    )
