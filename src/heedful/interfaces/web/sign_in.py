"""Log-in: colleagues are invited, nobody signs up; the demonstration offers its roles without a password."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from heedful.domain.organisation import queries as organisation


class ColleaguesOnly(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is not typed
    """Refuses sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say no: an administrator invites."""
        return False


@require_POST
def as_demo_role(request: HttpRequest) -> HttpResponse:
    """Sign in as a colleague of the demonstration company. Exists only there."""
    colleague = organisation.person_by_email(request.POST.get("email", ""))
    if not settings.HEEDFUL_DEMO or colleague is None or colleague.user_id is None:
        raise Http404
    user = get_user_model().objects.get(pk=colleague.user_id)
    login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return redirect("home")
