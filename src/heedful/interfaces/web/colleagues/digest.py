"""The digest: a colleague's own page, and the page behind the signed link, which needs no log-in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from heedful.domain.circulation import operations, queries
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import SYSTEM
from heedful.foundation.errors import Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import int_of
from heedful.interfaces.web.respond.page import page


def own(request: StaffRequest, refusal: Refused | None = None) -> HttpResponse:
    """Show one's newest digest and the hour at which it comes."""
    person = request.actor.id
    found = queries.newest_of(person) if person else None
    context = {
        "digest": found,
        "things": queries.things_of(found) if found else [],
        "wanted": queries.wanted_by(person) if person else None,
        "hours": range(24),
        "refusal": refusal,
    }
    return render(request, "colleagues/digest.html", context, status=422 if refusal else 200)


@require_POST
def choose(request: StaffRequest) -> HttpResponse:
    """Choose the hour, or none."""
    try:
        hour = int_of(request.POST, "hour", low=0, high=23)
        operations.choose(hour=hour, on="on" in request.POST, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return own(request, refusal)
    messages.success(request, "Kept.")
    return redirect("colleagues:digest")


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the mail said, until the link expires. Reading is noted by POST: mail programs open links themselves.

    Exempt from the CSRF check because whoever comes from a mail has no cookie; the signed link is the permission.
    """
    at, found = timezone.now(), queries.by_link(token)
    if found is None or found.expires_at <= at or not organisation.is_here(found.person_id, at):
        return page(request, "digest_over", "en", {"digest": found, "token": token}, status=404)
    if request.method == "POST":
        operations.mark_seen(digest_id=found.id, by=SYSTEM, at=at)
        return HttpResponseRedirect(request.path, status=303)
    context = {"digest": found, "things": queries.things_of(found), "token": token}
    return page(request, "digest", "en", context)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def off(request: HttpRequest, token: str) -> HttpResponse:
    """Ask before stopping; stop by POST alone, which mail programs may send by themselves (RFC 8058)."""
    if request.method == "POST":
        operations.turn_off_by_link(token=token, by=SYSTEM, at=timezone.now())
    return page(request, "digest_off", "en", {"done": request.method == "POST"})
