"""What is kept about a person, and forgetting them everywhere at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction

from heedful.domain.cases import operations as cases
from heedful.domain.cases import queries as case_queries
from heedful.domain.contacting import operations as contacting
from heedful.domain.customers import operations as customers
from heedful.domain.customers import queries as customer_queries
from heedful.domain.failures import operations as failures
from heedful.domain.feedback import operations as feedback
from heedful.domain.feedback import queries as feedback_queries
from heedful.domain.followthrough import operations as followthrough
from heedful.domain.innovation.operations import wishes
from heedful.domain.surveys import operations as surveys
from heedful.domain.surveys import queries as survey_queries
from heedful.foundation.access import SYSTEM, Actor, Permission
from heedful.foundation.days import add_months, day_of, zone
from heedful.foundation.erasures import operations as erasures
from heedful.foundation.errors import NotFound
from heedful.foundation.notify import operations as notify
from heedful.foundation.repeats import operations as repeats
from heedful.workflows import import_file

A_NIGHT = 500


def held(*, contact_id: UUID, by: Actor, at: datetime) -> dict[str, Any]:
    """Return everything that is kept about a person, to hand over to them: who, what they said, answers, cases."""
    who = customer_queries.seen_contact(by, contact_id)
    by.require(Permission.ERASE_PEOPLE, who.account.unit_id)
    return {
        "person": {
            "name": who.name, "email": who.email, "phone": who.phone, "language": who.language,
            "reference": who.reference, "account": who.account.code, "wants_no_invitations_since": who.opted_out_at,
        },
        "feedback": feedback_queries.said_by(contact_id, who.email),
        "surveys": survey_queries.asked_of(contact_id, who.email),
        "cases": case_queries.records_of_person(by, contact_id, who.email, at=at),
        "written_at": at,
    }  # fmt: skip


def erase(*, contact_id: UUID, reason: str, by: Actor, at: datetime) -> dict[str, int]:
    """Forget a person in every area in one transaction; return the rows touched by area.

    Closed periods keep their figures and hashes: they hold counts, never people. `erasures.scrub` then takes the old
    rows out of the database file.
    """
    with transaction.atomic():
        who = customer_queries.seen_contact(by, contact_id)
        address, names = who.email, [who.name, who.email, who.phone]
        said = [each.id for each in feedback_queries.theirs(contact_id, address)]
        rows = {
            "wishes": wishes.forget_words(submission_ids=said),
            "customers": customers.forget_contact(contact_id=contact_id, by=by, at=at),
            "surveys": surveys.forget_answers(contact_id=contact_id, address=address),
            "contacting": contacting.forget_contact(contact_id=contact_id, address=address, at=at),
            "feedback": feedback.forget_feedback(contact_id=contact_id, address=address),
        }
        about = cases.forget_cases(contact_id=contact_id, address=address)
        rows["cases"] = len(about)
        rows["promises"] = followthrough.forget_person(contact_id=contact_id, case_ids=about)
        rows["labels"] = failures.forget_cases(case_ids=about)
        rows["mail"] = notify.forget(addresses=[address])
        rows["calls"] = repeats.forget_words(names)
        erasures.note(subject=contact_id, reason=reason, rows=rows, by=by, at=at)
    rows["files"] = import_file.forget_words(names)
    erasures.publish()
    return rows


def retain(*, months: int, at: datetime) -> int:
    """Forget the people who have been gone for some months: no money from their account, no word, no case since.

    0 months keeps everybody. At most some hundreds a night; return how many.
    """
    if not months:
        return 0
    since = add_months(day_of(at), -months)
    gone = customer_queries.contacts_gone(since)[:A_NIGHT]
    moment = datetime.combine(since, time(), tzinfo=zone())
    heard = feedback_queries.heard_since(gone, moment) | case_queries.heard_since(gone, moment)
    people = [each for each in gone if each not in heard]
    for contact_id in people:
        erase(contact_id=contact_id, reason=f"gone for {months} months", by=SYSTEM, at=at)
    return len(people)


def reapply(listed: Iterable[tuple[UUID, str]], *, at: datetime) -> int:
    """Forget again whom an older backup brought back; return how many it had brought."""
    brought = 0
    for contact_id, reason in listed:
        try:
            erase(contact_id=contact_id, reason=reason, by=SYSTEM, at=at)
        except NotFound:
            continue
        brought += 1
    return brought
