"""Reads of what channels are for and of who answers for what: each with its gaps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from heedful.analytics.definitions.model import Condition
from heedful.domain.feedback import queries as feedback
from heedful.domain.guidance.models import ChannelPurpose, Responsibility
from heedful.domain.guidance.rules import channel_gaps
from heedful.domain.journeys.enums import Channel
from heedful.domain.organisation import queries as organisation
from heedful.domain.organisation.enums import UnitKind
from heedful.foundation.access import Actor, Permission
from heedful.foundation.days import day_of
from heedful.warehouse import engine

WINDOW = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class ChannelLine:
    """A channel: what is stated of it, how often customers spoke and came there in a year, and what is missing."""

    channel: str
    purpose: ChannelPurpose | None
    feedback: int
    contacts: int
    gaps: list[str]


@dataclass(frozen=True, slots=True)
class DepartmentLine:
    """A department with the outcomes for customers that it answers for; none is a gap."""

    unit_id: UUID
    unit: str
    outcomes: list[Responsibility]


def channels(actor: Actor, at: datetime) -> list[ChannelLine]:
    """Return every channel that is stated or used in the last 365 days, those with gaps first: a census.

    A channel without feedback or contacts has no gap, whatever is not said of it.
    """
    actor.require(Permission.SEE_JOURNEYS)
    said = {row.channel: row for row in ChannelPurpose.objects.filter(valid_to__isnull=True).select_related(
        "owner", "standard__touchpoint")}  # fmt: skip
    heard = feedback.count_by_channel(at - WINDOW, at)
    since = Condition("started_on", ">=", day_of(at - WINDOW).isoformat())
    met = {group[0]: count for group, count in engine.counts("interactions", [since], ("channel",)).items()}
    made = []
    for name in sorted({*said, *heard, *met} - {""}):
        row = said.get(name)
        parts = _stated(row, at) if row else {}
        used = heard.get(name, 0) + met.get(name, 0)
        made.append(ChannelLine(name, row, heard.get(name, 0), met.get(name, 0), channel_gaps(parts) if used else []))
    return sorted(made, key=lambda each: (not each.gaps, each.channel))


def known_channels(at: datetime) -> list[str]:
    """Return the channels that can be spoken of: ours, and those through which customers spoke in the last year."""
    return sorted({*(each.value for each in Channel), *feedback.count_by_channel(at - WINDOW, at)} - {""})


def _stated(row: ChannelPurpose, at: datetime) -> dict[str, object]:
    """Return what is said of a channel and still holds: an owner who has left and a standard that ended do not."""
    owner, standard = row.owner, row.standard
    here = owner is not None and (owner.active_to is None or owner.active_to > day_of(at))
    holds = standard is not None and standard.versions.filter(valid_to__isnull=True).exists()
    return {
        "why": row.why,
        "for_whom": row.for_whom,
        "owner": owner if here else None,
        "standard": standard if holds else None,
    }


def departments(actor: Actor, on: date) -> list[DepartmentLine]:
    """Return every department of the tree on a day with its outcomes; those without one first."""
    actor.require(Permission.SEE_JOURNEYS)
    held: dict[UUID, list[Responsibility]] = {}
    for row in Responsibility.objects.filter(until__isnull=True).select_related("owner"):
        held.setdefault(row.unit_id, []).append(row)
    found = [row.unit for row in organisation.tree(on) if row.unit.kind == UnitKind.DEPARTMENT]
    lines = [DepartmentLine(unit.id, unit.name, held.get(unit.id, [])) for unit in found]
    return sorted(lines, key=lambda each: (bool(each.outcomes), each.unit))
