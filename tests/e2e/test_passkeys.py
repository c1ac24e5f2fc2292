"""Passkeys in a real browser with a virtual authenticator: added, used alone, used as second step, removed."""

from collections.abc import Callable, Iterator

import pytest
from allauth.mfa.models import Authenticator
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth import get_user_model
from django.core.cache import cache
from playwright.sync_api import CDPSession, Page
from pytest_django.live_server_helper import LiveServer

from tests.e2e.test_axe import RULES
from tests.factories.company import small_company
from tests.factories.loop import TODAY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "a sentence is easier to keep"
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def email() -> str:
    cache.clear()
    user = get_user_model().objects.get(pk=small_company(TODAY).users["north-lead"])
    user.set_password(PASSWORD)
    user.save()
    return str(user.email)


@pytest.fixture
def url(settings: object) -> Iterator[str]:
    """Serve by a name: browsers bind a passkey to a name, never to a bare address."""
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # type: ignore[attr-defined]  # as for http://localhost
    server = LiveServer("localhost")
    yield server.url
    server.stop()


def device(page: Page) -> CDPSession:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return session


def flawless(page: Page) -> None:
    assert Axe().run(page, options=RULES).response["violations"] == []


def enter(page: Page, url: str, email: str) -> None:
    page.goto(f"{url}/sign-in/")
    page.get_by_label("Mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def add(page: Page, url: str, *, alone: bool) -> None:
    page.goto(f"{url}/two-factor/passkeys/add/")
    if "again" in page.url:
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Name, so that you know it again").fill("My laptop")
    page.get_by_label("Sign in with it alone").set_checked(alone)
    flawless(page)
    page.get_by_role("button", name="Add it").click()
    page.wait_for_url("**/two-factor/recovery/")


@pytest.mark.feature("X-3", part="passkeys, free")
def test_a_passkey_signs_in_without_a_password_until_it_is_removed(
    open_page: Callable[..., Page], url: str, email: str
) -> None:
    page = open_page()
    device(page)
    enter(page, url, email)
    page.wait_for_url("**/manage/")
    add(page, url, alone=True)
    assert Authenticator.objects.filter(type="webauthn").count() == 1
    page.context.clear_cookies()
    page.goto(f"{url}/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/manage/")
    page.goto(f"{url}/two-factor/passkeys/")
    assert page.get_by_text("My laptop").first.is_visible()
    page.get_by_role("link", name="Remove My laptop").click()
    page.get_by_role("link", name="security key").click()
    page.wait_for_url("**/passkeys/again/**")
    flawless(page)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/remove/")
    flawless(page)
    page.get_by_role("button", name="Remove it").click()
    page.wait_for_url("**/two-factor/passkeys/")
    page.context.clear_cookies()
    page.goto(f"{url}/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_load_state()
    page.goto(f"{url}/manage/")
    assert "/sign-in/" in page.url, "a removed passkey opens nothing"


@pytest.mark.feature("X-3", part="a passkey as the second step after the password")
def test_a_key_can_be_the_second_step(open_page: Callable[..., Page], url: str, email: str) -> None:
    page = open_page()
    device(page)
    enter(page, url, email)
    page.wait_for_url("**/manage/")
    add(page, url, alone=False)
    page.context.clear_cookies()
    enter(page, url, email)
    page.wait_for_url("**/sign-in/code/")
    assert page.request.get(f"{url}/manage/", max_redirects=0).status == 302, "the password alone opens nothing"
    flawless(page)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/manage/")
