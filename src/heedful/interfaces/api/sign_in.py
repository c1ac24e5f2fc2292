"""Who calls the API: a program with a key, or a colleague's browser session (which needs a CSRF token to write)."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer
from ninja.utils import check_csrf

from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Actor


class KeyOrSession(HttpBearer):
    """Looks for a bearer key first, then for a session; neither: 401."""

    def __call__(self, request: HttpRequest) -> Any:
        """Return the actor, or None."""
        if request.headers.get("Authorization"):
            return super().__call__(request)
        if request.user.is_authenticated and not check_csrf(request):
            return _known(request, organisation.actor_for_user(request.user.pk, timezone.now()))
        return None

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """Return the actor behind a key."""
        return _known(request, organisation.actor_for_key(token, timezone.now()))


def _known(request: HttpRequest, actor: Actor | None) -> Actor | None:
    request.actor = actor  # type: ignore[attr-defined]  # HttpRequest has no slot for it
    return actor
