"""Answer -> alert -> case: what a customer says is kept, and followed up where it calls for it, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Unpack, cast
from uuid import UUID

from django.db import transaction

from heedful.domain.cases import operations as cases
from heedful.domain.customers import queries as customers
from heedful.domain.employees.operations import praise
from heedful.domain.feedback import operations as feedback
from heedful.domain.feedback.enums import Kind, Status
from heedful.domain.feedback.rules import Scored, needs_follow_up
from heedful.domain.portfolio import queries as portfolio
from heedful.domain.surveys import operations as surveys
from heedful.domain.surveys.operations.responding import ReceivedResponse
from heedful.foundation.access import Actor


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a piece of feedback; `followed_up` is None when it called for nothing."""

    submission: feedback.Recorded
    created: bool
    followed_up: cases.FollowedUp | None

    @property
    def case_ref(self) -> str:
        """The reference to give to the sender; empty without a case."""
        return self.followed_up.reference if self.followed_up else ""


@transaction.atomic
def receive_answer(
    *,
    version_id: UUID,
    answers: dict[str, Any],
    language: str,
    idempotency_key: str,
    channel: str,
    by: Actor,
    at: datetime,
    token: str | None = None,
) -> ReceivedResponse:
    """Take the final answers to a survey, record them as feedback and open a case where they call for one."""
    received = surveys.record_response(
        version=version_id,
        token=token,
        answers=answers,
        language=language,
        idempotency_key=idempotency_key,
        by=by,
        at=at,
    )
    submission, _ = feedback.record_answers(received=received, channel=channel, by=by, at=at)
    follow_up(submission, channel=channel, received_at=received.collected_at, by=by, at=at)
    return received


@transaction.atomic
def receive_feedback(
    *,
    kind: Kind,
    channel: str,
    body: str,
    submission_id: str,
    by: Actor,
    at: datetime,
    name: str = "",
    email: str = "",
    account_id: UUID | None = None,
    contact_id: UUID | None = None,
    unit_id: UUID | None = None,
    safety: bool = False,
    history: bool = False,
    **details: Unpack[feedback.Details],
) -> Received:
    """Take what somebody said unasked, recognise the customer by the address, and open a case where it calls for one.

    `history` records data from before the installation: nobody is called about it.
    """
    known = customers.contact(contact_id) if contact_id else customers.contact_by_email(email)
    account_id = account_id or (known.account_id if known else None)
    account = customers.find_account(account_id) if account_id else None
    submission, created = feedback.record(
        kind=kind,
        channel=channel,
        submission_id=submission_id,
        account_id=account_id,
        contact_id=known.id if known else None,
        unit_id=unit_id or (account.unit_id if account else None),
        sender_name=name,
        sender_address=email,
        body=body,
        by=by,
        at=at,
        **details,
    )
    sender = cases.Sender(name, email, details.get("wanted", ""), safety)
    since = details.get("collected_at") or at
    followed = follow_up(submission, channel=channel, received_at=since, sender=sender, history=history, by=by, at=at)
    if kind is Kind.COMPLIMENT and submission.colleague_id and not history:
        praise.deliver(
            submission_id=submission.id,
            person_id=submission.colleague_id,
            received_at=min(since, at),
            by=by,
            at=at,
        )
    return Received(submission, created, followed)


def follow_up(
    submission: feedback.Recorded,
    *,
    channel: str,
    received_at: datetime,
    by: Actor,
    at: datetime,
    sender: cases.Sender | None = None,
    history: bool = False,
) -> cases.FollowedUp | None:
    """Open or join the case of a recorded submission, once; None when it calls for nothing."""
    scores = cast(Sequence[Scored], submission.scores)  # recording has checked that a scored record has its scale
    asked = needs_follow_up(submission.kind, scores)
    if not asked.needed or submission.status is not Status.FINAL:
        return None
    return cases.follow_up(
        submission=submission,
        reason=asked.reason,
        channel=channel,
        received_at=received_at,
        sender=sender,
        segment=customers.segment_of(submission.account_id),
        segment_weight=customers.segment_weight(submission.account_id) + portfolio.weight_of(submission.account_id),
        history=history,
        by=by,
        at=at,
    )
