"""Service standards of the touchpoints: the level, how far it is kept, and the contacts behind it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.domain.customers import queries as customers
from heedful.domain.journeys import operations, queries
from heedful.domain.journeys.enums import Measure
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Permission
from heedful.foundation.errors import Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import enum_of, int_of, text_of, uuid_of
from heedful.interfaces.web.insight.filters import asked

LONGEST = 10_000_000
SHOWN = 50


def everything(request: StaffRequest, refusal: Refused | None = None) -> HttpResponse:
    """List the standards in force with their attainment."""
    window = asked(request.GET, timezone.now())
    context = {
        "rows": queries.attainments(request.actor, window.since, window.until),
        "asked": window,
        "can_set": request.actor.everywhere(Permission.SET_STANDARDS),
        "touchpoints": queries.touchpoints(),
        "measures": list(Measure),
        "segments": customers.segments(),
        "people": organisation.colleague_choices(None, timezone.localdate()),
        "refusal": refusal,
        "given": request.POST,
    }
    return render(request, "manage/journey_standards.html", context, status=422 if refusal else 200)


def one(request: StaffRequest, code: str) -> HttpResponse:
    """Show one standard: what it says, its versions, and the newest contacts that its figure counts."""
    window = asked(request.GET, timezone.now())
    found = queries.attainment(code, request.actor, window.since, window.until)
    measure = Measure(found.standard.measure)
    rows = queries.contacts_behind(code, request.actor, window.since, window.until, SHOWN)
    context = {
        "each": found,
        "measure": measure,
        "rows": [(row, _measured(row, measure)) for row in rows],
        "versions": reversed(found.standard.versions.all()),
        "asked": window,
        "shown": SHOWN,
    }
    return render(request, "manage/journey_standard.html", context)


@require_POST
def publish(request: StaffRequest) -> HttpResponse:
    """State a standard, or its next level, or end it."""
    given, at = request.POST, timezone.now()
    try:
        code = text_of(given, "code", 64)
        if given.get("end"):
            operations.end_standard(code=code, by=request.actor, at=at)
            messages.success(request, "The standard has ended; its figures stay.")
            return redirect("manage:journey_standards")
        people = dict(organisation.colleague_choices(None, timezone.localdate()))
        made = operations.publish_standard(
            code=code,
            name=text_of(given, "name"),
            touchpoint=text_of(given, "touchpoint", 64),
            measure=enum_of(Measure, given, "measure"),
            limit=int_of(given, "limit", low=0, high=LONGEST, default=0),
            share=int_of(given, "share", low=1, high=100),
            owner_id=uuid_of(given, "owner", people),
            why=text_of(given, "why", 1_000),
            segment=text_of(given, "segment", 64),
            by=request.actor,
            at=at,
        )
    except Refused as refusal:
        return everything(request, refusal)
    messages.success(request, f"Version {made.n} holds for contacts from today on; earlier ones keep theirs.")
    return redirect("manage:journey_standards")


def _measured(row: object, measure: Measure) -> str:
    if measure is Measure.DAYS_LATE:
        return f"promised {row.promised_at:%d %b %Y}, came {row.actual_at:%d %b %Y}"  # type: ignore[attr-defined]  # an interaction
    if measure is Measure.FIRST_CONTACT:
        return "yes" if row.first_contact_resolved else "no"  # type: ignore[attr-defined]  # an interaction
    return str(getattr(row, measure.value))
