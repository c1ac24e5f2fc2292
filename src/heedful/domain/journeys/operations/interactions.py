"""Writes of interactions."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import transaction

from heedful.domain.journeys.enums import Channel
from heedful.domain.journeys.models import Interaction
from heedful.domain.journeys.queries.interactions import interaction_by_source
from heedful.foundation import bulk
from heedful.foundation.access import Actor
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import Refused
from heedful.foundation.ids import new_id
from heedful.warehouse import dirty

BATCH = 1_000


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
        told = [getattr(self, name) for name in self.__dataclass_fields__]
        return hashlib.sha256(repr(told).encode()).hexdigest()


@transaction.atomic
def record_interaction(*, told: InteractionInput, by: Actor, at: datetime) -> tuple[UUID, Outcome]:
    """Record an interaction once per (source, source_ref); told again, it is the same or it replaces."""
    if told.ended_at is not None and told.ended_at < told.started_at:
        raise Refused("the contact ends before it starts", field="ended_at", value=told.ended_at)
    fields = _fields(told)
    digest = fields["content_hash"]
    known = interaction_by_source(told.source, told.source_ref)
    if known is None:
        row = Interaction.objects.create(**fields)
        audit.record(by=by, at=at, action="interaction.recorded", entity="interaction", entity_id=row.id)
        dirty.mark("interactions", [row.id])
        return row.id, Outcome.NEW
    if known.content_hash == digest:
        return known.id, Outcome.SAME
    Interaction.objects.filter(id=known.id).update(**fields)
    audit.record(by=by, at=at, action="interaction.replaced", entity="interaction", entity_id=known.id)
    dirty.mark("interactions", [known.id])
    return known.id, Outcome.CHANGED


@transaction.atomic
def load_history(*, told: Sequence[InteractionInput], by: Actor, at: datetime) -> list[UUID]:
    """Load many interactions that are not here yet and return their ids, in order.

    A (source, source_ref) that is known already breaks the unique key, and nothing is kept.
    """
    ids: list[UUID] = []
    for start in range(0, len(told), BATCH):
        rows = [_fields(each) | {"id": new_id()} for each in told[start : start + BATCH]]
        bulk.load(Interaction, rows)
        ids += [row["id"] for row in rows]
    dirty.mark_all("interactions")
    data = {"interactions": len(ids)}
    audit.record(by=by, at=at, action="interaction.history_loaded", entity="interaction", entity_id="", data=data)
    return ids


def _fields(told: InteractionInput) -> dict[str, Any]:
    return {name: getattr(told, name) for name in told.__dataclass_fields__} | {"content_hash": told.content_hash()}
