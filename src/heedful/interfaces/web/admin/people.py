"""Colleagues, their log-in and their roles."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.domain.organisation import operations, queries
from heedful.foundation.access import Permission, Role
from heedful.foundation.errors import Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import date_of, enum_of, text_of, uuid_of, uuid_or_none, words_of


def everybody(request: StaffRequest, refusal: Refused | None = None) -> HttpResponse:
    """List colleagues, and offer to add one."""
    wanted = words_of(request.GET, "q")
    people = queries.people(request.actor)
    if wanted:
        people = people.filter(name__icontains=wanted)
    context = {
        "people": people[:500],
        "total": people.count(),
        "q": wanted,
        "units": queries.unit_choices(request.actor, Permission.ADMINISTER, timezone.localdate()),
        "managers": queries.colleague_choices(None, timezone.localdate()),
        "refusal": refusal,
        "given": request.POST,
    }
    return render(request, "admin/people.html", context, status=422 if refusal else 200)


@require_POST
def add(request: StaffRequest) -> HttpResponse:
    """Add a colleague."""
    given = request.POST
    try:
        added = operations.add_person(
            name=text_of(given, "name"),
            email=text_of(given, "email"),
            title=text_of(given, "title"),
            unit_id=uuid_of(given, "unit"),
            manager_id=uuid_or_none(given, "manager", dict(queries.colleague_choices(None, timezone.localdate()))),
            since=date_of(given, "since", timezone.localdate()),
            by=request.actor,
            at=timezone.now(),
        )
    except Refused as refusal:
        return everybody(request, refusal)
    messages.success(request, f"{added.name} was added. Give a role next.")
    return redirect("settings:person", added.id)


def one(request: StaffRequest, person_id: UUID, refusal: Refused | None = None) -> HttpResponse:
    """Show a colleague with the roles held today."""
    today = timezone.localdate()
    context = {
        "colleague": queries.colleague(request.actor, person_id),
        "grants": queries.current_grants(person_id, today),
        "roles": list(Role),
        "units": queries.unit_choices(request.actor, Permission.ADMINISTER, today),
        "today": today,
        "given": request.POST,
        "refusal": refusal,
    }
    return render(request, "admin/person.html", context, status=422 if refusal else 200)


@require_POST
def grant(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """Give a role."""
    try:
        operations.grant_role(
            person_id=person_id,
            role=enum_of(Role, request.POST, "role"),
            unit_id=uuid_of(request.POST, "unit"),
            since=date_of(request.POST, "since", timezone.localdate()),
            by=request.actor,
            at=timezone.now(),
        )
    except Refused as refusal:
        return one(request, person_id, refusal)
    messages.success(request, "The role is given.")
    return redirect("settings:person", person_id)


@require_POST
def end(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """End a role today."""
    try:
        operations.end_grant(
            grant_id=uuid_of(request.POST, "grant"), on=timezone.localdate(), by=request.actor, at=timezone.now()
        )
    except Refused as refusal:
        return one(request, person_id, refusal)
    messages.success(request, "The role has ended.")
    return redirect("settings:person", person_id)
