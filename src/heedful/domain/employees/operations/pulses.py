"""Asking colleagues: open, answer once, let answers go in shuffled batches, close."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from heedful.domain.employees.enums import Question
from heedful.domain.employees.models import HeldAnswer, Pulse, PulseAnswer, PulseComment, PulseToken, PulseUnit
from heedful.domain.employees.queries import pulses as queries
from heedful.domain.employees.rules.pulses import LEAST, LONGEST_COMMENT, checked
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import SYSTEM, Actor, Permission
from heedful.foundation.audit import operations as audit
from heedful.foundation.days import day_of
from heedful.foundation.errors import NotFound, Refused
from heedful.foundation.notify import operations as notify

LONGEST = timedelta(days=60)
APART = timedelta(days=60)
"""Between pulses of units that contain each other: figures of the same people must not be subtracted."""


@transaction.atomic
def open_pulse(*, title: str, unit_id: UUID, closes_on: date, by: Actor, at: datetime) -> Pulse:
    """Ask every colleague of a unit and below; each is told, and may answer once until the day it closes."""
    by.require(Permission.RUN_PULSES, unit_id)
    today = day_of(at)
    if not title.strip():
        raise Refused("a pulse needs a name", field="title", fix="for example: March 2026")
    if not today <= closes_on <= today + LONGEST:
        raise Refused("it closes within 60 days", field="closes_on", value=closes_on, fix="choose a day from today on")
    people = organisation.placed_in(organisation.subtree_ids(unit_id, today), today)
    if len(people) < LEAST:
        raise Refused(
            f"{len(people)} colleagues work here: nobody could answer unseen", field="unit", fix="choose a larger unit"
        )
    _refuse_overlap(unit_id, {unit for _, unit, _ in people}, at)
    pulse = Pulse.objects.create(title=title.strip()[:200], unit_id=unit_id, opened_at=at, closes_on=closes_on)
    asked = Counter(unit for _, unit, _ in people)
    PulseUnit.objects.bulk_create([PulseUnit(pulse=pulse, unit_id=unit, asked=n) for unit, n in asked.items()])
    PulseToken.objects.bulk_create([PulseToken(pulse=pulse, person_id=person) for person, _, _ in people])
    for person, _, _ in people:
        notify.tell(
            person_id=person, subject=f"{pulse.title}: seven questions about working here", at=at,
            text="No page, list or report shows who answered what.", url=f"/colleagues/pulses/{pulse.id}/answer/",
            key=f"pulse:{pulse.id}:{person}",
        )  # fmt: skip
    data = {"unit": str(unit_id), "asked": len(people)}
    audit.record(by=by, at=at, action="pulse.opened", entity="pulse", entity_id=pulse.id, data=data)
    return pulse


def _refuse_overlap(unit_id: UUID, units: set[UUID], at: datetime) -> None:
    """Refuse a pulse among people who are asked, or were lately, from another unit.

    Two cuts through the same people at the same time can be subtracted, and what is left may be one team of three.
    """
    lately = Q(closed_at__isnull=True) | Q(closed_at__gte=at - APART)
    near = Pulse.objects.filter(lately).exclude(unit_id=unit_id)
    held = PulseUnit.objects.filter(pulse__in=near, unit_id__in=units).select_related("pulse").first()
    if held is not None:
        raise Refused(
            f"some of these colleagues are asked in “{held.pulse.title}” at about the same time",
            field="unit",
            fix="choose the unit of that pulse, or wait until it has been closed for 60 days",
        )


@transaction.atomic
def answer(*, pulse_id: UUID, answers: Mapping[str, int | None], comment: str = "", by: Actor, at: datetime) -> None:
    """Take a colleague's answer: the token is spent, and the answer waits, without a name, for others to go with.

    The audit row names the pulse and nobody.
    """
    pulse = next((each for each in queries.to_answer(by, day_of(at)) if each.id == pulse_id), None)
    if pulse is None or by.id is None:
        raise NotFound("no pulse waits for your answer here", field="pulse", value=pulse_id)
    values = checked(answers)
    if len(comment) > LONGEST_COMMENT:
        raise Refused(f"more than {LONGEST_COMMENT} characters", field="comment", fix="shorten it")
    if not PulseToken.objects.filter(pulse=pulse, person_id=by.id, spent=False).update(spent=True):
        raise NotFound("no pulse waits for your answer here", field="pulse", value=pulse_id)
    unit_id = organisation.person(by.id).unit_id
    if not PulseUnit.objects.filter(pulse=pulse, unit_id=unit_id).exists():
        unit_id = pulse.unit_id  # whoever moved out since speaks for the whole
    HeldAnswer.objects.create(pulse=pulse, unit_id=unit_id, comment=comment.strip(), **values)
    audit.record(by=SYSTEM, at=at, action="pulse.answered", entity="pulse", entity_id=pulse.id)


@transaction.atomic
def release(*, pulse_id: UUID, at: datetime, rest: bool = False) -> int:
    """Let the waiting answers go where at least five wait, or all of the `rest` at the end; return how many.

    They are shuffled, and comments are cut off, so that neither order nor transaction leads back.
    """
    waiting = list(HeldAnswer.objects.filter(pulse_id=pulse_id))
    if not waiting or (len(waiting) < LEAST and not rest):
        return 0
    shuffle = secrets.SystemRandom().shuffle
    shuffle(waiting)
    fields = [each.value for each in Question]
    PulseAnswer.objects.bulk_create(
        PulseAnswer(pulse_id=pulse_id, unit_id=each.unit_id, **{name: getattr(each, name) for name in fields})
        for each in waiting
    )
    texts = [each.comment for each in waiting if each.comment]
    shuffle(texts)
    PulseComment.objects.bulk_create(PulseComment(pulse_id=pulse_id, text=text) for text in texts)
    HeldAnswer.objects.filter(id__in=[each.id for each in waiting]).delete()
    data = {"answers": len(waiting)}
    audit.record(by=SYSTEM, at=at, action="pulse.released", entity="pulse", entity_id=pulse_id, data=data)
    return len(waiting)


@transaction.atomic
def close_pulse(*, pulse_id: UUID, by: Actor, at: datetime) -> Pulse:
    """Close a pulse: what waits goes, who answered is forgotten, and the figures may be read."""
    pulse = queries.find_pulse(by, pulse_id)
    by.require(Permission.RUN_PULSES, pulse.unit_id)
    if not Pulse.objects.filter(id=pulse_id, closed_at__isnull=True).update(closed_at=at):
        raise Refused("this pulse has closed already", field="pulse")
    release(pulse_id=pulse_id, at=at, rest=True)
    PulseToken.objects.filter(pulse_id=pulse_id).delete()
    audit.record(by=by, at=at, action="pulse.closed", entity="pulse", entity_id=pulse_id)
    pulse.refresh_from_db()
    return pulse


def bring_up_to_date(*, at: datetime) -> None:
    """Let answers go that are enough to go together, and close what has come to its day."""
    for pulse in queries.open_pulses():
        if pulse.closes_on < day_of(at):
            close_pulse(pulse_id=pulse.id, by=SYSTEM, at=at)
        else:
            release(pulse_id=pulse.id, at=at)
