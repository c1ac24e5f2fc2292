"""Between departments: what is asked of us, what we wait for, and the clocks of both."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.domain.cases import operations, queries
from heedful.domain.cases.enums import HandOverVerb, PauseReason
from heedful.foundation.errors import NotFound, Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import enum_of, text_of


def between(request: StaffRequest, refusal: Refused | None = None) -> HttpResponse:
    """List what is asked of the colleague's units and what they asked, next due first."""
    at, actor = timezone.now(), request.actor
    context = {
        "asked_of_us": queries.asked_of(actor, at),
        "asked_by_us": queries.asked_by(actor, at),
        "reasons": list(PauseReason),
        "now": at,
        "refusal": refusal,
        "given": request.POST,
    }
    return render(request, "desk/between.html", context, status=422 if refusal else 200)


@require_POST
def move(request: StaffRequest, hand_over_id: UUID) -> HttpResponse:
    """Pause, go on, answer or withdraw."""
    given = request.POST
    try:
        verb = enum_of(HandOverVerb, given, "verb")
        operations.move_hand_over(
            hand_over_id=hand_over_id,
            verb=verb,
            reason=enum_of(PauseReason, given, "reason") if given.get("reason") else None,
            words=text_of(given, "words", 5_000) if given.get("words", "").strip() else "",
            by=request.actor,
            at=timezone.now(),
        )
    except NotFound:
        raise
    except Refused as refusal:
        return between(request, refusal)
    messages.success(request, "Done. Whoever asked can see it.")
    return redirect("desk:between")
