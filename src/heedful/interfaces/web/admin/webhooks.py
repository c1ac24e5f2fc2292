"""Webhooks: which programs are told what, what they answered, and the buttons of each."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from heedful.foundation.errors import Refused
from heedful.foundation.webhooks import operations, queries
from heedful.foundation.webhooks.kinds import OFFERED
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import page_of, text_of, uuid_or_none

A_PAGE = 25
NOTHING_PARKED = "Nothing is parked here, so nothing was sent again."


def everything(request: StaffRequest, refusal: Refused | None = None) -> HttpResponse:
    """List the endpoints, with the form for another."""
    context = {
        "endpoints": queries.endpoints(request.actor),
        "kinds": OFFERED,
        "refusal": refusal,
        "given": request.POST if refusal else {},
        "chosen": request.POST.getlist("kinds") if refusal else OFFERED,
    }
    return render(request, "admin/webhooks.html", context, status=422 if refusal else 200)


@require_POST
def add(request: StaffRequest) -> HttpResponse:
    """Add an endpoint and show its secret once."""
    try:
        url, kinds = text_of(request.POST, "url", 500), request.POST.getlist("kinds")
        made, secret = operations.add(url=url, kinds=kinds, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return everything(request, refusal)
    return _shown(request, made.id, secret)


@require_GET
def one(request: StaffRequest, endpoint_id: UUID) -> HttpResponse:
    """Show an endpoint, its keys and its log."""
    return _shown(request, endpoint_id)


@require_POST
def step(request: StaffRequest, endpoint_id: UUID) -> HttpResponse:
    """Do what a button says: test, rotate, on, off, replay."""
    by, at, said = request.actor, timezone.now(), ""
    match request.POST.get("step"):
        case "rotate":
            return _shown(request, endpoint_id, operations.rotate(endpoint_id=endpoint_id, by=by, at=at))
        case "test":
            operations.try_out(endpoint_id=endpoint_id, by=by, at=at)
            said = "A test is on its way; its reply is in the log in a moment."
        case "on":
            operations.switch(endpoint_id=endpoint_id, on=True, by=by, at=at)
            said = "It is told again of what happens from now on."
        case "off":
            operations.switch(endpoint_id=endpoint_id, on=False, why=f"switched off by {by.name}", by=by, at=at)
            said = "It is told nothing any more."
        case "replay":
            delivery = uuid_or_none(request.POST, "delivery")
            again = operations.replay(endpoint_id=endpoint_id, delivery_id=delivery, by=by, at=at)
            said = f"{again} sent again." if again else NOTHING_PARKED
        case other:
            raise Refused("no such step", field="step", value=other, fix="use a button of the page")
    messages.success(request, said)
    return redirect("settings:webhook", endpoint_id)


def _shown(request: StaffRequest, endpoint_id: UUID, secret: str = "") -> HttpResponse:
    now = timezone.now()
    context = {
        "endpoint": queries.endpoint(endpoint_id, request.actor),
        "keys": queries.keys(endpoint_id, now),
        "log": Paginator(queries.log(endpoint_id, request.actor), A_PAGE).get_page(page_of(request.GET)),
        "secret": secret,
        "kinds": OFFERED,
    }
    return render(request, "admin/webhook.html", context)
