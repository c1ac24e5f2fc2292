"""Log-in: argon2, limits, time-based codes, nobody signs up, leavers stay out."""

import re
from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from heedful.domain.organisation import operations as organisation
from heedful.foundation.access import SYSTEM
from heedful.foundation.jobs import runner
from tests.factories.company import Company

PASSWORD = "a sentence is easier to keep"


@pytest.fixture(autouse=True)
def fresh_limits(db: None) -> None:
    cache.clear()


@pytest.fixture
def login(company: Company) -> str:
    user = get_user_model().objects.get(pk=company.users["north-lead"])
    user.set_password(PASSWORD)
    user.save()
    return str(user.email)


def enter(client: Client, email: str, password: str) -> int:
    return client.post("/sign-in/", {"login": email, "password": password}).status_code


def code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time()))))


@pytest.mark.feature("X-3", part="log-in with argon2 and limits")
def test_a_colleague_signs_in_and_lands_on_their_home(login: str) -> None:
    client = Client()
    assert enter(client, login, "wrong") == 200
    assert enter(client, login, PASSWORD) == 302
    assert client.get("/").headers["Location"] == "/manage/"
    assert get_user_model().objects.get(email=login).password.startswith("argon2")
    assert client.post("/sign-out/").status_code == 302
    assert client.get("/manage/").status_code == 302


def test_guessing_is_limited_and_without_the_limit_it_is_not(login: str, settings: object) -> None:
    for _ in range(6):
        enter(Client(), login, "guess")
    assert enter(Client(), login, PASSWORD) == 200, "after five failures the right password waits as well"
    cache.clear()
    settings.ACCOUNT_RATE_LIMITS = False  # type: ignore[attr-defined]  # the negative control
    for _ in range(6):
        enter(Client(), login, "guess")
    assert enter(Client(), login, PASSWORD) == 302


def test_nobody_signs_up() -> None:
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


def test_a_leaver_with_a_session_sees_nothing(company: Company, login: str, now: datetime) -> None:
    client = Client()
    enter(client, login, PASSWORD)
    organisation.leave(person_id=company.people["north-lead"], on=now.date(), by=SYSTEM, at=now)
    assert client.get("/manage/").status_code == 302


@pytest.mark.feature("X-3", part="two-factor codes, free")
def test_a_code_is_asked_for_once_it_is_switched_on(login: str) -> None:
    client = Client()
    enter(client, login, PASSWORD)
    client.post("/password/again/", {"password": PASSWORD})
    page = client.get("/two-factor/activate/")
    found = re.search(r"As text: <code[^>]*>([A-Z2-7]+)<", page.content.decode())
    assert found is not None, (page.status_code, page.headers)
    secret = found.group(1)
    assert client.post("/two-factor/activate/", {"code": "000000"}).status_code == 200
    assert client.post("/two-factor/activate/", {"code": code_of(secret)}).status_code == 302
    assert Authenticator.objects.filter(type="totp").count() == 1
    assert client.get("/two-factor/").status_code == client.get("/two-factor/recovery/").status_code == 200
    other = Client()
    assert enter(other, login, PASSWORD) == 302
    assert other.get("/manage/").status_code == 302, "the password alone opens nothing"
    assert other.post("/sign-in/code/", {"code": "123456"}).status_code == 200
    cache.clear()
    assert other.post("/sign-in/code/", {"code": code_of(secret)}).status_code == 302
    assert other.get("/manage/").status_code == 200


def test_a_forgotten_password_is_replaced_by_mail_and_the_page_tells_nobody_who_exists(login: str) -> None:
    client = Client()
    known = client.post("/password/forgotten/", {"email": login})
    unknown = client.post("/password/forgotten/", {"email": "nobody@else.example"})
    assert known.headers["Location"] == unknown.headers["Location"]
    runner.run_inline(datetime(2100, 1, 1, tzinfo=UTC))
    link = next(line for line in mail.outbox[0].body.splitlines() if "/password/forgotten/" in line).strip()
    path = "/" + link.split("/", 3)[3]
    opened = client.get(path)
    target = opened.headers["Location"]
    assert client.post(target, {"password1": "short", "password2": "short"}).status_code == 200
    fresh = "another sentence to keep"
    assert client.post(target, {"password1": fresh, "password2": fresh}).status_code == 302
    assert enter(Client(), login, fresh) == 302


def test_the_demonstrations_door_is_shut_on_a_real_company(company: Company, settings: object) -> None:
    settings.HEEDFUL_DEMO = True  # type: ignore[attr-defined]  # as `heedful serve --demo` does
    for email in ("admin@simba.example", "baraka@kilima.example"):
        assert Client().post("/sign-in/demo/", {"email": email}).status_code == 404
