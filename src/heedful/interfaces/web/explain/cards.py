"""Answer cards: what to tell a customer, found by the customer's question; drafted by one, approved by another."""

from datetime import UTC, date, datetime, time
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.domain.communication.operations import cards as operations
from heedful.domain.communication.queries import announcements
from heedful.domain.communication.queries import cards as queries
from heedful.domain.communication.rules.wording import LANGUAGES
from heedful.foundation.access import Permission
from heedful.foundation.days import zone
from heedful.foundation.errors import Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import date_of, text_of, uuid_of, words_of


def everything(request: StaffRequest, refusal: Refused | None = None) -> HttpResponse:
    """Find cards by a question; authors draft and approve below."""
    at, actor = timezone.now(), request.actor
    asked = words_of(request.GET, "q", 200)
    can_author = actor.everywhere(Permission.AUTHOR_ANNOUNCEMENTS)
    context = {
        "asked": asked,
        "answers": queries.search(actor, asked, at),
        "drafts": list(queries.drafts(actor, at)) if can_author else [],
        "audiences": announcements.audiences() if can_author else [],
        "languages": LANGUAGES,
        "can_author": can_author,
        "refusal": refusal,
        "given": request.POST,
    }
    return render(request, "explain/cards.html", context, status=422 if refusal else 200)


@require_POST
def draft(request: StaffRequest) -> HttpResponse:
    """Keep a draft."""
    given, today = request.POST, timezone.localdate()
    try:
        told = operations.NewCard(
            code=text_of(given, "code", 64),
            topic=text_of(given, "topic", 64),
            audience_id=uuid_of(given, "audience", {each.id for each in announcements.audiences()}),
            language=text_of(given, "language", 8),
            question=text_of(given, "question", 300),
            wording=text_of(given, "wording", 4_000),
            valid_from=_morning(date_of(given, "valid_from", today)),
            valid_to=_morning(date_of(given, "valid_to", today)) if given.get("valid_to") else None,
        )
        operations.draft_card(told=told, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return everything(request, refusal)
    messages.success(request, "Kept as a draft; somebody else approves it.")
    return redirect("explain:cards")


@require_POST
def step(request: StaffRequest, card_id: UUID, what: str) -> HttpResponse:
    """Approve or withdraw a card."""
    verbs = {"approve": operations.approve_card, "withdraw": operations.withdraw_card}
    if what not in verbs:
        raise Http404
    queries.card(request.actor, card_id, timezone.now())
    try:
        verbs[what](card_id=card_id, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return everything(request, refusal)
    messages.success(request, "Done.")
    return redirect("explain:cards")


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(0), zone()).astimezone(UTC)
