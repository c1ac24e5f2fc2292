"""What channels are for, and which outcome a department answers for."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from heedful.domain.guidance.models import ChannelPurpose, Responsibility
from heedful.domain.guidance.queries.statements import known_channels
from heedful.domain.journeys import queries as journeys
from heedful.domain.organisation import queries as organisation
from heedful.domain.organisation.enums import UnitKind
from heedful.foundation.access import Actor, Permission
from heedful.foundation.audit import operations as audit
from heedful.foundation.days import day_of
from heedful.foundation.errors import NotFound, Refused


@transaction.atomic
def state_purpose(
    *,
    channel: str,
    why: str = "",
    for_whom: str = "",
    owner_id: UUID | None = None,
    standard: str = "",
    by: Actor,
    at: datetime,
) -> ChannelPurpose:
    """State why the company is present in a channel, from `at` on. What is left empty stays a gap.

    A channel is one of ours, or one through which customers spoke in the last year.
    """
    by.require_everywhere(Permission.EDIT_JOURNEYS)
    if channel not in known_channels(at):
        raise Refused("no such channel", field="channel", value=channel, fix=f"use {', '.join(known_channels(at))}")
    current = ChannelPurpose.objects.filter(channel=channel, valid_to__isnull=True)
    held = current.first()
    if held is not None and held.valid_from >= at:
        raise Refused("a later statement is in force already", field="at", value=at)
    current.update(valid_to=at)
    made = ChannelPurpose.objects.create(
        channel=channel,
        n=ChannelPurpose.objects.filter(channel=channel).count() + 1,
        why=why.strip(),
        for_whom=for_whom.strip(),
        owner_id=organisation.person(owner_id).id if owner_id else None,
        standard_id=journeys.standard(standard).id if standard else None,
        valid_from=at,
    )
    data = {"version": made.n}
    audit.record(by=by, at=at, action="channel.stated", entity="channel", entity_id=channel, data=data)
    return made


@transaction.atomic
def take_responsibility(
    *, unit_id: UUID, outcome: str, owner_id: UUID, measure: str = "", by: Actor, at: datetime
) -> Responsibility:
    """Let a department answer for an outcome for customers, by the name of a colleague."""
    by.require(Permission.EDIT_JOURNEYS, unit_id)
    unit = organisation.find_unit(unit_id)
    if unit.kind != UnitKind.DEPARTMENT:
        raise Refused("departments answer for outcomes", field="unit", value=unit.name, fix="choose its department")
    if not outcome.strip():
        raise Refused("say what customers get", field="outcome", fix="one sentence in words of the customer")
    if Responsibility.objects.filter(unit_id=unit_id, outcome=outcome.strip(), until__isnull=True).exists():
        raise Refused("the department answers for this already", field="outcome", value=outcome)
    made = Responsibility.objects.create(
        unit_id=unit_id,
        outcome=outcome.strip(),
        measure=measure,
        owner_id=organisation.person(owner_id).id,
        since=day_of(at),
    )
    audit.record(by=by, at=at, action="responsibility.taken", entity="responsibility", entity_id=made.id)
    return made


@transaction.atomic
def end_responsibility(*, responsibility_id: UUID, by: Actor, at: datetime) -> None:
    """Let a department answer for an outcome no longer from today on."""
    held = Responsibility.objects.filter(id=responsibility_id, until__isnull=True).first()
    if held is None or not by.can(Permission.EDIT_JOURNEYS, held.unit_id):
        raise NotFound("no responsibility in force has this id", field="responsibility", value=responsibility_id)
    Responsibility.objects.filter(id=held.id).update(until=day_of(at))
    audit.record(by=by, at=at, action="responsibility.ended", entity="responsibility", entity_id=held.id)
