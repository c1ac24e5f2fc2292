"""Communication effort: asked beside observed, inside and outside, and the estimate as a third thing."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from heedful.domain.measurement import queries as measurement
from heedful.domain.measurement.queries.communication_effort import EXTERNAL, INTERNAL, NEEDED
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.insight.filters import asked


def communication_effort(request: StaffRequest) -> HttpResponse:
    """Show how hard it was to understand us, by what people say and by what they do."""
    at = timezone.now()
    chosen = asked(request.GET, at)
    found = measurement.communication_effort(request.actor, at=at, since=chosen.since, until=chosen.until)
    sides = [("Inside", found.internal, INTERNAL), ("Outside", found.external, EXTERNAL)]
    context = {"asked": chosen, "effort": found, "sides": sides, "needed": NEEDED}
    return render(request, "insight/effort.html", context)
