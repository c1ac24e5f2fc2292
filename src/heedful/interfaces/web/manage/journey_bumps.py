"""Speed bumps: where people have to step in, what it costs, and who removes it by when."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.domain.journeys import operations, queries
from heedful.domain.measurement import queries as measurement
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Permission
from heedful.foundation.errors import Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import date_of, text_of, uuid_of
from heedful.interfaces.web.insight.filters import asked


def one(request: StaffRequest, code: str, refusal: Refused | None = None) -> HttpResponse:
    """List the steps by what stepping in costs there, and the bumps on the register."""
    today = timezone.localdate()
    window, found = asked(request.GET, timezone.now()), queries.journey_map(code)
    rows = measurement.speed_bumps(code=code, actor=request.actor, since=window.since, until=window.until)
    held = [each for each in queries.register() if each.step.map_id == found.id]
    context = {
        "map": found,
        "asked": window,
        "rows": rows,
        "held": [(each, each.remove_by < today) for each in held],
        "steps": queries.steps_of(code),
        "can_edit": request.actor.everywhere(Permission.EDIT_JOURNEYS),
        "people": organisation.colleague_choices(None, today),
        "refusal": refusal,
        "given": request.POST,
    }
    return render(request, "manage/journey_bumps.html", context, status=422 if refusal else 200)


@require_POST
def act(request: StaffRequest, code: str, what: str) -> HttpResponse:
    """Put a step on the register, or note that its bump is gone."""
    given, at = request.POST, timezone.now()
    people = dict(organisation.colleague_choices(None, timezone.localdate()))
    try:
        if what == "register":
            operations.register_bump(
                journey=code,
                step=text_of(given, "step", 64),
                what=text_of(given, "what", 500),
                owner_id=uuid_of(given, "owner", people),
                remove_by=date_of(given, "remove_by", timezone.localdate()),
                by=request.actor,
                at=at,
            )
        elif what == "remove":
            operations.remove_bump(bump_id=uuid_of(given, "bump"), by=request.actor, at=at)
        else:
            raise Http404
    except Refused as refusal:
        return one(request, code, refusal)
    messages.success(request, "The register is kept.")
    return redirect("manage:journey_bumps", code)
