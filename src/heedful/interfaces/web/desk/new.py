"""A case by hand: what a customer says to a colleague is kept word for word."""

import secrets
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from heedful.domain.cases import operations as cases
from heedful.domain.cases.enums import CaseKind
from heedful.domain.cases.operations import Matter
from heedful.domain.cases.rules.wording import headline
from heedful.domain.customers import queries as customers
from heedful.domain.feedback.enums import Kind
from heedful.domain.journeys import queries as journeys
from heedful.domain.journeys.enums import Channel
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Permission
from heedful.foundation.errors import Refused
from heedful.foundation.ids import new_id
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import text_of, uuid_or_none
from heedful.workflows import inner_loop

KINDS = [CaseKind.COMPLAINT, CaseKind.ENQUIRY, CaseKind.REQUEST, CaseKind.COMPLIMENT, CaseKind.INTERNAL]
LONGEST_WORDS = 20_000
CHANNELS = [Channel.PHONE, Channel.EMAIL, Channel.CHAT, Channel.SHOP, Channel.SOCIAL, Channel.LETTER]


def new(request: StaffRequest) -> HttpResponse:
    """Show the form, or open the case."""
    at = timezone.now()
    if request.method != "POST":
        return _form(request, at)
    try:
        case_id = _open(request, at)
    except Refused as refusal:
        return _form(request, at, refusal)
    messages.success(request, "The case is open.")
    return redirect("desk:case", case_id)


def _form(request: StaffRequest, at: datetime, refusal: Refused | None = None) -> HttpResponse:
    context = {
        "kinds": KINDS,
        "channels": CHANNELS,
        "units": organisation.unit_choices(request.actor, Permission.WORK_CASES, at.date()),
        "touchpoints": journeys.touchpoints(),
        "given": request.POST,
        "key": request.POST.get("key") or secrets.token_urlsafe(16),
        "refusal": refusal,
    }
    return render(request, "desk/new.html", context, status=422 if refusal else 200)


def _open(request: StaffRequest, at: datetime) -> UUID:
    """A complaint is feedback too, so it takes the way of all feedback; anything else becomes a case at once."""
    given, actor = request.POST, request.actor
    words, wanted = (text_of(given, field, LONGEST_WORDS).replace("\r\n", "\n") for field in ("words", "wanted"))
    name, email = text_of(given, "name"), text_of(given, "email")
    if given.get("kind") not in KINDS or given.get("channel") not in CHANNELS:
        raise Refused("choose what it is and how it came", field="kind")
    if not words:
        raise Refused("there are no words", field="words", fix="write what the customer said")
    units = organisation.unit_choices(actor, Permission.WORK_CASES, at.date())
    unit_id = uuid_or_none(given, "unit", dict(units))
    touchpoint_id = uuid_or_none(given, "touchpoint", {each.id for each in journeys.touchpoints()})
    actor.require(Permission.WORK_CASES, unit_id)
    if given["kind"] == CaseKind.COMPLAINT:
        received = inner_loop.receive_feedback(
            kind=Kind.COMPLAINT,
            channel=given["channel"],
            body=words,
            submission_id=f"desk:{text_of(given, 'key', 100) or new_id()}",
            source_type="colleague",
            name=name,
            email=email,
            wanted=wanted,
            unit_id=unit_id,
            touchpoint_id=touchpoint_id,
            safety="safety" in given,
            by=actor,
            at=at,
        )
        if received.followed_up is None or received.followed_up.case_id is None:
            raise Refused("this complaint was recorded before", field="words")
        return received.followed_up.case_id
    contact = customers.contact_by_email(email)
    account_id = contact.account_id if contact else None
    matter = Matter(
        kind=CaseKind(given["kind"]),
        subject=headline(words),
        channel=given["channel"],
        received_at=at,
        unit_id=unit_id,
        account_id=account_id,
        contact_id=contact.id if contact else None,
        touchpoint_id=touchpoint_id,
        sender=name,
        reply_to=email,
        words=words,
        wanted=wanted,
        safety="safety" in given,
    )
    segment, weight = customers.segment_of(account_id), customers.segment_weight(account_id)
    return cases.open_case(matter=matter, segment=segment, segment_weight=weight, by=actor, at=at).id
