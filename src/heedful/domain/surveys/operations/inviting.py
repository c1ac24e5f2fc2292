"""Asking customers: invitations, their links, reminders and bounces. Whether one may write, the ledger decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F

from heedful.domain.contacting import operations as contacting
from heedful.domain.contacting.enums import Purpose, SkipReason
from heedful.domain.customers import queries as customers
from heedful.domain.surveys import queries, rules
from heedful.domain.surveys.enums import InvitationState as S
from heedful.domain.surveys.models import Invitation, InvitationLink
from heedful.domain.surveys.rules.asking import REMINDABLE
from heedful.domain.surveys.rules.letters import letter
from heedful.foundation import bulk
from heedful.foundation.access import Actor
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import NotFound, Refused
from heedful.warehouse import dirty


@dataclass(frozen=True, slots=True)
class Ask:
    """Whom to ask, and about which contact with us."""

    contact_id: UUID
    unit_id: UUID | None = None
    touchpoint_id: UUID | None = None
    interaction_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Invited:
    """How many were planned and how many skipped, by reason."""

    planned: tuple[UUID, ...]
    skipped: dict[SkipReason, int]


@transaction.atomic
def invite(*, survey: UUID, asks: Sequence[Ask], leaves_at: datetime | None = None, by: Actor, at: datetime) -> Invited:
    """Plan an invitation for each ask, or keep the one reason why not; raise Refused unless the survey collects.

    The contact ledger decides. `leaves_at` plans for a later day: less important asks then keep out of its way.
    """
    asking = queries.collecting(survey)
    if asking is None:
        raise Refused("the survey is not collecting", field="survey", fix="open a version first")
    contacts = customers.contacts_by_id({ask.contact_id for ask in asks})
    rows: list[Invitation] = []
    wishes: list[contacting.Wish] = []
    asked = queries.asked(survey, asking.about.wave)
    for ask in asks:
        contact = contacts.get(ask.contact_id)
        if contact is None:
            raise Refused("no such contact", field="contact", value=ask.contact_id, fix="add the contact first")
        key = ask.interaction_id or ask.contact_id
        row = _row(ask, contact, asking, leaves_at, at)
        rows.append(row)
        wishes.append(_wish(row, contact.id, asking, key in asked))
        asked.add(key)
    skipped: dict[SkipReason, int] = {}
    for row, verdict in zip(rows, contacting.plan(wishes=wishes, by=by, at=at), strict=True):
        if not verdict.allowed:
            row.state, row.skip_reason = S.SKIPPED, verdict.reason
            skipped[verdict.reason] = skipped.get(verdict.reason, 0) + 1
    bulk.insert(rows)
    planned = tuple(row.id for row in rows if row.state == S.PLANNED)
    data = {"planned": len(planned), "skipped": sum(skipped.values())}
    audit.record(by=by, at=at, action="survey.invited", entity="survey", entity_id=survey, data=data)
    dirty.mark("invitations", [row.id for row in rows])
    return Invited(planned, skipped)


def _row(ask: Ask, contact: Any, asking: queries.Asking, leaves_at: datetime | None, at: datetime) -> Invitation:
    about = asking.about
    return Invitation(
        survey_id=asking.survey_id,
        wave=about.wave,
        contact_id=contact.id,
        account_id=contact.account_id,
        unit_id=ask.unit_id or contact.account.unit_id or asking.unit_id,
        touchpoint_id=ask.touchpoint_id,
        interaction_id=ask.interaction_id,
        address=contact.email,
        language=contact.language if contact.language in about.languages else about.languages[0],
        state=S.PLANNED,
        planned_at=at,
        leaves_at=leaves_at,
    )


def _wish(row: Invitation, contact_id: UUID, asking: queries.Asking, already: bool) -> contacting.Wish:
    about = asking.about
    return contacting.Wish(
        id=row.id,
        contact_id=contact_id,
        purpose=Purpose.TRANSACTIONAL if about.frequency == "transactional" else Purpose.RELATIONAL,
        programme=asking.survey_code,
        at=row.leaves_at or row.planned_at,
        priority=about.priority,
        already=already,
    )


@transaction.atomic
def send_invitation(*, invitation: UUID, by: Actor, at: datetime) -> str | None:
    """Send a planned invitation and return its secret; None when it is no longer planned or may not be sent.

    State, link and mail change in one transaction, in which the contact ledger is asked again.
    """
    row = Invitation.objects.filter(id=invitation, state=S.PLANNED).first()
    asking = queries.collecting(row.survey_id) if row is not None else None
    if row is None or asking is None:
        return None
    row.expires_at = rules.expiry(at, asking.about.expires_after_days, asking.about.zone)
    letter = _letter(row, asking, number=0)
    try:
        verdict = contacting.send(approach_id=row.id, letter=letter, by=by, at=at)
    except NotFound:  # somebody else sent it just now
        return None
    planned = Invitation.objects.filter(id=row.id, state=S.PLANNED)
    if not verdict.allowed:
        planned.update(state=S.SKIPPED, skip_reason=verdict.reason)
        _record(row, "skipped", by, at)
        return None
    planned.update(state=S.SENT, sent_at=at, expires_at=row.expires_at)
    InvitationLink.objects.create(invitation=row, token_hash=rules.token_hash(letter.token))
    _record(row, "sent", by, at)
    return letter.token


def send_planned(*, by: Actor, at: datetime, limit: int = 500) -> int:
    """Send up to `limit` planned invitations that are due, each in its own transaction; return how many left."""
    due = queries.planned_ids(at, limit)
    return sum(send_invitation(invitation=one, by=by, at=at) is not None for one in due)


def remind(*, by: Actor, at: datetime, survey: UUID | None = None, limit: int = 1_000) -> int:
    """Send every reminder that is due, each in its own transaction; return how many left."""
    return sum(_remind_one(one, by, at) for one in queries.unanswered_ids(survey=survey, limit=limit))


@transaction.atomic
def _remind_one(invitation: UUID, by: Actor, at: datetime) -> bool:
    row = Invitation.objects.get(id=invitation)
    asking = queries.collecting(row.survey_id)
    due = asking is not None and rules.may_remind(
        state=S(row.state),
        sent_at=row.sent_at,
        expires_at=row.expires_at,
        reminders=row.reminders,
        days=asking.about.reminders.days,
        collecting=True,
        at=at,
    )
    if asking is None or row.contact_id is None or not due:
        return False
    # The condition is what counts: an answer that commits first makes this update hit nothing.
    still = Invitation.objects.filter(id=row.id, state__in=REMINDABLE, reminders=row.reminders)
    if not still.update(reminders=F("reminders") + 1):
        return False
    letter = _letter(row, asking, number=row.reminders + 1)
    wish = contacting.Wish(contact_id=row.contact_id, purpose=Purpose.REMINDER, programme=asking.survey_code, at=at)
    if not contacting.send_at_once(wish=wish, letter=letter, by=by, at=at).allowed:
        Invitation.objects.filter(id=row.id).update(reminders=row.reminders)
        return False
    InvitationLink.objects.create(invitation=row, token_hash=rules.token_hash(letter.token))
    _record(row, "reminded", by, at)
    return True


def _letter(row: Invitation, asking: queries.Asking, *, number: int) -> contacting.Letter:
    token = rules.new_token()
    words = letter(
        language=row.language,
        title=asking.definition.title.say(row.language) or asking.survey_title,
        link=urljoin(settings.HEEDFUL_BASE_URL, f"/r/{token}/"),
        leave=contacting.leave_link(token),
        until=row.expires_at or rules.expiry(row.planned_at, asking.about.expires_after_days, asking.about.zone),
        reminder=number > 0,
    )
    key = queries.mail_key(row.id, number)
    return contacting.Letter(subject=words.subject, text=words.text, key=key, token=token)


@transaction.atomic
def bounce(*, address: str, by: Actor, at: datetime) -> int:
    """Mark what was sent to an address whose mail comes back; an invitation that was answered stays answered."""
    sent = Invitation.objects.filter(address__iexact=address.strip(), state=S.SENT)
    rows = list(sent)
    sent.filter(id__in=[row.id for row in rows]).update(state=S.BOUNCED)
    for row in rows:
        _record(row, "bounced", by, at)
    return len(rows)


@transaction.atomic
def expire(*, by: Actor, at: datetime) -> int:
    """Mark links whose last day has passed; return how many."""
    late = Invitation.objects.filter(state__in=REMINDABLE, expires_at__lte=at)
    ids = list(late.values_list("id", flat=True))
    count = Invitation.objects.filter(id__in=ids, state__in=REMINDABLE).update(state=S.EXPIRED)
    if ids:
        audit.record(by=by, at=at, action="invitation.expired", entity="invitation", entity_id="", data={"n": count})
        dirty.mark("invitations", ids)
    return count


def _record(row: Invitation, what: str, by: Actor, at: datetime) -> None:
    data = {"survey": row.survey_id}
    audit.record(by=by, at=at, action=f"invitation.{what}", entity="invitation", entity_id=row.id, data=data)
    dirty.mark("invitations", [row.id])
