"""Escalation: the owner, then their manager, then the manager's manager; each level hears of a cause once."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from heedful.domain.cases.enums import EventType
from heedful.domain.cases.models import Case, ClockThreshold, Episode, Escalation
from heedful.domain.cases.operations.record import append
from heedful.domain.cases.rules import letters
from heedful.domain.cases.rules.priority import AGES, SECOND_FAILURE_KINDS, age_levels, escalation_level
from heedful.domain.cases.rules.states import OPEN_STATES
from heedful.domain.journeys.enums import TargetKind
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import SYSTEM, Permission
from heedful.foundation.notify import operations as notify


@transaction.atomic
def escalate_clock(*, threshold_id: UUID, at: datetime) -> None:
    """Tell whoever a fired alarm concerns; it is called by the job of the alarm."""
    threshold = ClockThreshold.objects.select_related("clock__episode__case__owner").get(id=threshold_id)
    clock, case = threshold.clock, threshold.clock.episode.case
    escalate_case(
        case=case,
        episode=clock.episode,
        cause=f"{clock.kind} {threshold.percent} %",
        level=escalation_level(threshold.percent, second_failure=case.second_failure),
        subject=letters.alarm(
            reference=case.reference,
            promise=TargetKind(clock.kind).label,
            percent=threshold.percent,
            late=threshold.percent >= 100,
        ),
        at=at,
    )


def escalate_aged(*, at: datetime) -> int:
    """Tell of failures that stay open too long, each level once; return how many were told."""
    old = Episode.objects.filter(
        closed_at__isnull=True, opened_at__lte=at - AGES[0], case__state__in=OPEN_STATES,
        case__kind__in=SECOND_FAILURE_KINDS,
    )  # fmt: skip
    told = 0
    for episode in old.select_related("case__owner").order_by("opened_at", "id"):
        case = episode.case
        for level in age_levels(at - episode.opened_at, second_failure=case.second_failure):
            subject = f"{case.reference}: open for {(at - episode.opened_at).days} days"
            told += escalate_case(case=case, episode=episode, cause="age", level=level, subject=subject, at=at)
    return told


@transaction.atomic
def escalate_case(*, case: Case, episode: Episode, cause: str, level: int, at: datetime, subject: str = "") -> bool:
    """Tell one level of a cause, with a notice and a mail; False when that level has heard of it already."""
    people = _listeners(case, level, at)
    entry = Escalation(
        episode=episode, cause=cause, level=level, people=[str(person_id) for person_id, _ in people], at=at
    )
    known = Escalation.objects.filter(episode=episode, cause=cause, level=level).exists()
    if known:
        return False
    entry.save(force_insert=True)
    data = {"cause": cause, "level": level, "people": entry.people}
    append(case=case, episode=episode, what=EventType.ESCALATED, by=SYSTEM, at=at, data=data)
    title = subject or f"{case.reference}: {cause.replace('_', ' ')}"
    for person_id, email in people:
        key = f"{entry.id}:{person_id}"
        notify.tell(
            person_id=person_id, subject=title, text=case.subject, url=f"/desk/cases/{case.id}/", at=at, key=key
        )
        notify.mail(to=email, subject=title, text=f"{case.subject}\n", at=at, key=key)
    return True


def _listeners(case: Case, level: int, at: datetime) -> list[tuple[UUID, str]]:
    """Climb from the owner; where the ladder ends its top hears of it, and without an owner those who assign cases."""
    if case.owner_id is None:
        assigners = organisation.holders(Permission.ASSIGN_CASES, at.date())
        for unit_id in [case.unit_id, *(unit.id for unit in organisation.ancestors(case.unit_id, at.date()))]:
            nearest = list(assigners.filter(unit_id=unit_id).order_by("name").values_list("id", "email"))
            if nearest:
                return nearest
        return []
    person = organisation.person(case.owner_id)
    for _ in range(level):
        person = organisation.manager_of(person.id) or person
    return [(person.id, person.email)]
