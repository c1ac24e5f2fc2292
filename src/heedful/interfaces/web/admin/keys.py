"""API keys: issue, list, revoke."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.domain.organisation import operations, queries
from heedful.domain.organisation.enums import KeyScope
from heedful.foundation.access import Permission, Role
from heedful.foundation.errors import Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import enum_of, int_of, text_of, uuid_of


def everything(request: StaffRequest, secret: str = "", refusal: Refused | None = None) -> HttpResponse:
    """List the keys; a fresh secret is shown this once."""
    context = {
        "keys": queries.api_keys(request.actor),
        "secret": secret,
        "roles": list(Role),
        "scopes": list(KeyScope),
        "units": queries.unit_choices(request.actor, Permission.ADMINISTER, timezone.localdate()),
        "now": timezone.now(),
        "refusal": refusal,
        "given": request.POST if refusal else {},
    }
    return render(request, "admin/keys.html", context, status=422 if refusal else 200)


@require_POST
def issue(request: StaffRequest) -> HttpResponse:
    """Make a key and show its secret once."""
    given = request.POST
    try:
        days = int_of(given, "days", low=1, high=3_650, default=365)
        secret = operations.issue_key(
            name=text_of(given, "name", 100) or "key",
            role=enum_of(Role, given, "role"),
            unit_id=uuid_of(given, "unit"),
            scope=enum_of(KeyScope, given, "scope", KeyScope.READ),
            expires_at=timezone.now() + timedelta(days=days),
            by=request.actor,
            at=timezone.now(),
        )
    except Refused as refusal:
        return everything(request, refusal=refusal)
    return everything(request, secret)


@require_POST
def revoke(request: StaffRequest, key_id: UUID) -> HttpResponse:
    """End a key at once."""
    operations.revoke_key(key_id=key_id, by=request.actor, at=timezone.now())
    messages.success(request, "The key no longer works.")
    return redirect("settings:keys")
