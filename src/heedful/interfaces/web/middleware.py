"""What happens around every request: who asks, what a refusal looks like, and what a database in trouble answers."""

from collections.abc import Callable
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from heedful.domain.organisation import queries as organisation
from heedful.foundation.errors import Denied, NotFound, Refused

log = structlog.get_logger("heedful.web")
Next = Callable[[HttpRequest], HttpResponse]


class Unavailable:
    """Answers 503 with Retry-After while the database is full, locked or restarting: nothing was acknowledged."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, OperationalError | InterfaceError):
            return None
        log.error("database unavailable", path=request.path, error=f"{type(error).__name__}: {error}")
        text = "Heedful cannot write right now, so nothing was stored. Please send it again in a moment."
        return HttpResponse(text, status=503, content_type="text/plain; charset=utf-8", headers={"Retry-After": "5"})


class WhoAsks:
    """Sets `request.actor`, the colleague behind the session or None, and lets no cache keep what a colleague is shown.

    Refusals and errors are included, and addresses that lead nowhere: that a page is not there for somebody is personal
    too, and a misread link is still somebody's.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = None  # type: ignore[attr-defined]  # HttpRequest has no slot for it
        request.personal = True  # type: ignore[attr-defined]  # HttpRequest has no slot for it
        response = self.get_response(request)
        if request.personal:  # type: ignore[attr-defined]  # HttpRequest has no slot for it
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> None:
        """Look the colleague up once the view is known: public pages never touch the session."""
        access = getattr(view, "access", None)
        request.personal = access is None or not access.anonymous
        if request.personal and request.user.is_authenticated:
            request.actor = organisation.actor_for_user(request.user.pk, timezone.now())


class Refusals:
    """Turns a domain refusal that no view caught into a page: 404 for what may not be known of, 409 and 403 else."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, NotFound):
            raise Http404(str(error)) from error
        if isinstance(error, Refused):
            status = 403 if isinstance(error, Denied) else 409
            return render(request, "web/refused.html", {"refusal": error}, status=status)
        return None
