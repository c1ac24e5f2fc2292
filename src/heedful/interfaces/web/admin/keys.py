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
from heedful.interfaces.web.access import StaffRequest


def everything(request: StaffRequest, secret: str = "") -> HttpResponse:
    """List the keys; a fresh secret is shown this once."""
    context = {
        "keys": queries.api_keys(request.actor),
        "secret": secret,
        "roles": list(Role),
        "scopes": list(KeyScope),
        "units": queries.unit_choices(request.actor, Permission.ADMINISTER, timezone.localdate()),
        "now": timezone.now(),
    }
    return render(request, "admin/keys.html", context)


@require_POST
def issue(request: StaffRequest) -> HttpResponse:
    """Make a key and show its secret once."""
    given = request.POST
    days = int(given.get("days") or 365)
    secret = operations.issue_key(
        name=given.get("name", "").strip() or "key",
        role=Role(given["role"]),
        unit_id=UUID(given["unit"]),
        scope=KeyScope(given.get("scope", KeyScope.READ)),
        expires_at=timezone.now() + timedelta(days=max(1, min(days, 3_650))),
        by=request.actor,
        at=timezone.now(),
    )
    return everything(request, secret)


@require_POST
def revoke(request: StaffRequest, key_id: UUID) -> HttpResponse:
    """End a key at once."""
    operations.revoke_key(key_id=key_id, by=request.actor, at=timezone.now())
    messages.success(request, "The key no longer works.")
    return redirect("settings:keys")
