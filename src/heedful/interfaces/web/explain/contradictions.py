"""Texts that say different things: found by the machine, ruled on by a person."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.domain.communication.enums import ContradictionVerb
from heedful.domain.communication.operations import contradictions as operations
from heedful.domain.communication.queries import contradictions as queries
from heedful.foundation.access import Permission
from heedful.foundation.errors import NotFound, Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import enum_of, text_of

SHOWN = 100


def everything(request: StaffRequest, refusal: Refused | None = None) -> HttpResponse:
    """List what is open, and what was ruled on."""
    rows = queries.visible_to(request.actor)
    context = {
        "open": list(rows.filter(state__in=queries.OPEN)[:SHOWN]),
        "done": list(rows.exclude(state__in=queries.OPEN).order_by("-decided_at")[:SHOWN]),
        "can_check": request.actor.everywhere(Permission.AUTHOR_ANNOUNCEMENTS),
        "can_rule": request.actor.everywhere(Permission.RELEASE_ANNOUNCEMENTS),
        "refusal": refusal,
    }
    return render(request, "explain/contradictions.html", context, status=422 if refusal else 200)


@require_POST
def check(request: StaffRequest) -> HttpResponse:
    """Look again now."""
    found = operations.look(by=request.actor, at=timezone.now())
    messages.success(request, f"Compared. {found} open.")
    return redirect("explain:contradictions")


@require_POST
def rule(request: StaffRequest, contradiction_id: UUID) -> HttpResponse:
    """Confirm, resolve or dismiss one by name."""
    try:
        operations.rule_on(
            contradiction_id=contradiction_id,
            verb=enum_of(ContradictionVerb, request.POST, "verb"),
            reason=text_of(request.POST, "reason", 2_000),
            by=request.actor,
            at=timezone.now(),
        )
    except NotFound:
        raise
    except Refused as refusal:
        return everything(request, refusal)
    messages.success(request, "Kept, with your name.")
    return redirect("explain:contradictions")
