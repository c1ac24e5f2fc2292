"""Praise on its way to the colleague it names and to their leader."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from heedful.domain.employees.models import Recognition
from heedful.domain.employees.queries import praise as queries
from heedful.domain.feedback import queries as feedback
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import SYSTEM, Actor, Permission
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import Refused
from heedful.foundation.notify import operations as notify

CATCH_UP = timedelta(days=30)


@transaction.atomic
def deliver(
    *, submission_id: UUID, person_id: UUID, received_at: datetime, by: Actor, at: datetime, named: bool = False
) -> Recognition:
    """Tell the colleague and their leader of a compliment, once; `named` keeps who knew whom it means."""
    known = Recognition.objects.filter(submission_id=submission_id).first()
    if known is not None:
        return known
    person = organisation.person(person_id)
    kept = Recognition.objects.create(
        submission_id=submission_id, person=person, leader=person.manager, unit_id=person.unit_id,
        named_by=by.name if named else "", received_at=received_at, delivered_at=max(at, received_at),
    )  # fmt: skip
    notify.tell(
        person_id=person.id, subject="A customer praises you", text="Read it in the customer's words.",
        url="/colleagues/praise/", at=at, key=f"praise:{submission_id}:{person.id}",
    )  # fmt: skip
    if person.manager is not None:
        notify.tell(
            person_id=person.manager.id, subject=f"A customer praises {person.name}",
            text="A good reason for a word of your own.", url="/colleagues/praise/", at=at,
            key=f"praise:{submission_id}:{person.manager.id}",
        )  # fmt: skip
    data = {"person": str(person_id), "leader": str(person.manager_id or "")}
    audit.record(by=by, at=at, action="praise.delivered", entity="feedback", entity_id=submission_id, data=data)
    return kept


@transaction.atomic
def name_colleague(*, submission_id: UUID, person_id: UUID, by: Actor, at: datetime) -> Recognition:
    """Say whom a compliment means that names nobody, and deliver it; only where the actor coaches."""
    submission = feedback.submission(submission_id, by)
    if submission.kind != "compliment":
        raise Refused("this is no compliment", field="submission", value=submission_id)
    person = organisation.person(person_id)
    by.require(Permission.COACH, submission.unit_id)
    by.require(Permission.COACH, person.unit_id)
    return deliver(
        submission_id=submission_id, person_id=person_id, received_at=submission.collected_at, named=True, by=by, at=at
    )


def bring_up_to_date(*, at: datetime) -> int:
    """Deliver what came by a way that delivers nothing, such as a file; return how many."""
    waiting = queries.undelivered(at - CATCH_UP, at)
    for submission_id, person_id, received_at in waiting:
        deliver(submission_id=submission_id, person_id=person_id, received_at=received_at, by=SYSTEM, at=at)
    return len(waiting)
