"""What no calendar here reaches and no database stores is refused at every address, never an error of the server."""

from datetime import datetime

import pytest
from django.test import Client

from heedful.foundation.access import Role
from heedful.interfaces.api.urls import api
from tests.factories.company import Company
from tests.trust.matrix import key_of

pytestmark = pytest.mark.django_db


def test_days_beyond_reach_are_refused_at_every_address_that_takes_some(company: Company, now: datetime) -> None:
    taken = {
        path: [each["name"] for each in told["get"].get("parameters", ()) if each["schema"].get("format") == "date"]
        for path, told in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items()
        if "get" in told and "{" not in path
    }
    addresses = {path: names for path, names in taken.items() if names}
    assert len(addresses) > 8 and addresses["/api/v1/gaming"] == ["since", "until"]
    headers = {"Authorization": f"Bearer {key_of(company, Role.CX_LEADER, now)}"}
    client = Client(raise_request_exception=False)
    wrong = {}
    for path, names in addresses.items():
        for days in (("0001-01-01", "9999-12-31"), ("0001-01-01", "0001-02-01")):
            answer = client.get(path, dict(zip(names, days, strict=False)), headers=headers)
            if answer.status_code != 422 or b"between 1970 and 2080" not in answer.content:
                wrong[path, days] = answer.status_code
    assert not wrong


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/v1/kpis/wait", {"title": "Wait", "measure": "wait_seconds", "covers": ["speed", "a\x00b"]}),
        ("/api/v1/kpis/own/readings", {"month": "2026-01-01", "values": {"K-\x00": 1.0}}),
    ],
)
def test_invisible_characters_within_lists_and_objects_are_refused(
    company: Company, now: datetime, path: str, body: dict[str, object]
) -> None:
    headers = {"Authorization": f"Bearer {key_of(company, Role.CX_LEADER, now)}"}
    answer = Client().put(path, body, content_type="application/json", headers=headers)
    assert answer.status_code == 422 and "invisible" in answer.content.decode()
