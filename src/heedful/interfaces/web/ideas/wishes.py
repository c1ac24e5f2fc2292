"""The wish list, what may be the same, and one wish with its voices."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.domain.innovation.enums import WishState
from heedful.domain.innovation.operations import wishes as operations
from heedful.domain.innovation.queries import wishes as queries
from heedful.foundation.access import Permission
from heedful.foundation.errors import NotFound, Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import enum_of, text_of, uuid_of, words_of

SHOWN, ASKED = 100, 20


def everything(request: StaffRequest, refusal: Refused | None = None) -> HttpResponse:
    """Show the wishes with their duplicates counted in, and which may be the same."""
    said = words_of(request.GET, "state", 20)
    state = next((each for each in WishState if each.value == said), WishState.OPEN)
    works = request.actor.can(Permission.WORK_IDEAS)
    rows = queries.listed(request.actor, timezone.localdate(), state=state)
    context = {
        "rows": rows[:SHOWN],
        "total": len(rows),
        "state": state,
        "states": list(WishState),
        "suggestions": queries.suggestions(request.actor)[:ASKED] if works and state is WishState.OPEN else [],
        "refusal": refusal,
    }
    return render(request, "ideas/wishes.html", context, status=422 if refusal else 200)


@require_POST
def merge(request: StaffRequest) -> HttpResponse:
    """Merge what is the same, or say that it is not."""
    try:
        into = uuid_of(request.POST, "into")
        chosen = [uuid_of({"wish": each}, "wish") for each in request.POST.getlist("wish")]
        common: dict[str, Any] = {"by": request.actor, "at": timezone.now()}
        if text_of(request.POST, "verb") == "not_alike":
            operations.not_alike(one_id=into, other_ids=chosen, **common)
            messages.success(request, "Kept: they are not suggested again.")
        else:
            operations.merge(into_id=into, wish_ids=chosen, **common)
            messages.success(request, "Merged. Each can be taken out again on the page of the wish.")
    except NotFound:
        raise
    except Refused as refusal:
        return everything(request, refusal)
    return redirect("ideas:wishes")


def one(request: StaffRequest, wish_id: UUID, refusal: Refused | None = None) -> HttpResponse:
    """Show a wish with its people, their words, and the wishes merged into it."""
    row = queries.one(request.actor, wish_id, timezone.localdate())
    context = {
        "row": row,
        "words": queries.words(request.actor, row),
        "states": list(WishState),
        "works": request.actor.can(Permission.WORK_IDEAS, row.wish.unit_id),
        "refusal": refusal,
        "given": request.POST,
    }
    return render(request, "ideas/wish.html", context, status=422 if refusal else 200)


@require_POST
def step(request: StaffRequest, wish_id: UUID, what: str) -> HttpResponse:
    """Answer a wish, or take it out of the one it was merged into."""
    at, actor = timezone.now(), request.actor
    try:
        if what == "take_out":
            operations.take_out(wish_id=wish_id, by=actor, at=at)
        elif what == "answer":
            state, words = enum_of(WishState, request.POST, "state"), text_of(request.POST, "answer", 4_000)
            operations.answer_wish(wish_id=wish_id, state=state, answer=words, by=actor, at=at)
        else:
            raise Http404
    except NotFound:
        raise
    except Refused as refusal:
        return one(request, wish_id, refusal)
    messages.success(request, "Done.")
    return redirect("ideas:wish", wish_id)
