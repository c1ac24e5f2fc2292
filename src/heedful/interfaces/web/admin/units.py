"""The unit tree: look, add, rename, move."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.domain.organisation import operations, queries
from heedful.domain.organisation.enums import UnitKind
from heedful.foundation.access import Permission
from heedful.foundation.errors import Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import date_of, enum_of, text_of, uuid_of, uuid_or_none


def tree(request: StaffRequest, refusal: Refused | None = None) -> HttpResponse:
    """Show the tree as it stands, or stood on `?on=`."""
    on = _day_shown(request)
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
            code=text_of(given, "code", 64),
            name=text_of(given, "name"),
            kind=enum_of(UnitKind, given, "kind", UnitKind.TEAM),
            parent_id=uuid_of(given, "parent"),
            since=date_of(given, "since", timezone.localdate()),
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
            name, since = text_of(request.POST, "name"), date_of(request.POST, "since", today)
            parent = uuid_or_none(request.POST, "parent")
            with transaction.atomic():
                if name:
                    operations.rename_unit(unit_id=unit_id, name=name, by=request.actor, at=timezone.now())
                if parent:
                    operations.move_unit(
                        unit_id=unit_id, parent_id=parent, since=since, by=request.actor, at=timezone.now()
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
        "given": request.POST,
        "today": today,
    }
    return render(request, "admin/unit.html", context, status=422 if refusal else 200)


def _day_shown(request: StaffRequest) -> date:
    try:
        return date_of(request.GET, "on", timezone.localdate())
    except Refused:
        return timezone.localdate()
