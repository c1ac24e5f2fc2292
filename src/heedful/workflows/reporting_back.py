"""You said, we did: a change told to exactly those whose words led to it, and to the colleagues who heard them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from heedful.domain.cases import queries as cases
from heedful.domain.feedback import queries as feedback
from heedful.domain.followthrough import operations as followthrough
from heedful.domain.followthrough import queries
from heedful.domain.followthrough.enums import Subject
from heedful.domain.organisation import queries as organisation
from heedful.domain.problems import queries as problems
from heedful.domain.strategy import queries as strategy
from heedful.foundation.access import SYSTEM, Actor
from heedful.foundation.errors import Refused
from heedful.foundation.notify import operations as notify


@transaction.atomic
def write(
    *,
    title: str,
    you_said: str,
    we_did: str,
    unit_id: UUID,
    subject: Subject = Subject.CHANGE,
    subject_id: UUID | None = None,
    by: Actor,
    at: datetime,
) -> UUID:
    """Write a draft; the cases linked to a problem are the words behind its solution."""
    name, linked = "", list[UUID]()
    if subject is Subject.PROBLEM and subject_id is not None:
        found = problems.find_problem(by, subject_id)
        name, linked = found.statement, problems.linked_cases(found.id)
    elif subject is Subject.DECISION and subject_id is not None:
        name = strategy.found(by, subject_id).title
    told = followthrough.NewReport(
        title=title, you_said=you_said, we_did=we_did, unit_id=unit_id,
        subject=subject, subject_id=subject_id, subject_name=name,
    )  # fmt: skip
    made = followthrough.draft_report(told=told, by=by, at=at)
    if linked:
        followthrough.add_voices(report_id=made.id, cases=linked, by=by, at=at)
    return made.id


def add_words(
    *, report_id: UUID, references: Sequence[str], submissions: Sequence[UUID] = (), by: Actor, at: datetime
) -> int:
    """Add cases by their numbers and feedback by id, all in the actor's sight; return how many are new."""
    wanted = [each.strip().upper() for each in references if each.strip()]
    found = dict(cases.visible_to(by).filter(reference__in=wanted).values_list("reference", "id"))
    unknown = [each for each in wanted if each not in found]
    if unknown:
        told = ", ".join(unknown[:5])
        raise Refused(f"no case in your sight has the number {told}", field="references", fix="check the numbers")
    said = [feedback.submission(each, by).id for each in submissions]
    return followthrough.add_voices(report_id=report_id, cases=list(found.values()), submissions=said, by=by, at=at)


@transaction.atomic
def send(*, report_id: UUID, by: Actor, at: datetime) -> int:
    """Send an approved report to its contributors, and tell the colleagues who handled their cases or lead the unit."""
    leaving = followthrough.send_report(report_id=report_id, by=by, at=at)
    found = queries.report(by, report_id)
    wrote = {each for each in (found.author_id, found.approver_id) if each is not None}
    for person in _staff(found.unit_id, report_id, at) | wrote:
        notify.tell(
            person_id=person,
            subject=f"Customers were told: {found.title}",
            text=found.we_did,
            url=f"/manage/reports/{found.id}/",
            at=at,
            key=f"report:{found.id}:{person}",
        )
    return leaving


def _staff(unit_id: UUID, report_id: UUID, at: datetime) -> set[UUID]:
    here = organisation.subtree_ids(unit_id, at.date())
    colleagues = {person for person, _, _ in organisation.placed_in(here, at.date())}
    return colleagues | queries.owners(report_id)


def field_work(*, at: datetime, limit: int = 500) -> int:
    """Let the planned messages leave, each in its own transaction; return how many did."""
    due = queries.to_send(limit)
    return sum(followthrough.tell(recipient_id=each, by=SYSTEM, at=at) is not None for each in due)
