"""The discussion: notes among colleagues, messages to the customer, the customer's words, files."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from heedful.domain.cases.enums import CaseState, Direction, EventType, Verb
from heedful.domain.cases.models import Attachment, Case, Message
from heedful.domain.cases.operations.open_case import answer_to, status_link
from heedful.domain.cases.operations.quarantine import address
from heedful.domain.cases.operations.record import append, current_episode, load, move
from heedful.domain.cases.rules import letters
from heedful.domain.cases.rules.states import OPEN_STATES
from heedful.domain.cases.rules.wording import policy_shields
from heedful.foundation.access import Actor
from heedful.foundation.errors import Refused
from heedful.foundation.notify import operations as notify

MAX_FILE = 5 * 1024 * 1024
MAX_FILES = 5


@dataclass(frozen=True, slots=True)
class File:
    """A file as it came in."""

    name: str
    content_type: str
    content: bytes


class PolicyShield(Refused):
    """The text hides behind a policy; it may be sent all the same, knowingly."""

    def __init__(self, field: str, phrases: Sequence[str]) -> None:
        quoted = ", ".join(f"“{phrase}”" for phrase in phrases)
        super().__init__(
            f"{quoted} holds a policy between the customer and an answer",
            field=field,
            fix="say what you can do and why, or tick the box to send it as it is",
        )


@transaction.atomic
def note(*, case_id: UUID, body: str, files: Sequence[File] = (), by: Actor, at: datetime) -> Message:
    """Write to the colleagues; the customer never sees it."""
    case = load(case_id, by)
    return _say(case, EventType.NOTED, Direction.INTERNAL, "note", body, files, by, at)


@transaction.atomic
def reply(
    *,
    case_id: UUID,
    body: str,
    channel: str = "email",
    files: Sequence[File] = (),
    knowingly: bool = False,
    by: Actor,
    at: datetime,
) -> Message:
    """Answer the customer: by mail it is sent, by any other channel it is recorded as said.

    A first answer acknowledges the case. Raises PolicyShield unless `knowingly`; flagged phrases are kept with the
    message.
    """
    check_wording("body", body, knowingly=knowingly)
    case = load(case_id, by)
    to = address(case)
    if channel == "email" and not to:
        raise Refused("nobody knows the customer's address", field="channel", fix="say by which other way you answered")
    if case.state in (CaseState.NEW, CaseState.REOPENED):
        move(case=case, episode=current_episode(case), verb=Verb.ACKNOWLEDGE, by=by, at=at)
    message = _say(case, EventType.REPLIED, Direction.OUTWARD, channel, body, files, by, at)
    if channel == "email":
        subject, text = letters.reply(
            reference=case.reference,
            subject=case.subject,
            body=body,
            author=by.name,
            organisation=settings.HEEDFUL_ORGANISATION,
            link=status_link(case),
        )
        headers = answer_to(case)
        notify.mail(to=to, subject=subject, text=text, at=at, key=f"message:{message.id}", headers=headers)
    return message


@transaction.atomic
def receive(*, case_id: UUID, body: str, channel: str, files: Sequence[File] = (), by: Actor, at: datetime) -> Message:
    """Add what the customer wrote. It restarts nothing by itself, except that an awaited answer ends the wait."""
    case = load(case_id, by)
    message = _say(case, EventType.WROTE_IN, Direction.INWARD, channel, body, files, by, at)
    if case.state == CaseState.WAITING_CUSTOMER:
        move(case=case, episode=current_episode(case), verb=Verb.RESUME, by=by, at=at)
    if case.owner_id:
        notify.tell(
            person_id=case.owner_id,
            subject=f"{case.reference}: the customer wrote{'' if case.state in OPEN_STATES else ', it is closed'}",
            url=f"/desk/cases/{case.id}/",
            at=at,
            key=f"message:{message.id}",
        )
    return message


def check_wording(field: str, text: str, *, knowingly: bool) -> None:
    """Raise PolicyShield when a text for the customer holds a policy up as a shield, unless that is done knowingly."""
    shields = policy_shields(text)
    if shields and not knowingly:
        raise PolicyShield(field, [shield.phrase for shield in shields])


def _say(
    case: Case,
    what: EventType,
    direction: Direction,
    channel: str,
    body: str,
    files: Sequence[File],
    by: Actor,
    at: datetime,
) -> Message:
    if not body.strip():
        raise Refused("there are no words", field="body", fix="write something")
    _check_files(files)
    shields = [shield.phrase for shield in policy_shields(body)] if direction is Direction.OUTWARD else []
    message = Message.objects.create(
        case=case, direction=direction, channel=channel, body=body, author=by.name, at=at, shields=shields
    )
    Attachment.objects.bulk_create(
        Attachment(
            message=message,
            name=file.name[-200:],
            content_type=file.content_type[:100],
            size=len(file.content),
            sha256=hashlib.sha256(file.content).hexdigest(),
            content=file.content,
        )
        for file in files
    )
    data = {"message": str(message.id), "shields": len(shields)}
    append(case=case, episode=current_episode(case), what=what, by=by, at=at, data=data)
    return message


def _check_files(files: Sequence[File]) -> None:
    if len(files) > MAX_FILES:
        raise Refused(f"{len(files)} files; the limit is {MAX_FILES}", field="files")
    for file in files:
        if len(file.content) > MAX_FILE:
            raise Refused(f"{file.name} is larger than {MAX_FILE >> 20} MB", field="files", fix="send a smaller file")
