"""The letters of a case, filled from its record."""

from datetime import datetime
from uuid import UUID

from django.conf import settings

from heedful.domain.cases.enums import CaseKind, LetterKind, Outcome
from heedful.domain.cases.queries.clocks import clocks_of
from heedful.domain.cases.queries.detail import find_case
from heedful.domain.cases.rules.paper import Facts, letter
from heedful.domain.journeys.enums import TargetKind
from heedful.foundation.access import Actor, Permission
from heedful.foundation.days import day_of
from heedful.foundation.errors import Refused


def letter_of(actor: Actor, case_id: UUID, kind: LetterKind, *, at: datetime) -> dict[str, object]:
    """Word a letter of a complaint that the actor works on, from the newest episode."""
    case = find_case(actor, case_id)
    actor.require(Permission.WORK_CASES, case.unit_id)
    if case.kind != CaseKind.COMPLAINT:
        raise Refused("letters are for complaints", field="letter", value=case.kind, fix="answer by mail instead")
    episode = case.episodes.order_by("-n")[0]
    due = [view.due_at for view in clocks_of(episode.id, at) if view.clock.kind == TargetKind.RESOLUTION]
    facts = Facts(
        reference=case.reference,
        subject=case.subject,
        received_on=day_of(case.received_at),
        written_on=day_of(at),
        recipient=case.contact.name if case.contact else case.sender,
        signed=case.owner.name if case.owner else actor.name,
        organisation=settings.HEEDFUL_ORGANISATION,
        outside=settings.HEEDFUL_OUTSIDE_ROUTE,
        wanted=case.wanted,
        answer_by=day_of(due[0]) if due and due[0] else None,
        findings=episode.findings,
        answer=episode.answer,
        outcome=Outcome(episode.outcome) if episode.outcome else None,
        reason=episode.reason,
    )
    return letter(kind, facts)
