"""Contacts in which a customer asked for somebody above: recorded with one click, counted, put beside changes."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.domain.failures import operations
from heedful.domain.failures.enums import Wanted
from heedful.domain.failures.queries import demand
from heedful.domain.measurement.rules import add_months
from heedful.foundation.errors import NotFound, Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import enum_of, month_of, text_of

MONTHS, MOST = 6, 60


@dataclass(frozen=True, slots=True)
class Asked:
    """The months of the page: `last` is in, `until` is out."""

    since: date
    last: date


def everything(request: StaffRequest, refusal: Refused | None = None) -> HttpResponse:
    """Show the rate of the last months, this one included."""
    last = month_of(request.GET, "until", timezone.localdate().replace(day=1))
    since = month_of(request.GET, "since", add_months(last, 1 - MONTHS))
    if not add_months(last, 1 - MOST) <= since <= last:
        raise Refused("the months do not make a window", field="since", value=since, fix="choose up to five years")
    found = demand.supervisor_demand(request.actor, since=since, until=add_months(last, 1))
    context = {"demand": found, "asked": Asked(since, last), "refusal": refusal}
    return render(request, "explain/supervisor.html", context, status=422 if refusal else 200)


@require_POST
def record(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Record that the customer of a case asked for somebody above."""
    try:
        operations.record_demand(
            why=enum_of(Wanted, request.POST, "why"),
            missing=text_of(request.POST, "missing", 300),
            case_id=case_id,
            by=request.actor,
            at=timezone.now(),
        )
    except NotFound:
        raise
    except Refused as refusal:
        return everything(request, refusal)
    messages.success(request, "Kept. It is counted, with what was missing.")
    return redirect("desk:case", case_id)
