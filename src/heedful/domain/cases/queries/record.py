"""The whole record of a case, for an auditor: every row and every field, nothing chosen, nothing left out."""

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
    HandOver,
    HandOverEvent,
    Message,
    RecoveryStep,
    Redress,
)
from heedful.domain.cases.queries.clocks import clocks_of, explain
from heedful.domain.cases.queries.detail import find_case
from heedful.domain.customers.rules import Traces
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
        "hand_overs": HandOver.objects.filter(episode__in=episodes).order_by("at", "id"),
        "hand_over_events": HandOverEvent.objects.filter(hand_over__episode__in=episodes).order_by("hand_over", "seq"),
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


def theirs(who: Traces) -> QuerySet[Case]:
    """Return the cases of a person, for our own use: no actor, no scope. What names another contact is not theirs."""
    found = Q(contact_id=who.contact_id)
    if who.address:
        found |= Q(contact__isnull=True, reply_to__iexact=who.address)
    if who.account_id:
        found |= Q(contact__isnull=True, account_id=who.account_id)
    return Case.objects.filter(found)


def records_of_person(actor: Actor, who: Traces, *, at: datetime) -> list[dict[str, Any]]:
    """Return the whole records of a person's cases."""
    rows = theirs(who).order_by("received_at").values_list("id", flat=True)
    return [case_record(actor, each, at=at) for each in rows]


def heard_since(who: Traces, at: datetime) -> bool:
    """Tell whether a person has a case since a moment, or one that is still open."""
    return theirs(who).filter(Q(received_at__gte=at) | Q(closed_at__isnull=True)).exists()


def _plain(row: Model) -> dict[str, Any]:
    return {
        field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name not in SECRET
    }
