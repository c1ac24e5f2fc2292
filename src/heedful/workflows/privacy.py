"""What is kept about a person, and forgetting them everywhere at once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction

from heedful.domain.cases import operations as cases
from heedful.domain.cases import queries as case_queries
from heedful.domain.circulation import operations as circulation
from heedful.domain.contacting import operations as contacting
from heedful.domain.correspondence import operations as correspondence
from heedful.domain.correspondence import queries as mail_queries
from heedful.domain.customers import operations as customers
from heedful.domain.customers import queries as customer_queries
from heedful.domain.failures import operations as failures
from heedful.domain.feedback import operations as feedback
from heedful.domain.feedback import queries as feedback_queries
from heedful.domain.followthrough import operations as followthrough
from heedful.domain.innovation.operations import wishes
from heedful.domain.surveys import operations as surveys
from heedful.domain.surveys import queries as survey_queries
from heedful.domain.themes import operations as themes
from heedful.foundation.access import SYSTEM, Actor, Permission
from heedful.foundation.days import add_months, day_of, zone
from heedful.foundation.erasures import operations as erasures
from heedful.foundation.errors import Refused
from heedful.foundation.notify import operations as notify
from heedful.foundation.repeats import operations as repeats
from heedful.workflows import import_file

A_NIGHT = 500


def held(*, contact_id: UUID, by: Actor, at: datetime) -> dict[str, Any]:
    """Return everything that is kept about a person, to hand over to them: who, what they said, answers, cases.

    A person's rows lie in any unit: only who may erase people everywhere sees them together.
    """
    by.require_everywhere(Permission.ERASE_PEOPLE)
    who, traces = customer_queries.seen_contact(by, contact_id), customer_queries.traces_of(contact_id)
    return {
        "person": {
            "name": who.name, "email": who.email, "phone": who.phone, "language": who.language,
            "reference": who.reference, "account": who.account.code, "wants_no_invitations_since": who.opted_out_at,
        },
        "feedback": feedback_queries.said_by(traces),
        "surveys": survey_queries.asked_of(traces),
        "cases": case_queries.records_of_person(by, traces, at=at),
        "mail": mail_queries.kept_of(traces),
        "written_at": at,
    }  # fmt: skip


def erase(*, contact_id: UUID, reason: str, by: Actor, at: datetime) -> dict[str, int]:
    """Forget a person in every area in one transaction; return the rows touched by area.

    Closed periods keep their figures and hashes: they hold counts, never people. `erasures.scrub` then takes the old
    rows out of the database file.
    """
    found = customer_queries.seen_contact(by, contact_id)
    if _words(found.name, found.email, found.phone).search(reason):
        raise Refused("the reason names the person", field="reason", fix="say on which ground, by which channel")
    rows = _erase(contact_id, reason, by, at)
    erasures.publish()
    return rows


def retain(*, months: int, at: datetime) -> int:
    """Forget the people who have been gone for some months: no money from their account, no word, no case since.

    0 months keeps everybody. At most some hundreds a night; return how many.
    """
    if not months:
        return 0
    since = add_months(day_of(at), -months)
    moment, gone = datetime.combine(since, time(), tzinfo=zone()), 0
    for contact_id in customer_queries.contacts_gone(since):
        who = customer_queries.traces_of(contact_id)
        if feedback_queries.heard_since(who, moment) or case_queries.heard_since(who, moment):
            continue
        _erase(contact_id, f"gone for {months} months", SYSTEM, at)
        gone += 1
        if gone == A_NIGHT:
            break
    erasures.publish()
    return gone


def reapply(listed: Iterable[erasures.Listed], *, at: datetime) -> int:
    """Forget again whom an older backup brought back; return how many it had brought. The list is kept whole."""
    entries, brought = list(listed), 0
    for each in entries:
        erasures.remember(each)
    for each in entries:
        if customer_queries.contact(each.subject) is not None:
            _erase(each.subject, each.reason, SYSTEM, at)
            brought += 1
    erasures.publish()
    return brought


def _erase(contact_id: UUID, reason: str, by: Actor, at: datetime) -> dict[str, int]:
    by.require_everywhere(Permission.ERASE_PEOPLE)
    with transaction.atomic():
        found, who = customer_queries.seen_contact(by, contact_id), customer_queries.traces_of(contact_id)
        words = _words(found.name, found.email, found.phone)
        said = [each.id for each in feedback_queries.theirs(who)]
        rows = {
            "digests": circulation.forget_words(submission_ids=said),
            "themes": themes.forget_comments(submission_ids=said),
            "wishes": wishes.forget_words(submission_ids=said),
            "surveys": surveys.forget_answers(who=who),
            "contacting": contacting.forget_contact(who=who, at=at),
            "feedback": feedback.forget_feedback(who=who),
        }
        about = cases.forget_cases(who=who)
        rows["cases"] = len(about)
        rows["promises"] = followthrough.forget_person(contact_id=contact_id, case_ids=about)
        rows["labels"] = failures.forget_cases(case_ids=about)
        rows["letters"] = correspondence.forget_mail(who=who, submission_ids=said, case_ids=about)
        rows["mail"] = notify.forget(addresses=[who.address])
        rows["calls"] = repeats.forget_words([found.email, found.phone])
        rows["customers"] = customers.forget_contact(contact_id=contact_id, by=by, at=at)
        erasures.note(subject=contact_id, reason=reason, rows=rows, by=by, at=at)
    rows["files"] = import_file.forget_words(words)
    return rows


def _words(name: str, *addresses: str) -> re.Pattern[str]:
    """Return what names a person and nobody else: address and telephone, and a name of more than one word."""
    sought = [each for each in (name if " " in name.strip() else "", *addresses) if each.strip()]
    return re.compile("|".join(rf"(?<!\w){re.escape(each.strip())}(?!\w)" for each in sought) or r"(?!)", re.IGNORECASE)
