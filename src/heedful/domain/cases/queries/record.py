"""The whole record of a case, for an auditor: every row and every field, nothing chosen, nothing left out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from heedful.domain.cases.models import (
    Attachment,
    Case,
    Clock,
    ClockThreshold,
    Episode,
    Escalation,
    Event,
    Exemption,
    FollowUpDecision,
    Message,
    RecoveryStep,
    Redress,
)
from heedful.domain.cases.queries.clocks import clocks_of, explain
from heedful.domain.cases.queries.detail import find_case
from heedful.foundation.access import Actor, Permission

SECRET = frozenset({"content", "status_hash"})


def case_record(actor: Actor, case_id: UUID, *, at: datetime) -> dict[str, Any]:
    """Return all that is kept of a case in the actor's sight, by kind of row, with its clocks explained.

    Files are named by their hash; their content is downloaded by itself.
    """
    case = find_case(actor, case_id)
    actor.require(Permission.EXPORT_DATA, case.unit_id)
    episodes = Episode.objects.filter(case=case)
    rows: dict[str, QuerySet[Any]] = {
        "episodes": episodes.order_by("n"),
        "events": Event.objects.filter(case=case).order_by("seq"),
        "messages": Message.objects.filter(case=case),
        "attachments": Attachment.objects.filter(message__case=case).defer("content").order_by("id"),
        "steps": RecoveryStep.objects.filter(episode__in=episodes),
        "redress": Redress.objects.filter(episode__in=episodes),
        "exemptions": Exemption.objects.filter(case=case).order_by("at", "id"),
        "clocks": Clock.objects.filter(episode__in=episodes).order_by("id"),
        "thresholds": ClockThreshold.objects.filter(clock__episode__in=episodes).order_by("id"),
        "escalations": Escalation.objects.filter(episode__in=episodes).order_by("id"),
        "submissions": FollowUpDecision.objects.filter(case=case).order_by("at"),
    }
    explained = {
        str(view.clock.id): [{"from": one.start, "to": one.end, "why": one.line.why} for one in explain(view)]
        for episode in episodes
        for view in clocks_of(episode.id, at)
    }
    found = {name: [_plain(row) for row in some] for name, some in rows.items()}
    return {"case": _plain(case), **found, "explained": explained}


def records_of_person(actor: Actor, contact_id: UUID, address: str, *, at: datetime) -> list[dict[str, Any]]:
    """Return the whole records of a person's cases, by contact and by the address they write from."""
    theirs = Q(contact_id=contact_id)
    rows = Case.objects.filter(theirs | Q(reply_to__iexact=address) if address else theirs).order_by("received_at")
    return [case_record(actor, each, at=at) for each in rows.values_list("id", flat=True)]


def heard_since(contact_ids: Sequence[UUID], at: datetime) -> set[UUID]:
    """Return those of some contacts who have a case since a moment, or one that is still open."""
    rows = Case.objects.filter(Q(received_at__gte=at) | Q(closed_at__isnull=True), contact_id__in=contact_ids)
    return {each for each in rows.values_list("contact_id", flat=True) if each}


def _plain(row: Model) -> dict[str, Any]:
    return {
        field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name not in SECRET
    }
