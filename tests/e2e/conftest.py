"""A real browser in front of the real server: one browser a session, nothing but loopback, a clock that is set."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, Response, Route, sync_playwright
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from heedful.warehouse import reader
from tests.factories.loop import TODAY, Loop, loop

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in the thread that asks the database
PHONE = {"width": 390, "height": 844}
IN_2100 = 4_102_444_800
DESK = {"width": 1360, "height": 900}


class Clock:
    """The doors' clock: it stands where it is set and goes on from there."""

    def __init__(self) -> None:
        self.set(TODAY)

    def set(self, moment: datetime) -> None:
        """Set the clock."""
        self.moment, self.since = moment, monotonic()

    def now(self) -> datetime:
        """Tell the time."""
        return self.moment + timedelta(seconds=monotonic() - self.since)


@dataclass
class Site:
    """A running server with a company in it."""

    url: str
    house: Loop
    clock: Clock
    sign_in: Callable[[BrowserContext, str], None]


def chromium() -> str:
    """Return the path of Chromium, or skip."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        pytest.skip("no Chromium: install it (apt-get install chromium) or name it in CHROMIUM")
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium once."""
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=flags)
        yield started
        started.close()


@pytest.fixture(scope="module", autouse=True)
def quiet_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Do jobs in the process that asks, keep files of a module in one folder."""
    var = tmp_path_factory.mktemp("house")
    with override_settings(
        HEEDFUL_JOBS="inline",
        HEEDFUL_VAR=var,
        STATIC_ROOT=var / "static",
        WHITENOISE_AUTOREFRESH=True,
        WHITENOISE_USE_FINDERS=True,
        EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
    ):
        reader.close()
        yield var
        reader.close()


@pytest.fixture(scope="module")
def clock() -> Iterator[Clock]:
    """Let the doors read a clock that tests set."""
    made = Clock()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", made.now)
        yield made


def enter(context: BrowserContext, url: str, user_id: int) -> None:
    """Sign a colleague in by the cookie of a session."""
    from django.contrib.auth import get_user_model

    client = Client()
    client.force_login(get_user_model().objects.get(pk=user_id))
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": IN_2100}]  # recent enough
    session.save()
    context.clear_cookies()
    context.add_cookies([{"name": "heedful", "value": client.cookies["heedful"].value, "url": url}])


@contextmanager
def serving(clock: Clock) -> Iterator[Site]:
    """Build the company and serve it."""
    name = str(settings.DATABASES["default"]["NAME"])
    assert "test_heedful" in name, f"{name} is no test database: mark the module django_db"
    house = loop()
    _credentials(house.company.users["admin"])
    server = LiveServer("127.0.0.1")
    users = house.company.users
    yield Site(server.url, house, clock, lambda context, name: enter(context, server.url, users[name]))
    server.stop()


def _credentials(user_id: int) -> None:
    """Give a colleague a password and a second factor."""
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
    from django.contrib.auth import get_user_model

    user = get_user_model().objects.get(pk=user_id)
    user.set_password("a long password of mine")
    user.save()
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)


@pytest.fixture(scope="module")
def site(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, quiet_house: Path, clock: Clock, browser: Browser
) -> Iterator[Site]:
    """Serve one company to all tests of a module that only look at it.

    Such a module is marked `django_db` and puts its own `_django_db_helper` over the one of pytest-django, which would
    empty the tables after each test.
    """
    from django.core.management import call_command

    with django_db_blocker.unblock():
        with serving(clock) as started:
            yield started
        call_command("flush", verbosity=0, interactive=False)


class Watched:
    """What a browser complained about, and whom it tried to call."""

    def __init__(self) -> None:
        self.complaints: list[str] = []

    def watch(self, page: Page) -> None:
        """Listen to a page."""
        page.on("console", lambda said: self.complain(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.complain(str(error)))
        page.on("response", self.answered)

    def complain(self, text: str) -> None:
        """Keep what the console says; a status is judged with its response."""
        if not text.startswith("Failed to load resource: the server responded with a status"):
            self.complaints.append(text)

    def answered(self, response: Response) -> None:
        """Complain about a missing part of a page; a page itself may well be refused."""
        if response.status >= 400 and not response.request.is_navigation_request():
            self.complaints.append(f"{response.status} {response.url}")


@pytest.fixture
def watched() -> Iterator[Watched]:
    """Collect what browsers complain about; any complaint left fails the test."""
    kept = Watched()
    yield kept
    assert kept.complaints == []


@pytest.fixture
def open_page(browser: Browser, watched: Watched) -> Iterator[Callable[..., Page]]:
    """Give the function that opens a page in a context of its own: `javascript`, `phone`, any option of Playwright."""
    contexts: list[BrowserContext] = []

    def opened(*, javascript: bool = True, phone: bool = False, **options: object) -> Page:
        context = browser.new_context(
            viewport=PHONE if phone else DESK, java_script_enabled=javascript, accept_downloads=True, **options
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        guard(context, watched)
        page = context.new_page()
        watched.watch(page)
        return page

    yield opened
    for context in contexts:
        context.close()


def guard(context: BrowserContext, watched: Watched) -> None:
    """Refuse whatever is not on this machine, and remember it."""

    def refuse(route: Route) -> None:
        watched.complaints.append(f"a page called {route.request.url}")
        route.abort()

    context.route(lambda url: not url.startswith(("http://127.0.0.1:", "http://localhost:", "data:", "blob:")), refuse)
