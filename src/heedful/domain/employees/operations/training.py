"""Recording who has been trained to handle complaints, and until when that holds."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from heedful.domain.employees.models import Qualification
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Actor, Permission
from heedful.foundation.audit import operations as audit
from heedful.foundation.days import day_of
from heedful.foundation.errors import NotFound, Refused


@transaction.atomic
def qualify(
    *, person_id: UUID, training: str, passed_on: date, valid_until: date, by: Actor, at: datetime
) -> Qualification:
    """Record that a colleague passed a training and is qualified to handle complaints up to and including a day."""
    person = organisation.person(person_id)
    if not by.can(Permission.COACH, person.unit_id):
        raise NotFound("no colleague has this id", field="person", value=person_id)
    if person_id == by.id:
        raise Refused("nobody qualifies themselves", field="person", fix="ask your leader")
    if not training.strip():
        raise Refused("a training needs a name", field="training", fix="for example: Complaints, part 1")
    if passed_on > day_of(at):
        raise Refused("this lies ahead", field="passed_on", value=passed_on, fix="record it when it is passed")
    if valid_until <= passed_on:
        raise Refused("it runs out before it begins", field="valid_until", value=valid_until, fix="choose a later day")
    kept, _ = Qualification.objects.update_or_create(
        person=person, training=training.strip()[:200], passed_on=passed_on,
        defaults={"valid_until": valid_until, "recorded_by": by.name, "at": at},
    )  # fmt: skip
    data = {"person": str(person_id), "valid_until": valid_until.isoformat()}
    audit.record(by=by, at=at, action="training.passed", entity="qualification", entity_id=kept.id, data=data)
    return kept
