"""The unit tree: look, add, rename, move."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST

from heedful.domain.organisation import operations, queries
from heedful.domain.organisation.enums import UnitKind
from heedful.foundation.access import Permission
from heedful.foundation.errors import Refused
from heedful.interfaces.web.access import StaffRequest


def tree(request: StaffRequest, refusal: Refused | None = None) -> HttpResponse:
    """Show the tree as it stands, or stood on `?on=`."""
    on = parse_date(request.GET.get("on", "")) or timezone.localdate()
    context = {
        "rows": queries.tree(on),
        "on": on,
        "kinds": [kind for kind in UnitKind if kind is not UnitKind.COMPANY],
        "choices": queries.unit_choices(request.actor, Permission.ADMINISTER, timezone.localdate()),
        "refusal": refusal,
        "given": request.POST,
    }
    return render(request, "admin/units.html", context, status=422 if refusal else 200)


@require_POST
def add(request: StaffRequest) -> HttpResponse:
    """Add a unit."""
    given = request.POST
    try:
        added = operations.add_unit(
            code=given.get("code", "").strip(),
            name=given.get("name", "").strip(),
            kind=UnitKind(given.get("kind", UnitKind.TEAM)),
            parent_id=UUID(given["parent"]),
            since=parse_date(given.get("since", "")) or timezone.localdate(),
            by=request.actor,
            at=timezone.now(),
        )
    except Refused as refusal:
        return tree(request, refusal)
    messages.success(request, f"{added.name} was added.")
    return redirect("settings:units")


def change(request: StaffRequest, unit_id: UUID) -> HttpResponse:
    """Show a unit; by POST rename or move it."""
    unit = queries.find_unit(unit_id)
    today = timezone.localdate()
    refusal = None
    if request.method == "POST":
        try:
            if name := request.POST.get("name", "").strip():
                operations.rename_unit(unit_id=unit_id, name=name, by=request.actor, at=timezone.now())
            if parent := request.POST.get("parent"):
                since = parse_date(request.POST.get("since", "")) or today
                operations.move_unit(
                    unit_id=unit_id, parent_id=UUID(parent), since=since, by=request.actor, at=timezone.now()
                )
            messages.success(request, "The change is recorded.")
            return redirect("settings:units")
        except Refused as caught:
            refusal = caught
    context = {
        "unit": unit,
        "above": queries.ancestors(unit_id, today),
        "choices": queries.unit_choices(request.actor, Permission.ADMINISTER, today),
        "refusal": refusal,
        "today": today,
    }
    return render(request, "admin/unit.html", context, status=422 if refusal else 200)
