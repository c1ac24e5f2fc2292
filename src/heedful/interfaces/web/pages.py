"""Pages of nobody in particular: home by role, theme, search of keys, health."""

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from heedful.foundation.access import Role
from heedful.foundation.jobs import queries as jobs
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.context import THEMES

HOME_OF = {
    Role.BOARD: "board:home",
    Role.CX_LEADER: "manage:home",
    Role.ANALYST: "insight:home",
    Role.TEAM_LEADER: "manage:home",
    Role.ADMIN: "settings:home",
    Role.AGENT: "desk:home",
    Role.PARTNER: "desk:home",
}
"""Which home a role lands on; a colleague with several roles lands on the first in this order."""


def home(request: StaffRequest) -> HttpResponse:
    """Send a colleague to the home page of their role."""
    held = request.actor.roles()
    for role, route in HOME_OF.items():
        if role in held:
            return redirect(reverse(route))
    return render(request, "web/no_role.html", status=403)


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme in a cookie and go back to the page."""
    chosen = request.POST.get("theme", "")
    back = request.POST.get("next", "/")
    if not back.startswith("/") or not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = redirect(back)
    if chosen in THEMES:
        response.set_cookie(
            "theme", chosen, max_age=365 * 86_400, samesite="Lax", secure=settings.SECURE, httponly=True
        )
    return response


def healthz(_request: HttpRequest) -> HttpResponse:
    """Say that the process answers."""
    return JsonResponse({"status": "ok"})


def readyz(_request: HttpRequest) -> HttpResponse:
    """Say whether the installation can do its work, and why not: the database answers and takes a write."""
    checks: dict[str, object] = {}
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            # A real write: on a full disk a statement that changes no row succeeds.
            cursor.execute("INSERT INTO jobs_periodicrun (name, next_at) VALUES ('readyz', CURRENT_TIMESTAMP)")
            cursor.execute("DELETE FROM jobs_periodicrun WHERE name = 'readyz'")
        checks["database"] = "ok"
        checks["jobs"] = jobs.counts()
        waiting = jobs.oldest_waiting(timezone.now())
        checks["oldest_waiting_job"] = waiting.isoformat() if waiting else None
    except DatabaseError as error:
        checks["database"] = f"{type(error).__name__}: cannot write"
        return JsonResponse({"status": "unavailable", **checks}, status=503, headers={"Retry-After": "5"})
    return JsonResponse({"status": "ready", **checks})


def api_page(request: HttpRequest) -> HttpResponse:
    """Show what the API offers, and one call to copy."""
    return render(request, "web/api.html")
