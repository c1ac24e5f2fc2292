"""Service standards: what is promised to whom, in versions that never change."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.analytics.calendar_intervals import COUNTED_IN_SECONDS, Span
from heedful.domain.journeys.enums import TargetKind
from heedful.domain.journeys.operations import targets
from heedful.domain.journeys.queries import targets as target_queries
from heedful.domain.journeys.rules.promise_sets import SETS
from heedful.domain.organisation import queries as organisation
from heedful.domain.organisation.queries import calendars
from heedful.foundation.access import Permission
from heedful.foundation.errors import Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import enum_of, int_of, number_of, text_of, uuid_or_none

LARGEST = 10_000
SPANS = {
    Span.BUSINESS_SECONDS: ("working hours", 3_600),
    Span.CALENDAR_SECONDS: ("hours, day and night", 3_600),
    Span.BUSINESS_DAY_CLOSE: ("working days, by their close", 1),
    Span.CALENDAR_DAYS: ("days", 1),
    Span.WEEKS: ("weeks", 1),
}


def everything(request: StaffRequest, refusal: Refused | None = None) -> HttpResponse:
    """List the promises with their versions, and the working calendars they count on."""
    rows = []
    for target in target_queries.targets():
        current = [v for v in target.versions.all() if v.valid_to is None]
        if current:
            word, size = SPANS[Span(current[0].span)]
            rows.append((target, current[0], f"{current[0].amount / size:g} {word}", target.versions.count()))
    context = {
        "rows": rows,
        "calendars": calendars.calendars(),
        "kinds": list(TargetKind),
        "spans": [(span.value, word) for span, (word, _) in SPANS.items()],
        "units": organisation.unit_choices(request.actor, Permission.SET_STANDARDS, timezone.localdate()),
        "sets": list(SETS),
        "refusal": refusal,
        "given": request.POST,
    }
    return render(request, "manage/standards.html", context, status=422 if refusal else 200)


@require_POST
def publish(request: StaffRequest) -> HttpResponse:
    """Publish the next version of a promise, or a new promise."""
    given = request.POST
    try:
        span = enum_of(Span, given, "span", Span.BUSINESS_SECONDS)
        amount = number_of(given, "amount", low=0, high=LARGEST)
        choices = organisation.unit_choices(request.actor, Permission.SET_STANDARDS, timezone.localdate())
        unit = uuid_or_none(given, "unit", dict(choices))
        request.actor.require(Permission.SET_STANDARDS, unit)
        targets.publish_target(
            code=text_of(given, "code", 64),
            name=text_of(given, "name"),
            kind=enum_of(TargetKind, given, "kind"),
            amount=round(amount * SPANS[span][1]),
            span=span,
            pausable="pausable" in given and span in COUNTED_IN_SECONDS,
            calendar=text_of(given, "calendar", 64),
            priority=int_of(given, "priority", low=1, high=4) if given.get("priority") else None,
            unit_id=unit,
            by=request.actor,
            at=timezone.now(),
        )
    except Refused as refusal:
        return everything(request, refusal)
    messages.success(request, "The promise holds for cases from now on; running clocks keep theirs.")
    return redirect("manage:standards")


@require_POST
def publish_set(request: StaffRequest) -> HttpResponse:
    """Publish a prescribed set of promises."""
    given = request.POST
    try:
        choices = organisation.unit_choices(request.actor, Permission.SET_STANDARDS, timezone.localdate())
        unit = uuid_or_none(given, "unit", dict(choices))
        if unit is None:
            request.actor.require_everywhere(Permission.SET_STANDARDS)
        name, calendar = text_of(given, "set", 64), text_of(given, "calendar", 64)
        targets.publish_set(name=name, calendar=calendar, unit_id=unit, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return everything(request, refusal)
    messages.success(request, "The set holds for complaints from now on; none of its clocks pauses.")
    return redirect("manage:standards")
