"""Writes of interactions."""

import hashlib
from dataclasses import astuple, dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from heedful.domain.journeys.enums import Channel
from heedful.domain.journeys.models import Interaction
from heedful.domain.journeys.queries.interactions import interaction_by_source
from heedful.foundation.access import Actor
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import Refused


class Outcome(StrEnum):
    """What recording did."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class InteractionInput:
    """One contact as its source tells it. Times are aware; (source, source_ref) is its key."""

    source: str
    source_ref: str
    account_id: UUID
    touchpoint_id: UUID
    unit_id: UUID
    channel: Channel
    started_at: datetime
    contact_id: UUID | None = None
    colleague_id: UUID | None = None
    state: str = ""
    ended_at: datetime | None = None
    promised_at: datetime | None = None
    actual_at: datetime | None = None
    wait_seconds: int | None = None
    transfers: int | None = None
    first_contact_resolved: bool | None = None

    def content_hash(self) -> str:
        """Return the hash of all that was told."""
        return hashlib.sha256(repr(astuple(self)).encode()).hexdigest()


@transaction.atomic
def record_interaction(*, told: InteractionInput, by: Actor, at: datetime) -> tuple[UUID, Outcome]:
    """Record an interaction once per (source, source_ref); told again, it is the same or it replaces."""
    if told.ended_at is not None and told.ended_at < told.started_at:
        raise Refused("the contact ends before it starts", field="ended_at", value=told.ended_at)
    digest = told.content_hash()
    fields = {name: getattr(told, name) for name in told.__dataclass_fields__} | {"content_hash": digest}
    known = interaction_by_source(told.source, told.source_ref)
    if known is None:
        row = Interaction.objects.create(**fields)
        audit.record(by=by, at=at, action="interaction.recorded", entity="interaction", entity_id=row.id)
        return row.id, Outcome.NEW
    if known.content_hash == digest:
        return known.id, Outcome.SAME
    Interaction.objects.filter(id=known.id).update(**fields)
    audit.record(by=by, at=at, action="interaction.replaced", entity="interaction", entity_id=known.id)
    return known.id, Outcome.CHANGED
