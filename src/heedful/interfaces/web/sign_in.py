"""Log-in: colleagues are invited, nobody signs up; the demonstration offers its roles without a password.

The house's identity provider vouches for a mail address; a role comes from an administrator here, never from there.
"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.domain.organisation import queries as organisation
from heedful.foundation.ids import new_id
from heedful.foundation.notify import operations as notify

CONFIRMED = "true"
"""Some providers send the claim as text: "false" is a text that is not empty, and no confirmation."""
DEMO_COMPANY = "kilima"
DEMO_ROLES = (
    (
        "njeri@kilima.example",
        "Service agent",
        "Njeri Wambui",
        "inbox",
        "the Mombasa depot's cases and customers' words",
    ),
    ("omar@kilima.example", "Team leader", "Omar Said", "users-group", "promises about to break on the coast"),
    (
        "achieng@kilima.example",
        "Head of customer experience",
        "Achieng Otieno",
        "heart",
        "the whole company; closes the month",
    ),
    ("mutua@kilima.example", "Analyst", "Mutua Kioko", "chart-line", "every figure, its interval and its rows"),
    ("grace@kilima.example", "Board", "Grace Wanjiku", "presentation-analytics", "the closed packs, and signs them"),
    ("baraka@kilima.example", "Administrator", "Baraka Hamisi", "settings", "people, roles, keys, jobs; no customer"),
)


class ColleaguesOnly(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is not typed
    """Refuses sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say no: an administrator invites."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put account mails into the outbox like all others: a mail server that is down stops nobody."""
        letter = self.render_mail(template_prefix, email, context)
        notify.mail(to=email, subject=letter.subject, text=letter.body, at=timezone.now(), key=f"account:{new_id()}")


class KnownColleaguesOnly(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth is not typed
    """Lets in whom the identity provider vouches for, if a colleague with that address is here."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Bind the provider's account to the colleague with its verified address, once; refuse everybody else."""
        if sociallogin.state.get("process", "login") != "login":
            raise ImmediateHttpResponse(render(request, "account/not_vouched.html", status=403))
        if sociallogin.is_existing:
            return
        vouched = [each.email for each in sociallogin.email_addresses if str(each.verified).lower() == CONFIRMED]
        people = [found for email in vouched if (found := organisation.person_by_email(email)) is not None]
        user_id = next((each.user_id for each in people if each.user_id is not None), None)
        if user_id is None:
            page = render(request, "account/unknown_colleague.html", {"addresses": vouched}, status=403)
            raise ImmediateHttpResponse(page)
        sociallogin.connect(request, get_user_model().objects.get(pk=user_id))

    def on_authentication_error(self, request: HttpRequest, *_: Any, **__: Any) -> None:
        """Say that the provider did not vouch, without telling why: what it sent is nobody's text here."""
        raise ImmediateHttpResponse(render(request, "account/not_vouched.html", status=403))


@require_POST
def as_demo_role(request: HttpRequest) -> HttpResponse:
    """Sign in as a colleague of the demonstration company. Exists only there."""
    email = request.POST.get("email", "")
    offered = {address for address, *_ in DEMO_ROLES}
    if not settings.HEEDFUL_DEMO or email not in offered or organisation.root_unit().code != DEMO_COMPANY:
        raise Http404
    colleague = organisation.person_by_email(email)
    if colleague is None or colleague.user_id is None:
        raise Http404
    user = get_user_model().objects.get(pk=colleague.user_id)
    login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return redirect("home")
