"""Whatever is typed into a form or an address, the server says what is wrong and never breaks."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from heedful.domain.measurement import operations as measurement
from heedful.domain.measurement.enums import PeriodKind
from heedful.domain.organisation import operations as organisation
from heedful.foundation.access import SYSTEM, Role
from tests.factories.company import Company
from tests.trust import matrix

VALUES = (
    "", "x" * 5_000, "²", "nan", "inf", "-1", str(10**23), "9999-12", "0001-01", "2026-02-31", "2026-13", "\0", "%00",
    "00000000-0000-4000-8000-000000000000", "not-a-uuid", "'\"<b>", "2026-01-01~x", "＝", "1e400", "٣",
)  # fmt: skip
ASKED = (
    "page", "since", "until", "by", "unit", "touchpoint", "channel", "segment", "q", "kind", "on", "month", "status",
    "owner", "priority", "account", "due", "after", "action", "entity", "entity_id",
)  # fmt: skip


def enter(company: Company, name: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(get_user_model().objects.get(pk=company.users[name]))
    return client


def forms(company: Company, objects: matrix.Objects, period: Any) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield every form of the product, filled in as it should be."""
    unit, day, person = str(company.units["north"]), "2026-03-01", company.people["north-agent"]
    case_id = objects.own["case_id"]
    yield reverse("settings:key_issue"), {"name": "k", "role": "agent", "unit": unit, "scope": "read", "days": "9"}
    yield (
        reverse("settings:person_add"),
        {"name": "N", "email": "n@x.org", "title": "T", "unit": unit, "manager": "", "since": day},
    )
    yield reverse("settings:grant", args=[person]), {"role": "agent", "unit": unit, "since": day}
    yield reverse("settings:grant_end", args=[person]), {"grant": unit}
    yield (
        reverse("settings:unit_add"),
        {"name": "U", "code": "u-1", "kind": "team", "parent": unit, "since": day},
    )
    yield reverse("settings:unit", args=[unit]), {"name": "North", "parent": "", "since": day}
    yield (
        reverse("manage:standard_publish"),
        {
            "code": "c", "name": "N", "kind": "resolve", "amount": "4", "span": "business_seconds", "calendar": "house",
            "priority": "1", "unit": unit,
        },
    )  # fmt: skip
    yield reverse("manage:survey_new"), {"template": "nps", "title": "T", "code": "t", "unit": unit}
    yield (
        reverse("manage:feedback_note"),
        {
            "kind": "complaint",
            "channel": "phone",
            "body": "b",
            "email": "a@x.org",
            "unit": unit,
            "key": "k",
            "name": "",
        },
    )
    yield (
        reverse("desk:new"),
        {
            "kind": "complaint", "channel": "phone", "words": "w", "email": "a@x.org", "unit": unit, "touchpoint": "",
            "key": "k", "name": "n", "wanted": "w",
        },
    )  # fmt: skip
    yield reverse("desk:assign"), {"case": str(case_id), "owner": str(person), "next": "/"}
    yield reverse("desk:act", args=[case_id, "assign"]), {"owner": str(person)}
    yield reverse("desk:act", args=[case_id, "reply"]), {"body": "b", "channel": "email"}
    yield reverse("desk:act", args=[case_id, "begin"]), {"severity": "3", "impact": "i", "immediate_action": "a"}
    yield reverse("desk:act", args=[case_id, "priority"]), {"priority": "1", "reason": "because"}
    yield (
        reverse("desk:act", args=[case_id, "redress"]),
        {"kind": "voucher", "value": "1", "cost": "1", "currency": "KES"},
    )
    yield from improving(objects, unit, str(person))
    yield reverse("board:open"), {"month": "2026-02", "kind": "month"}
    for step in ("headline", "check", "restate", "withdraw"):
        yield (
            reverse("board:step", args=[period.id]),
            {"step": step, "headline": "h", "code": "changes_explained", "note": "n", "result": unit, "reason": "a b"},
        )


def improving(objects: matrix.Objects, unit: str, person: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the forms about colleagues and ideas, filled in as they should be."""
    day, idea = "2026-03-01", objects.own["idea_id"]
    yield reverse("colleagues:pulse_open"), {"title": "T", "unit": unit, "closes_on": day}
    yield (
        reverse("colleagues:time_step", args=["write"]),
        {"kind": "customers", "day": day, "from": "08:00", "until": "09:00", "finding": "f"},
    )
    yield reverse("colleagues:leader_count"), {"person": person, "weekly_hours": "40", "since": day}
    yield (
        reverse("colleagues:training_pass"),
        {"person": person, "training": "T", "passed_on": day, "valid_until": "2027-03-01"},
    )
    yield (
        reverse("ideas:idea_new"),
        {"title": "T", "change": "c", "measure": "m", "unit": unit, "owner": person, "until": "2026-09-01"},
    )
    yield (
        reverse("ideas:idea_step", args=[idea, "start"]),
        {
            "hypothesis": "h", "effect": "0.1", "deviation": "1", "guard": "g", "guard_margin": "0",
            "stops_on": "2026-09-01",
        },
    )  # fmt: skip
    yield reverse("ideas:walk_roster"), {"person": person, "unit": unit, "touchpoint": person, "month": "2026-03"}


@pytest.mark.trust(8)
@pytest.mark.django_db
@pytest.mark.parametrize("who", ["admin", "leader"])
@pytest.mark.parametrize("part", [10, pytest.param(1, marks=pytest.mark.slow)])
def test_no_malformed_value_breaks_a_page(company: Company, now: datetime, who: str, part: int) -> None:
    """Each address meets every tenth value and name, another tenth from one address to the next; all of them slowly."""
    organisation.grant_role(
        person_id=company.people["leader"],
        role=Role.TEAM_LEADER,
        unit_id=company.units["root"],
        since=now.date(),
        by=SYSTEM,
        at=now,
    )
    objects = matrix.build(company, now)
    period = measurement.open_period(kind=PeriodKind.MONTH, day=now.date(), by=SYSTEM, at=now)
    client, broken, count = enter(company, who), [], 0

    def look(what: str, status: int) -> None:
        nonlocal count
        count += 1
        if status >= 500:
            broken.append(f"{what}: {status}")

    for place, (address, access) in enumerate(matrix.web_routes()):
        url = matrix.filled(address, {**objects.own, "period_id": period.id})
        if access is None or access.anonymous or url is None or "logout" in address or "sign" in address:
            continue
        for value in VALUES[place % part :: part]:
            look(f"GET {url} {value[:40]!r}", client.get(url, dict.fromkeys(ASKED, value)).status_code)
            look(f"POST {url} {value[:40]!r}", client.post(url, dict.fromkeys(ASKED, value)).status_code)
        look(f"POST {url} nothing", client.post(url).status_code)
        for name in ASKED[place % part :: part]:
            look(f"GET {url} {name}", client.get(url, {name: str(10**23)}).status_code)
    for place, (url, filled) in enumerate(forms(company, objects, period)):
        for name in filled:
            look(
                f"POST {url} without {name}",
                client.post(url, {k: v for k, v in filled.items() if k != name}).status_code,
            )
            for value in VALUES[place % part :: part]:
                look(f"POST {url} {name}={value[:40]!r}", client.post(url, filled | {name: value}).status_code)
    assert broken == []
    assert count > 500


@pytest.mark.django_db
def test_a_form_comes_back_with_what_was_typed_and_what_is_wrong(company: Company) -> None:
    client = enter(company, "admin")
    unit = str(company.units["north"])
    given = {"name": "Ada Obi", "email": "ada@example.org", "title": "", "unit": unit, "since": "2026-02-31"}
    answer = client.post(reverse("settings:person_add"), given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "no such day" in page
    assert 'value="Ada Obi"' in page
    assert f'<option value="{unit}" selected>' in page
    key = {"name": "till", "role": "agent", "unit": unit, "scope": "read", "days": "²"}
    answer = client.post(reverse("settings:key_issue"), key)
    assert answer.status_code == 422
    assert 'value="till"' in answer.content.decode()
