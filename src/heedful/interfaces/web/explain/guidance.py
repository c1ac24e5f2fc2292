"""Guidance: guidelines and procedures, what channels are for, who answers for which outcome; each with its gaps."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.domain.communication.queries import announcements
from heedful.domain.guidance import operations, queries
from heedful.domain.guidance.enums import GuidanceKind
from heedful.domain.journeys import queries as journeys
from heedful.domain.measurement import queries as measurement
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Permission
from heedful.foundation.errors import Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.explain.read import PASSAGE_TITLES
from heedful.interfaces.web.forms import enum_of, text_of, uuid_of, uuid_or_none

MOST_PLACES = 200


def everything(request: StaffRequest, refusal: Refused | None = None) -> HttpResponse:
    """List what guides those in sight, the teams that serve, and what lacks guidance."""
    at, actor = timezone.now(), request.actor
    lines = queries.coverage(actor, at)
    context: dict[str, Any] = {
        "documents": queries.documents(actor, at),
        "lines": lines,
        "red": sum(line.standing.red for line in lines),
        "sees_journeys": actor.can(Permission.SEE_JOURNEYS),
        "can_bind": actor.can(Permission.AUTHOR_ANNOUNCEMENTS),
        "refusal": refusal,
        "given": request.POST,
    }
    if context["sees_journeys"]:
        context |= {"bare": queries.touchpoints_without(at), "steps_bare": queries.steps_without(at)}
    if context["can_bind"]:
        steps = [(each, journeys.steps_of(each.code)) for each in journeys.maps()]
        context |= {
            "announcements": announcements.visible_to(actor),
            "kinds": list(GuidanceKind),
            "touchpoints": journeys.touchpoints(),
            "steps": steps,
            "standards": journeys.standards(),
        }
    return render(request, "explain/guidance.html", context, status=422 if refusal else 200)


def one(request: StaffRequest, guidance_id: UUID) -> HttpResponse:
    """Show the words that hold now."""
    found = queries.document(request.actor, guidance_id, timezone.now())
    words = found.words.get("en") or next(iter(found.words.values()), None)
    parts = [(title, getattr(words, name)) for name, title in PASSAGE_TITLES.items()] if words else []
    context = {
        "document": found,
        "parts": parts,
        "words": words,
        "sees_cascade": request.actor.can(Permission.SEE_CASCADE),
    }
    return render(request, "explain/guidance_one.html", context)


@require_POST
def bind(request: StaffRequest) -> HttpResponse:
    """Bind an announcement to where it guides."""
    given = request.POST
    try:
        steps = [tuple(each.split("/", 1)) for each in given.getlist("steps")[:MOST_PLACES] if "/" in each]
        operations.bind(
            kind=enum_of(GuidanceKind, given, "kind"),
            announcement_id=uuid_of(given, "announcement"),
            touchpoints=given.getlist("touchpoints")[:MOST_PLACES],
            steps=[(each[0], each[1]) for each in steps],
            standard=text_of(given, "standard", 64),
            by=request.actor,
            at=timezone.now(),
        )
    except Refused as refusal:
        return everything(request, refusal)
    messages.success(request, "It guides there from the day on which its words are in force.")
    return redirect("explain:guidance")


def channels(request: StaffRequest, refusal: Refused | None = None) -> HttpResponse:
    """List the channels with what they are for, and what is missing."""
    at, actor = timezone.now(), request.actor
    lines = queries.channels(actor, at)
    context = {
        "lines": lines,
        "gaps": sum(bool(line.gaps) for line in lines),
        "can_edit": actor.everywhere(Permission.EDIT_JOURNEYS),
        "channels": queries.known_channels(at),
        "people": organisation.colleague_choices(None, timezone.localdate()),
        "standards": journeys.standards(),
        "refusal": refusal,
        "given": request.POST,
    }
    return render(request, "explain/channels.html", context, status=422 if refusal else 200)


def responsibilities(request: StaffRequest, refusal: Refused | None = None) -> HttpResponse:
    """List every department with the outcomes for customers that it answers for."""
    actor, today = request.actor, timezone.localdate()
    lines = queries.departments(actor, today)
    context = {
        "lines": lines,
        "gaps": sum(not line.outcomes for line in lines),
        "can_edit": actor.can(Permission.EDIT_JOURNEYS),
        "people": organisation.colleague_choices(None, today),
        "metrics": [(each.id, each.title) for each in measurement.metrics()],
        "refusal": refusal,
        "given": request.POST,
    }
    return render(request, "explain/responsibilities.html", context, status=422 if refusal else 200)


@require_POST
def state(request: StaffRequest, what: str) -> HttpResponse:
    """State what a channel is for; let a department answer for an outcome, or no longer."""
    given, by, at = request.POST, request.actor, timezone.now()
    people = dict(organisation.colleague_choices(None, timezone.localdate()))
    page = {"channel": channels, "outcome": responsibilities, "end": responsibilities}.get(what)
    if page is None:
        raise Http404
    try:
        if what == "channel":
            operations.state_purpose(
                channel=text_of(given, "channel", 32),
                why=text_of(given, "why", 1_000),
                for_whom=text_of(given, "for_whom", 1_000),
                owner_id=uuid_or_none(given, "owner", people),
                standard=text_of(given, "standard", 64),
                by=by,
                at=at,
            )
        elif what == "outcome":
            operations.take_responsibility(
                unit_id=uuid_of(given, "unit"),
                outcome=text_of(given, "outcome"),
                owner_id=uuid_of(given, "owner", people),
                measure=text_of(given, "measure", 64),
                by=by,
                at=at,
            )
        else:
            operations.end_responsibility(responsibility_id=uuid_of(given, "responsibility"), by=by, at=at)
    except Refused as refusal:
        return page(request, refusal)
    messages.success(request, "Kept.")
    return redirect("explain:channels" if what == "channel" else "explain:responsibilities")
