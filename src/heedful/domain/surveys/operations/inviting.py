"""Asking customers: invitations, their links, reminders, bounces and opt-outs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F

from heedful.domain.customers import operations as customer_writes
from heedful.domain.customers import queries as customers
from heedful.domain.surveys import queries, rules
from heedful.domain.surveys.enums import InvitationState as S
from heedful.domain.surveys.enums import SkipReason
from heedful.domain.surveys.models import Invitation, InvitationLink, OptOut
from heedful.domain.surveys.rules.asking import REMINDABLE
from heedful.domain.surveys.rules.letters import letter
from heedful.foundation.access import Actor
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import Refused
from heedful.foundation.notify import operations as notify
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
def invite(*, survey: UUID, asks: Sequence[Ask], by: Actor, at: datetime) -> Invited:
    """Plan an invitation for each ask, or keep the one reason why not; raise Refused unless the survey collects."""
    asking = queries.collecting(survey)
    if asking is None:
        raise Refused("the survey is not collecting", field="survey", fix="open a version first")
    planned: list[Invitation] = []
    skipped: dict[SkipReason, int] = {}
    rows: list[Invitation] = []
    asked = queries.asked(survey, asking.about.wave)
    for ask in asks:
        key = ask.interaction_id or ask.contact_id
        invitation, reason = _plan(ask, asking, key in asked, at)
        asked.add(key)
        rows.append(invitation)
        if reason is SkipReason.NONE:
            planned.append(invitation)
        else:
            skipped[reason] = skipped.get(reason, 0) + 1
    Invitation.objects.bulk_create(rows, batch_size=500)
    data = {"planned": len(planned), "skipped": sum(skipped.values())}
    audit.record(by=by, at=at, action="survey.invited", entity="survey", entity_id=survey, data=data)
    dirty.mark("invitations", [row.id for row in rows])
    return Invited(tuple(row.id for row in planned), skipped)


def _plan(ask: Ask, asking: queries.Asking, already: bool, at: datetime) -> tuple[Invitation, SkipReason]:
    contact = customers.contact(ask.contact_id)
    if contact is None:
        raise Refused("no such contact", field="contact", value=ask.contact_id, fix="add the contact first")
    opted_out = contact.opted_out_at is not None or queries.opted_out(contact.email)
    reason = rules.may_ask(address=contact.email, opted_out=opted_out, already_asked=already)
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
        state=S.SKIPPED if reason else S.PLANNED,
        skip_reason=reason,
        planned_at=at,
    ), reason


@transaction.atomic
def send_invitation(*, invitation: UUID, by: Actor, at: datetime) -> str | None:
    """Send a planned invitation and return its secret; None when it is no longer planned or may not be sent.

    State, link and mail change in one transaction; opt-out and close are checked again here.
    """
    row = Invitation.objects.filter(id=invitation, state=S.PLANNED).first()
    asking = queries.collecting(row.survey_id) if row is not None else None
    if row is None or asking is None:
        return None
    if queries.opted_out(row.address):
        _leave(row.id, (S.PLANNED,), S.WITHDRAWN, by, at)
        return None
    expires = rules.expiry(at, asking.about.expires_after_days, asking.about.zone)
    sent = Invitation.objects.filter(id=row.id, state=S.PLANNED)
    if not sent.update(state=S.SENT, sent_at=at, expires_at=expires):
        return None
    return _mail(row, asking, number=0, by=by, at=at)


def send_planned(*, by: Actor, at: datetime, limit: int = 500) -> int:
    """Send up to `limit` planned invitations, each in its own transaction; return how many left."""
    planned = Invitation.objects.filter(state=S.PLANNED).order_by("id").values_list("id", flat=True)[:limit]
    return sum(send_invitation(invitation=one, by=by, at=at) is not None for one in list(planned))


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
        opted_out=queries.opted_out(row.address),
        at=at,
    )
    if asking is None or not due:
        return False
    # The condition is what counts: an answer that commits first makes this update hit nothing.
    still = Invitation.objects.filter(id=row.id, state__in=REMINDABLE, reminders=row.reminders)
    if not still.update(reminders=F("reminders") + 1):
        return False
    _mail(row, asking, number=row.reminders + 1, by=by, at=at)
    return True


def _mail(row: Invitation, asking: queries.Asking, *, number: int, by: Actor, at: datetime) -> str:
    token = rules.new_token()
    InvitationLink.objects.create(invitation=row, token_hash=rules.token_hash(token))
    link = urljoin(settings.HEEDFUL_BASE_URL, f"/r/{token}/")
    leave = urljoin(settings.HEEDFUL_BASE_URL, f"/r/{token}/unsubscribe/")
    words = letter(
        language=row.language,
        title=asking.definition.title.say(row.language) or asking.survey_title,
        link=link,
        leave=leave,
        until=row.expires_at or rules.expiry(at, asking.about.expires_after_days, asking.about.zone),
        reminder=number > 0,
    )
    headers = {"List-Unsubscribe": f"<{leave}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    key = queries.mail_key(row.id, number)
    notify.mail(to=row.address, subject=words.subject, text=words.text, at=at, key=key, headers=headers)
    action = "invitation.reminded" if number else "invitation.sent"
    audit.record(by=by, at=at, action=action, entity="invitation", entity_id=row.id, data={"survey": row.survey_id})
    dirty.mark("invitations", [row.id])
    return token


@transaction.atomic
def bounce(*, invitation: UUID, by: Actor, at: datetime) -> bool:
    """Record that a mail did not arrive; an invitation that was answered stays answered."""
    return _leave(invitation, (S.SENT,), S.BOUNCED, by, at)


@transaction.atomic
def opt_out(*, token: str, by: Actor, at: datetime) -> bool:
    """Keep the address of this link from every further ask; False when the link is not known."""
    row = Invitation.objects.filter(links__token_hash=rules.token_hash(token)).first()
    if row is None:
        return False
    if row.contact_id is not None:
        customer_writes.opt_out(contact_id=row.contact_id, by=by, at=at)
    key = rules.address_key(row.address, settings.SECRET_KEY)
    OptOut.objects.bulk_create([OptOut(address_key=key, at=at)], ignore_conflicts=True)
    planned = Invitation.objects.filter(address__iexact=row.address, state=S.PLANNED)
    for one in list(planned.values_list("id", flat=True)):
        _leave(one, (S.PLANNED,), S.WITHDRAWN, by, at)
    audit.record(by=by, at=at, action="invitation.opted_out", entity="invitation", entity_id=row.id)
    return True


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


def _leave(invitation: UUID, states: Sequence[S], to: S, by: Actor, at: datetime) -> bool:
    if not Invitation.objects.filter(id=invitation, state__in=states).update(state=to):
        return False
    audit.record(by=by, at=at, action=f"invitation.{to}", entity="invitation", entity_id=invitation)
    dirty.mark("invitations", [invitation])
    return True
