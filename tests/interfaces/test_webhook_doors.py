"""Webhooks by page, API and command line; what makes an event really is written by the areas."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from heedful.domain.cases.enums import EventType
from heedful.domain.measurement import operations as measurement
from heedful.domain.organisation import operations as organisation
from heedful.domain.organisation.enums import KeyScope
from heedful.domain.problems.enums import Note
from heedful.foundation.access import SYSTEM, Role
from heedful.foundation.audit.models import AuditRow
from heedful.foundation.webhooks import operations as webhooks
from heedful.foundation.webhooks.kinds import KIND_OF, OFFERED, READ_AT
from heedful.foundation.webhooks.models import Delivery, Endpoint
from heedful.interfaces.cli.__main__ import main
from tests.factories.company import Company
from tests.factories.loop import TODAY, loop
from tests.factories.receiver import Receiver, listening

NOT_COME_TO = {f"problem.{Note.SIGNED}", f"case.{EventType.ESCALATED}"}
"""What the loop of the tests does not come to."""


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    with listening() as found:
        settings.HEEDFUL_OUTBOUND_ALLOW = [found.place]
        yield found


@pytest.fixture
def admin(company: Company) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(pk=company.users["admin"]))
    return client


def test_the_areas_write_the_rows_that_make_events(db: None) -> None:
    house = loop()
    measurement.sign(period_id=house.february, by=house.company.actor("leader"), at=TODAY)
    written = dict(AuditRow.objects.filter(action__in=KIND_OF).values_list("action", "entity"))
    assert set(written) >= set(KIND_OF) - NOT_COME_TO
    assert set(KIND_OF) >= NOT_COME_TO
    assert set(written.values()) <= set(READ_AT)


@pytest.mark.django_db(transaction=True)
def test_by_page_an_endpoint_is_added_tested_and_its_reply_read(admin: Client, receiver: Receiver) -> None:
    assert "No program is told yet" in admin.get(reverse("settings:webhooks")).content.decode()
    added = admin.post(reverse("settings:webhook_add"), {"url": receiver.url, "kinds": ["case.opened"]})
    made = Endpoint.objects.get()
    assert "whsec_" in added.content.decode()
    page = reverse("settings:webhook", args=[made.id])
    assert "whsec_" not in admin.get(page).content.decode()  # shown once
    receiver.reply = b"<b>habari</b>"
    said = admin.post(reverse("settings:webhook_step", args=[made.id]), {"step": "test"}, follow=True)
    assert "A test is on its way" in said.content.decode()
    assert len(receiver.taken) == 1
    shown = admin.get(page).content.decode()
    assert "&lt;b&gt;habari&lt;/b&gt;" in shown
    assert "delivered" in shown
    again = {"step": "replay", "delivery": str(Delivery.objects.get().id)}
    admin.post(reverse("settings:webhook_step", args=[made.id]), again)
    assert len(receiver.taken) == 2
    for step, active in (("off", False), ("on", True)):
        admin.post(reverse("settings:webhook_step", args=[made.id]), {"step": step})
        assert Endpoint.objects.get().active is active
    assert "whsec_" in admin.post(reverse("settings:webhook_step", args=[made.id]), {"step": "rotate"}).content.decode()
    assert made.keys.count() == 2


def test_a_refused_address_keeps_what_was_typed(admin: Client) -> None:
    given = {"url": "http://example.org:22/", "kinds": ["case.opened"]}
    refused = admin.post(reverse("settings:webhook_add"), given)
    assert refused.status_code == 422
    assert 'value="http://example.org:22/"' in refused.content.decode()
    assert not Endpoint.objects.exists()


def test_the_lists_take_the_same_queries_for_one_row_and_for_three(admin: Client, now: datetime) -> None:
    def queries() -> list[int]:
        counts = []
        for url in (reverse("settings:webhooks"), reverse("settings:webhook", args=[first.id])):
            with CaptureQueriesContext(connection) as seen:
                assert admin.get(url).status_code == 200
            counts.append(len(seen))
        return counts

    first, _ = webhooks.add(url="https://hook.example/0", kinds=OFFERED, by=SYSTEM, at=now)
    webhooks.try_out(endpoint_id=first.id, by=SYSTEM, at=now)
    one = queries()
    for number in (1, 2):
        webhooks.add(url=f"https://hook.example/{number}", kinds=OFFERED, by=SYSTEM, at=now)
        webhooks.try_out(endpoint_id=first.id, by=SYSTEM, at=now)
    assert queries() == one == [7, 12]


@pytest.mark.feature("X-5", part="webhooks with signature and retry, by page, API and command line")
@pytest.mark.django_db(transaction=True)
def test_by_api_and_by_command_the_same(
    company: Company, receiver: Receiver, capsys: pytest.CaptureFixture[str]
) -> None:
    call = caller(company, Role.ADMIN)
    made = call("POST", "", {"url": receiver.url, "kinds": ["case.opened"]}, 201)
    assert made["secret"].startswith("whsec_")
    call("POST", f"/{made['id']}/test", None, 202)
    (sent,) = call("GET", f"/{made['id']}/deliveries", None, 200)
    assert (sent["state"], sent["attempts"][0]["status"]) == ("delivered", 200)
    assert call("POST", f"/{made['id']}/keys", None, 201)["secret"] != made["secret"]
    assert call("POST", f"/{made['id']}/switch", {"on": False}, 200)["active"] is False
    assert call("POST", f"/{made['id']}/replay", None, 200) == {"sent_again": 0}
    assert [each["id"] for each in call("GET", "", None, 200)] == [made["id"]]

    def run(*words: str) -> list[str]:
        assert main(["webhook", *words]) == 0
        return capsys.readouterr().out.splitlines()

    assert json.loads(run("list")[0])["active"] is False
    run("switch", made["id"], "on")
    run("test", made["id"])
    assert [json.loads(line)["state"] for line in run("log", made["id"])] == ["delivered", "delivered"]
    assert run("key", made["id"])[0].startswith("whsec_")
    assert run("replay", made["id"], "--delivery", json.loads(run("log", made["id"])[0])["id"]) == ["1"]
    assert json.loads(run("add", receiver.url)[0])["secret"].startswith("whsec_")
    assert len(receiver.taken) == 3
    assert main(["webhook", "add", "http://10.0.0.1:22/"]) == 2


def test_by_api_a_leader_may_not_and_an_unknown_endpoint_is_not_there(company: Company) -> None:
    leader, admin = caller(company, Role.CX_LEADER), caller(company, Role.ADMIN)
    leader("POST", "", {"url": "https://hook.example/", "kinds": ["case.opened"]}, 403)
    leader("GET", "", None, 403)
    admin("GET", f"/{uuid4()}/deliveries", None, 404)
    refused = admin("POST", "", {"url": "ftp://hook.example/", "kinds": ["case.opened"]}, 422)
    assert refused["errors"][0]["field"] == "url"


def caller(company: Company, role: Role) -> Any:
    unit = company.units["root"]
    key = organisation.issue_key(name=role, role=role, unit_id=unit, scope=KeyScope.WRITE, by=SYSTEM, at=company.at)

    def call(method: str, path: str, body: object, status: int) -> Any:
        headers = {"Authorization": f"Bearer {key}"}
        sent = json.dumps(body).encode() if body is not None else b""
        answer = Client().generic(method, f"/api/v1/webhooks{path}", sent, "application/json", headers=headers)
        assert answer.status_code == status, answer.content
        return answer.json() if answer.content else None

    return call
