"""Walks: the roster of a month, one's own sample, its findings and photos, and the way back to the teams."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.domain.innovation.enums import Route
from heedful.domain.innovation.operations import walks as operations
from heedful.domain.innovation.queries import walks as queries
from heedful.domain.innovation.rules.walks import MOST_BYTES
from heedful.domain.journeys import queries as journeys
from heedful.domain.organisation import queries as organisation
from heedful.foundation import files
from heedful.foundation.access import Permission
from heedful.foundation.days import add_months
from heedful.foundation.errors import NotFound, Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import enum_of, int_of, month_of, text_of, uuid_of, words_of
from heedful.workflows import touchpoint_walk

LONG, NEWEST = 4_000, 30


def everything(request: StaffRequest, refusal: Refused | None = None) -> HttpResponse:
    """Show the roster of a month with who has not walked, the newest walks, and findings in time."""
    today, actor = timezone.localdate(), request.actor
    try:
        month = month_of(request.GET, "month", today)
    except Refused:
        month = today.replace(day=1)
    sets = actor.can(Permission.SET_ROSTER)
    context = {
        "month": month,
        "rows": queries.roster(actor, month),
        "duty": queries.duty_of(actor, today.replace(day=1)),
        "walks": [(each, queries.score(each)) for each in queries.visible_to(actor)[:NEWEST]],
        "back": queries.in_time(actor, add_months(today, -12), today + timedelta(days=1), today),
        "can_walk": actor.can(Permission.WALK_TOUCHPOINTS),
        "sets": sets,
        "touchpoints": list(journeys.touchpoints()) if sets else [],
        "scripts": queries.scripts(),
        "units": organisation.unit_choices(actor, Permission.SET_ROSTER, today),
        "refusal": refusal,
        "given": request.POST,
    }
    return render(request, "ideas/walks.html", context, status=422 if refusal else 200)


@require_POST
def roster(request: StaffRequest) -> HttpResponse:
    """Write a script, or put a leader on the roster."""
    given, at = request.POST, timezone.now()
    try:
        touchpoint = uuid_of(given, "touchpoint")
        if text_of(given, "verb") == "script":
            lines = text_of(given, "lines", LONG).splitlines()
            operations.write_script(touchpoint_id=touchpoint, lines=lines, by=request.actor, at=at)
        else:
            operations.set_duty(
                person_id=uuid_of(given, "person"), unit_id=uuid_of(given, "unit"), touchpoint_id=touchpoint,
                month=month_of(given, "month", timezone.localdate()), by=request.actor, at=at,
            )  # fmt: skip
    except NotFound:
        raise
    except Refused as refusal:
        return everything(request, refusal)
    messages.success(request, "Kept.")
    return redirect("ideas:walks")


def new(request: StaffRequest) -> HttpResponse:
    """Walk along the script of a touchpoint and give points."""
    refusal, given, at, actor = None, request.POST, timezone.now(), request.actor
    scripts = queries.scripts()
    chosen = words_of(request.GET, "touchpoint", 36)
    script = next((each for each in scripts if str(each.touchpoint_id) == chosen), scripts[0] if scripts else None)
    units = organisation.unit_choices(actor, Permission.WALK_TOUCHPOINTS, timezone.localdate())
    if request.method == "POST" and script is not None:
        try:
            lines = range(len(script.lines))
            walk = operations.record_walk(
                unit_id=uuid_of(given, "unit", dict(units)),
                touchpoint_id=script.touchpoint_id,
                points={line: int_of(given, f"points_{line}", low=1, high=5) for line in lines},
                walked_at=at,
                by=actor,
                at=at,
            )
            return redirect("ideas:walk", walk.id)
        except Refused as caught:
            refusal = caught
    context = {
        "script": script,
        "scripts": scripts,
        "lines": [(n, text, given.get(f"points_{n}", "")) for n, text in enumerate(script.lines)] if script else [],
        "units": units,
        "points": range(1, 6),
        "given": given,
        "refusal": refusal,
    }
    return render(request, "ideas/walk_new.html", context, status=422 if refusal else 200)


def one(request: StaffRequest, walk_id: UUID, refusal: Refused | None = None) -> HttpResponse:
    """Show a walk: points, findings with what they became, photos to download."""
    walk = queries.find_walk(request.actor, walk_id)
    own = walk.person_id == request.actor.id
    context = {
        "walk": walk,
        "score": queries.score(walk),
        "lines": list(zip(walk.script.lines, walk.points, strict=True)),
        "findings": queries.findings(walk),
        "photos": queries.photos(walk),
        "routes": list(Route),
        "may_add": own and walk.published_at is None,
        "may_publish": walk.published_at is None and (own or request.actor.can(Permission.SET_ROSTER, walk.unit_id)),
        "refusal": refusal,
        "given": request.POST,
    }
    return render(request, "ideas/walk.html", context, status=422 if refusal else 200)


def photo(request: StaffRequest, walk_id: UUID, photo_id: UUID) -> HttpResponse:
    """Send a picture as a download, never to be shown in place."""
    found = queries.photo(request.actor, walk_id, photo_id)
    path = files.folder(operations.FOLDER, walk_id) / found.name
    if not path.is_file():
        raise NotFound("this photo is no longer kept", field="photo", value=photo_id)
    response = HttpResponse(path.read_bytes(), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="{found.name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
def step(request: StaffRequest, walk_id: UUID, what: str) -> HttpResponse:
    """Add a finding or a photo, or give the findings to the teams."""
    at, actor, given = timezone.now(), request.actor, request.POST
    try:
        if what == "finding":
            text, route = text_of(given, "finding", LONG), enum_of(Route, given, "route")
            touchpoint_walk.find(walk_id=walk_id, text=text, route=route, by=actor, at=at)
        elif what == "photo":
            sent = request.FILES.get("photo")
            if sent is None or (sent.size or 0) > MOST_BYTES:
                raise Refused("no photo up to 5 MB", field="photo", fix="choose a JPEG or PNG")
            operations.add_photo(walk_id=walk_id, content=sent.read(), by=actor, at=at)
        elif what == "publish":
            operations.publish(walk_id=walk_id, by=actor, at=at)
        else:
            raise Http404
    except NotFound:
        raise
    except Refused as refusal:
        return one(request, walk_id, refusal)
    messages.success(request, "Done." if what != "publish" else "Every colleague there has been told.")
    return redirect("ideas:walk", walk_id)
