"""Announcements: the list, the follow-through board, the proof."""

import contextlib
import csv
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.domain.communication import operations
from heedful.domain.communication.enums import VersionState
from heedful.domain.communication.queries import announcements as queries
from heedful.domain.communication.queries import board as boards
from heedful.domain.communication.queries import comprehension
from heedful.domain.communication.queries.proof import COLUMNS
from heedful.domain.communication.queries.proof import proof as proof_rows
from heedful.domain.organisation import queries as organisation
from heedful.domain.strategy import queries as strategy
from heedful.foundation.access import Permission
from heedful.foundation.errors import Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import int_of, text_of, uuid_of, uuid_or_none
from heedful.rendering.cells import cell
from heedful.workflows import cascade

STEPS = {
    VersionState.DRAFT: (("check", "Check for gaps"),),
    VersionState.CHECKED: (("approve", "Approve"),),
    VersionState.APPROVED: (("release", "Release"),),
    VersionState.RELEASED: (),
}


def everything(request: StaffRequest) -> HttpResponse:
    """List the announcements in sight with what is out and how far it has come."""
    at = timezone.now()
    held = list(queries.visible_to(request.actor))
    current = queries.current([each.id for each in held])
    found = [(each, *current.get(each.id, (None, ""))) for each in held]
    asks = {version.asks_id: version.id for _, version, _ in found if version and version.asks_id}
    lines = {asks[asked]: line for asked, line in boards.summaries(request.actor, asks, at).items()}
    rows = [(each, version, title, lines.get(version.id) if version else None) for each, version, title in found]
    can = request.actor.can(Permission.AUTHOR_ANNOUNCEMENTS)
    late = strategy.unannounced(request.actor, at) if request.actor.can(Permission.SEE_DECISIONS) else []
    return render(request, "explain/announcements.html", {"rows": rows, "can_author": can, "unannounced": late})


def new(request: StaffRequest) -> HttpResponse:
    """Begin an announcement: the topic, the audience, the decision behind it."""
    refusal, given, at = None, request.POST, timezone.now()
    units = organisation.unit_choices(request.actor, Permission.AUTHOR_ANNOUNCEMENTS, timezone.localdate())
    decisions = strategy.visible_to(request.actor).filter(approved_at__isnull=False)
    if request.method == "POST":
        try:
            made = operations.begin(
                code=text_of(given, "code", 64),
                topic=text_of(given, "topic", 64),
                audience_id=_audience(request),
                unit_id=uuid_of(given, "unit", dict(units)),
                decision_id=uuid_or_none(given, "decision", {each.id for each in decisions}),
                by=request.actor,
                at=at,
            )
            return redirect("explain:write", made.id)
        except Refused as caught:
            refusal = caught
    context = {
        "audiences": queries.audiences(),
        "units": units,
        "decisions": decisions,
        "given": given,
        "refusal": refusal,
    }
    return render(request, "explain/announcement_new.html", context, status=422 if refusal else 200)


def _audience(request: StaffRequest) -> UUID:
    """Return the chosen audience, or name a new one by its unit."""
    given = request.POST
    if given.get("audience"):
        return uuid_of(given, "audience", {each.id for each in queries.audiences()})
    units = organisation.unit_choices(request.actor, Permission.AUTHOR_ANNOUNCEMENTS, timezone.localdate())
    unit_id = uuid_of(given, "audience_unit", dict(units))
    named = organisation.find_unit(unit_id)
    added = operations.add_audience(
        code=named.code, name=f"{named.name} and below", unit_ids=[unit_id], by=request.actor, at=timezone.now()
    )
    return added.id


def one(request: StaffRequest, announcement_id: UUID, refusal: Refused | None = None) -> HttpResponse:
    """Show the follow-through board of what is out, its versions, and the next step of the one under way."""
    at = timezone.now()
    held = queries.announcement(request.actor, announcement_id)
    coming, version = queries.under_way(held.id), queries.out_now(held.id)
    with contextlib.suppress(Refused):
        version = queries.released(held.id, int_of(request.GET, "version", low=1, high=10_000)) or version
    asks = version.asks if version else None
    shown = asks is not None and boards.reaches(request.actor, asks)
    may = request.actor.can(Permission.RELEASE_ANNOUNCEMENTS, held.unit_id)
    context = {
        "held": held,
        "version": version,
        "title": queries.title_of(version or coming),
        "board": boards.board(request.actor, asks, at) if asks and shown else None,
        "nodes": boards.standings(request.actor, asks, at) if asks and shown else [],
        "items": comprehension.item_lines(asks.id) if asks and shown else [],
        "passed": comprehension.passed(asks.id) if asks and shown else None,
        "versions": queries.versions(held.id),
        "coming": coming,
        "gaps": queries.gaps_of(coming, at) if coming and coming.state == VersionState.DRAFT else [],
        "steps": STEPS.get(VersionState(coming.state), ()) if coming and may else (),
        "can_author": request.actor.can(Permission.AUTHOR_ANNOUNCEMENTS, held.unit_id),
        "refusal": refusal,
    }
    return render(request, "explain/announcement.html", context, status=422 if refusal else 200)


@require_POST
def step(request: StaffRequest, announcement_id: UUID) -> HttpResponse:
    """Check, approve, release or withdraw the version under way."""
    verbs = {
        "check": operations.check,
        "approve": operations.approve,
        "release": cascade.release,
        "withdraw": operations.withdraw,
    }
    queries.announcement(request.actor, announcement_id)
    verb = text_of(request.POST, "verb")
    if verb not in verbs:
        raise Http404
    try:
        verbs[verb](announcement_id=announcement_id, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return one(request, announcement_id, refusal)
    messages.success(request, "Done.")
    return redirect("explain:announcement", announcement_id)


def proof(request: StaffRequest, announcement_id: UUID) -> HttpResponse:
    """Give the proof as a file: person, version, language, time."""
    held = queries.announcement(request.actor, announcement_id)
    version = queries.out_now(held.id)
    if version is None or version.asks_id is None:
        raise Http404
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{held.code}-{version.n}.csv"'
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    for row in proof_rows(request.actor, version.asks_id, timezone.now()):
        writer.writerow([cell(each) for each in row])
    return response
