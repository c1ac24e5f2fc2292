"""Every page carries the headers that confine it; personal pages are kept by no cache (trust 14)."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponseBase
from django.test import Client

from heedful.domain.cases.queries.detail import status_token
from tests.factories.asking import collecting_survey, invited
from tests.factories.company import Company
from tests.servers import ROOT
from tests.trust import matrix

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
}
CONFINED = (
    "default-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
)
LOOSE = ("unsafe-inline", "unsafe-eval", "*", "http:", "https:")


def faults_of(headers: Mapping[str, str]) -> list[str]:
    """Return what is wrong with the headers that every response must carry."""
    found = [f"{name}: {headers.get(name)}" for name, value in ALWAYS.items() if headers.get(name) != value]
    policy = headers.get("Content-Security-Policy", "")
    found += [f"no {part} in the CSP" for part in CONFINED if part not in policy]
    return found + [f"{word} in the CSP" for word in LOOSE if word in policy]


def opened(company: Company, objects: matrix.Objects, token: str) -> Iterator[tuple[str, bool, HttpResponseBase]]:
    """Open every address: as nobody, and the guarded ones as the administrator and as the CX leader too."""
    clients = [Client(raise_request_exception=False) for _ in range(3)]
    for client, name in zip(clients[1:], ("admin", "leader"), strict=True):
        client.force_login(get_user_model().objects.get(pk=company.users[name]))
    status = status_token(objects.own["case_id"])
    for address, access in matrix.web_routes():
        url = matrix.filled(address, {**objects.own, "token": status if "case/" in address else token})
        if access is None or url is None:
            continue
        for client in clients[:1] if access.anonymous else clients:
            secret = "(?P<token>" in address or address.startswith("r/s/")
            yield url, secret or not access.anonymous, client.get(url)


def faults(company: Company, now: datetime) -> tuple[int, list[str]]:
    """Return how many responses there were and every fault of their headers."""
    survey, _ = collecting_survey(company.units["root"], now)
    _, token = invited(survey, company.contacts["A-1"], now)
    count, wrong = 0, []
    for url, personal, response in opened(company, matrix.build(company, now), token):
        count += 1
        wrong += [f"{url}: {fault}" for fault in faults_of(response.headers)]
        if personal and response.status_code != 302 and "no-store" not in response.headers.get("Cache-Control", ""):
            wrong.append(f"{url} ({response.status_code}) may be kept by a cache")
    return count, wrong


@pytest.mark.trust(14)
@pytest.mark.django_db
def test_every_page_carries_its_headers(company: Company, now: datetime) -> None:
    count, wrong = faults(company, now)
    print(f"N = {count} responses: {len(wrong)} faults")
    assert count > 100
    assert wrong == []


@pytest.mark.trust(14)
@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/api/v1/cases", "/api/v1/openapi.json", "/healthz", "/nowhere/", "/static/none"])
def test_the_api_the_health_page_and_what_is_not_there_carry_them_too(address: str) -> None:
    assert faults_of(Client().get(address).headers) == []


@pytest.mark.trust(14)
@pytest.mark.django_db
@pytest.mark.parametrize(
    "removed",
    [
        "csp.middleware.CSPMiddleware",
        "django.middleware.security.SecurityMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
)
def test_negative_control_a_removed_middleware_is_found(
    company: Company, now: datetime, settings: Any, removed: str
) -> None:
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if each != removed]
    WSGIHandler()
    _, wrong = faults(company, now)
    assert wrong


SECURE = """
import json, sys
import django
django.setup()
from django.conf import settings
from django.test import Client
from heedful.interfaces.cli import house
house.migrate()
settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = True
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
from django.contrib.auth import get_user_model
from django.utils import timezone
user = get_user_model().objects.create_user(username="a", email="a@simba.example", password="a-long-enough-word")
client = Client()
page = client.get("/sign-in/", secure=True)
token = page.cookies[settings.CSRF_COOKIE_NAME].value
body = {"login": "a@simba.example", "password": "a-long-enough-word"}
signed = client.post("/sign-in/", body, secure=True)
cookies = {**page.cookies, **signed.cookies}
print(json.dumps({
    "headers": dict(page.headers), "status": signed.status_code,
    "cookies": {name: {key: value for key, value in each.items() if value} for name, each in cookies.items()},
}))
"""


def answered_at(base_url: str, folder: Path) -> dict[str, Any]:
    """Sign in to an installation at an address of its own and return headers and cookies."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("HEEDFUL_", "DATABASE_URL"))}
    env |= {
        "HEEDFUL_VAR": str(folder),
        "HEEDFUL_BASE_URL": base_url,
        "HEEDFUL_HOSTS": "testserver",
        "HEEDFUL_JOBS": "db",
    }
    env |= {"DJANGO_SETTINGS_MODULE": "heedful.config.settings", "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([sys.executable, "-c", SECURE], env=env, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-3_000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.trust(14)
def test_over_https_browsers_stay_with_it_and_cookies_are_of_this_host_only(tmp_path: Path) -> None:
    found = answered_at("https://heedful.example", tmp_path)
    assert found["headers"]["Strict-Transport-Security"].startswith("max-age=31536000")
    assert found["status"] == 302, "signing in leads on"
    assert set(found["cookies"]) >= {"__Host-heedful", "__Host-csrf"}
    for name, each in found["cookies"].items():
        assert name.startswith("__Host-") or name == "messages"
        assert each.get("secure") is True, name
        assert each.get("path") == "/", name
        assert "domain" not in each, name
    assert found["cookies"]["__Host-heedful"]["httponly"] is True


@pytest.mark.trust(14)
def test_negative_control_without_https_nothing_promises_it(tmp_path: Path) -> None:
    found = answered_at("http://heedful.example", tmp_path)
    assert "Strict-Transport-Security" not in found["headers"]
    assert not any(name.startswith("__Host-") for name in found["cookies"])
