"""Opening: from a submission that calls for a follow-up, or by hand."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F

from heedful.domain.cases.enums import CaseKind, CaseState, Direction, EventType, Severity
from heedful.domain.cases.models import Case, Episode, Event, Message, ReferenceCounter
from heedful.domain.cases.operations import clocks
from heedful.domain.cases.operations.escalate import escalate_case
from heedful.domain.cases.operations.quarantine import address, quarantine
from heedful.domain.cases.queries.detail import hash_of, status_token
from heedful.domain.cases.rules import letters
from heedful.domain.cases.rules.priority import (
    SECOND_FAILURE_KINDS,
    causes_at_receipt,
    is_second_failure,
    priority,
    severity,
)
from heedful.domain.journeys.queries.targets import targets_for
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Actor, Permission
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import Refused
from heedful.foundation.ids import new_id
from heedful.foundation.notify import operations as notify
from heedful.foundation.notify.reply_address import reply_address
from heedful.warehouse import dirty


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What a case is about. `score_percent` places the lowest score on its scale, 0 to 100; None without a score."""

    kind: CaseKind
    subject: str
    channel: str
    received_at: datetime
    unit_id: UUID | None = None
    account_id: UUID | None = None
    contact_id: UUID | None = None
    touchpoint_id: UUID | None = None
    interaction_id: UUID | None = None
    colleague_id: UUID | None = None
    sender: str = ""
    reply_to: str = ""
    words: str = ""
    wanted: str = ""
    source_metric: str = ""
    score_percent: int | None = None
    safety: bool = False
    vulnerable: bool = False


@transaction.atomic
def open_case(
    *,
    matter: Matter,
    segment: str = "",
    segment_weight: int = 0,
    owner_id: UUID | None = None,
    by: Actor,
    at: datetime,
) -> Case:
    """Open a case by hand; the actor must work on cases of its unit.

    It gets a reference, severity, priority, clocks from receipt; the customer a confirmation, and managers the first
    alarms. A second failure within 12 months goes to the manager of whoever owned the first.
    """
    by.require(Permission.WORK_CASES, matter.unit_id or organisation.root_id())
    return open_unasked(matter, segment, segment_weight, owner_id, by, at)


def open_unasked(
    matter: Matter, segment: str, segment_weight: int, owner_id: UUID | None, by: Actor, at: datetime
) -> Case:
    """Open a case whoever acts: a rule decided it, not they."""
    _check(matter, at)
    unit_id = matter.unit_id or organisation.root_id()
    earlier = _earlier(matter)
    second = is_second_failure(matter.kind, matter.received_at, [case.received_at for case in earlier])
    above = organisation.manager_of(earlier[0].owner_id) if second else None
    badly = severity(matter.kind, score_percent=matter.score_percent, safety=matter.safety)
    owner_id = owner_id or (above.id if above else None)
    case = _create(matter, unit_id, segment, segment_weight, badly, second, owner_id, at)
    episode = Episode.objects.create(case=case, n=1, opened_at=matter.received_at)
    data: dict[str, object] = {"clocks": bind(case, at)}
    if matter.words:
        message = Message.objects.create(
            case=case,
            direction=Direction.INWARD,
            channel=matter.channel,
            body=matter.words,
            author=matter.sender or "Customer",
            at=matter.received_at,
        )
        data["message"] = str(message.id)
    _opened(case, episode, EventType.OPENED, data, by, matter.received_at, at)
    clocks.refresh(case=case, episode=episode, at=at)
    quarantine(case, by=by, at=at)
    _confirm_receipt(case, at)
    for cause in causes_at_receipt(badly, second_failure=second):
        higher = second and cause != "second_failure"  # its owner is one level up already
        escalate_case(case=case, episode=episode, cause=cause, level=1 + int(higher), at=at)
    return case


def bind(case: Case, at: datetime) -> list[dict[str, object]]:
    """Choose the promises that hold for a case as it is now."""
    return clocks.binding(targets_for(case.kind, case.priority, case.segment, case.unit_id, at))


def _opened(
    case: Case, episode: Episode, what: EventType, data: dict[str, object], by: Actor, happened: datetime, at: datetime
) -> None:
    """Write the first event of a case: there is no earlier version to win a race against."""
    event = Event.objects.create(
        case=case,
        episode=episode,
        seq=1,
        type=what,
        state=case.state,
        at=happened,
        recorded_at=at,
        actor_kind=by.kind,
        actor_id=by.id,
        actor_name=by.name,
        data=data,
    )
    audit.record(
        by=by,
        at=at,
        action="case.opened",
        entity="case",
        entity_id=case.id,
        data={"event": event.id, "kind": case.kind},
    )
    dirty.mark("cases", [case.id])


def _check(matter: Matter, at: datetime) -> None:
    if not matter.subject.strip():
        raise Refused("a case needs a subject", field="subject", fix="say in a few words what it is about")
    if matter.received_at > at:
        raise Refused("it cannot be received in the future", field="received_at", value=matter.received_at)


def _earlier(matter: Matter) -> list[Case]:
    """List the customer's earlier failures, the latest first."""
    if matter.contact_id is None and matter.account_id is None:
        return []
    mine = {"contact_id": matter.contact_id} if matter.contact_id else {"account_id": matter.account_id}
    rows = Case.objects.filter(**mine, kind__in=SECOND_FAILURE_KINDS, received_at__lte=matter.received_at)
    return list(rows.exclude(state=CaseState.WITHDRAWN).order_by("-received_at")[:20])


def _create(
    matter: Matter,
    unit_id: UUID,
    segment: str,
    segment_weight: int,
    badly: Severity,
    second: bool,
    owner_id: UUID | None,
    at: datetime,
) -> Case:
    case_id = new_id()
    return Case.objects.create(
        id=case_id,
        reference=_next_reference(at.year),
        kind=matter.kind,
        state=CaseState.NEW,
        severity=badly,
        priority=priority(badly, segment_weight=segment_weight, second_failure=second),
        safety=matter.safety,
        vulnerable=matter.vulnerable,
        subject=matter.subject.strip()[:200],
        wanted=matter.wanted,
        channel=matter.channel,
        sender=matter.sender[:200],
        reply_to=matter.reply_to,
        source_metric=matter.source_metric,
        segment=segment,
        unit_id=unit_id,
        owner_id=owner_id,
        colleague_id=matter.colleague_id,
        account_id=matter.account_id,
        contact_id=matter.contact_id,
        touchpoint_id=matter.touchpoint_id,
        interaction_id=matter.interaction_id,
        second_failure=second,
        received_at=matter.received_at,
        opened_at=at,
        status_hash=hash_of(status_token(case_id)),
    )


def _next_reference(year: int) -> str:
    """Give the next number of the year; the update holds its row until the case is committed, so none is used twice."""
    ReferenceCounter.objects.get_or_create(year=year)
    ReferenceCounter.objects.filter(year=year).update(last=F("last") + 1)
    return f"HD-{year}-{ReferenceCounter.objects.get(year=year).last:06d}"


def _confirm_receipt(case: Case, at: datetime) -> None:
    """Tell who complained or asked that it has arrived; a low score asked for nothing and gets no mail."""
    to = address(case)
    if to and case.kind in (CaseKind.COMPLAINT, CaseKind.ENQUIRY, CaseKind.REQUEST):
        subject, text = letters.receipt(
            reference=case.reference,
            kind=CaseKind(case.kind),
            organisation=settings.HEEDFUL_ORGANISATION,
            link=status_link(case),
        )
        headers = {"Auto-Submitted": "auto-replied", **answer_to(case)}
        notify.mail(to=to, subject=subject, text=text, at=at, key=f"case:{case.id}:receipt", headers=headers)


def answer_to(case: Case) -> dict[str, str]:
    """Return the header that leads an answer by mail back to the case; none where the installation reads no mail."""
    to = reply_address(case.reference)
    return {"Reply-To": to} if to else {}


def status_link(case: Case) -> str:
    """Return the customer's link to the public page of a case."""
    return f"{settings.HEEDFUL_BASE_URL}/r/case/{status_token(case.id)}/"
