"""Sign-in with the organisation's own identity provider: a real OpenID Connect server on loopback."""

import json
import os
import sys
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client

from heedful.domain.organisation import operations as organisation
from heedful.domain.organisation import queries as people
from heedful.foundation.access import SYSTEM
from tests.factories.company import Company
from tests.servers import Process, free_port, wait_for

START = "/sign-in/with/house/"


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = free_port()
    known = "north-lead@simba.example"
    claims = [
        {"sub": "lead", "email": known, "email_verified": True},
        {"sub": "moved", "email": "new-name@simba.example", "email_verified": True},
        {"sub": "stranger", "email": "stranger@simba.example", "email_verified": True},
        {"sub": "claims-only", "email": known, "email_verified": False},
        {"sub": "claims-in-text", "email": known, "email_verified": "false"},
    ]
    users = [part for each in claims for part in ("--user-claims", json.dumps(each))]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), *users]
    server = Process(command, dict(os.environ), tmp_path_factory.mktemp("provider") / "provider.log")
    server.start()
    wait_for(port, "/.well-known/openid-configuration", server)
    yield f"http://localhost:{port}"
    server.kill()


@pytest.fixture(autouse=True)
def house(provider: str, company: Company, settings: Any) -> str:
    cache.clear()
    app = {
        "provider_id": "house", "name": "Simba accounts", "client_id": "heedful", "secret": "s3cret",
        "settings": {"server_url": provider},
    }  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    return people.person(company.people["north-lead"]).email


def way_back(client: Client, who: str, **changed: str) -> Any:
    """Go to the provider, be somebody there, and come back with what it gave."""
    there = client.get(START)
    asked = parse_qs(urlsplit(there.headers["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"] and len(asked["state"][0]) >= 16
    answer = httpx.post(there.headers["Location"], data={"sub": who}, follow_redirects=False)
    back = {key: value[0] for key, value in parse_qs(urlsplit(answer.headers["Location"]).query).items()}
    return client.get(f"{START}back/", {**back, **changed})


@pytest.mark.feature("X-3", part="sign-in by OpenID Connect against a real provider, free")
def test_who_is_vouched_for_comes_in_as_the_colleague_of_that_address(company: Company, house: str) -> None:
    assert house == "north-lead@simba.example"
    client = Client()
    assert "Sign in with Simba accounts" in client.get("/sign-in/").content.decode()
    assert way_back(client, "lead").status_code == 302
    assert client.get("/").headers["Location"] == "/manage/"
    assert client.session["_auth_user_id"] == str(company.users["north-lead"])
    assert SocialAccount.objects.get().uid == "lead"
    again = Client()
    assert way_back(again, "lead").status_code == 302 and again.get("/manage/").status_code == 200
    assert SocialAccount.objects.count() == 1


def test_strangers_and_addresses_that_nobody_confirmed_stay_out(company: Company) -> None:
    users = get_user_model().objects.count()
    unconfirmed = "without a confirmed mail address"
    for who, word in (
        ("stranger", "stranger@simba.example"),
        ("claims-only", unconfirmed),
        ("claims-in-text", unconfirmed),
    ):
        client = Client()
        refused = way_back(client, who)
        assert refused.status_code == 403 and word in refused.content.decode()
        assert client.get("/manage/").status_code == 302
    assert get_user_model().objects.count() == users and not SocialAccount.objects.exists()


def test_a_forged_or_borrowed_answer_opens_nothing(company: Company) -> None:
    assert way_back(Client(), "lead", state="forged").status_code == 403
    victim, attacker = Client(), Client()
    victim.get(START)
    there = attacker.get(START).headers["Location"]
    stolen = httpx.post(there, data={"sub": "lead"}, follow_redirects=False).headers["Location"]
    refused = victim.get(f"{START}back/?{urlsplit(stolen).query}")
    assert refused.status_code == 403 and victim.get("/manage/").status_code == 302
    cancelled = Client()
    state = parse_qs(urlsplit(cancelled.get(START).headers["Location"]).query)["state"][0]
    assert cancelled.get(f"{START}back/", {"error": "access_denied", "state": state}).status_code == 403
    assert attacker.get(f"{START}back/?{urlsplit(stolen).query}").status_code == 302, "the control: its own answer"


def test_a_session_cannot_be_bound_to_an_account_of_somebody_else(company: Company) -> None:
    client = Client()
    client.force_login(get_user_model().objects.get(pk=company.users["north-agent"]))
    there = client.get(START, {"process": "connect"})
    answer = httpx.post(there.headers["Location"], data={"sub": "lead"}, follow_redirects=False)
    assert client.get(f"{START}back/?{urlsplit(answer.headers['Location']).query}").status_code == 403
    assert not SocialAccount.objects.exists()


def test_a_leaver_stays_out_though_the_provider_still_vouches(company: Company, now: Any) -> None:
    client = Client()
    way_back(client, "lead")
    organisation.leave(person_id=company.people["north-lead"], on=date(2026, 1, 1), by=SYSTEM, at=now)
    other = Client()
    way_back(other, "lead")
    assert client.get("/manage/").status_code == other.get("/manage/").status_code == 302


def test_without_a_provider_nothing_offers_one(settings: Any) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": []}}
    assert "Sign in with S" not in Client().get("/sign-in/").content.decode()
    assert Client().get(START).status_code == 404
