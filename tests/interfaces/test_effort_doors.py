"""Communication effort through page, API and command line: asked apart from observed, hidden below ten."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from heedful.domain.cases import operations as cases
from heedful.domain.cases.enums import CaseKind
from heedful.domain.communication import operations as communication
from heedful.domain.communication.models import AnnouncementVersion, EaseAnswer
from heedful.domain.feedback import operations as feedback
from heedful.domain.feedback.enums import Kind
from heedful.domain.feedback.rules import RecordInput
from heedful.domain.measurement import queries as measurement
from heedful.foundation.access import SYSTEM, Role
from heedful.foundation.errors import Conflict, Refused
from heedful.interfaces.cli.__main__ import main
from heedful.warehouse.refresh import refresh
from tests.factories.cascades import acknowledge, begun, node, put_out
from tests.factories.company import Company
from tests.trust.matrix import key_of

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
EVERYBODY = ("leader", "admin", "analyst", "board", "north-lead", "south-lead", "north-agent", "north-agent-2",
             "south-agent", "partner")  # fmt: skip


@pytest.fixture
def signed_in(company: Company) -> SignedIn:
    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(get_user_model().objects.get(pk=company.users[name]))
        return client

    return sign_in


@pytest.fixture(autouse=True)
def standing_clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(timezone, "now", lambda: now)


@pytest.fixture
def version(company: Company, now: datetime) -> AnnouncementVersion:
    """An announcement that everybody has acknowledged."""
    begin = now - timedelta(days=3)
    made = put_out(company, begun(company, begin), begin, head_start_hours=0, effective_at=begin + timedelta(hours=1))
    communication.deliver_due(at=begin + timedelta(hours=2))
    for name in EVERYBODY:
        acknowledge(company, made, name, begin + timedelta(hours=3))
    return made


def said(company: Company, version: AnnouncementVersion, now: datetime, values: dict[str, int]) -> None:
    for name, value in values.items():
        place = node(company, version, name).id
        communication.say_ease(node_id=place, value=value, by=company.actor(name), at=now)


def customers_say(company: Company, now: datetime, values: list[int]) -> None:
    for n, value in enumerate(values):
        feedback.record(
            kind=Kind.ANSWER, channel="email", submission_id=f"ease:{n}", source_type="survey",
            unit_id=company.units["north-desk"], touchpoint_id=company.touchpoints["call"], collected_at=now, by=SYSTEM,
            records=[
                RecordInput(field_id="communication_effort", field_type="rating", number=float(value), low=1, high=7)
            ],
            at=now,
        )  # fmt: skip


def contact(company: Company, now: datetime, hours: int, channel: str) -> None:
    received = now - timedelta(hours=hours)
    matter = cases.Matter(
        kind=CaseKind.ENQUIRY, subject="What holds now?", channel=channel, received_at=received,
        unit_id=company.units["north-desk"], touchpoint_id=company.touchpoints["call"],
        contact_id=company.contacts["A-1"],
    )  # fmt: skip
    cases.open_case(matter=matter, by=SYSTEM, at=received)


def window(now: datetime) -> tuple[date, date]:
    first = now.date().replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1)


def read(company: Company, now: datetime) -> measurement.Effort:
    refresh(at=now)
    since, until = window(now)
    return measurement.communication_effort(company.actor("leader"), at=now, since=since, until=until)


@pytest.mark.feature("CO-6", part="asked inside is kept without a name, once, and hidden below ten answers")
def test_colleagues_say_it_once_without_a_name_and_nine_are_hidden(
    company: Company, now: datetime, version: AnnouncementVersion
) -> None:
    said(company, version, now, dict.fromkeys(EVERYBODY[:9], 7))
    assert "name" not in {field.name for field in EaseAnswer._meta.fields}
    assert not {"person", "node"} & {field.name for field in EaseAnswer._meta.fields}
    figure = read(company, now).internal.figure
    assert (figure.estimate, figure.n) == (None, None) and figure.hidden
    said(company, version, now, {EVERYBODY[9]: 1})
    found = read(company, now).internal
    assert found.figure.n == 10 and found.figure.estimate == pytest.approx(10.0)
    assert found.hard is not None and found.hard.value == pytest.approx(0.1)
    assert found.figure.low is not None and found.figure.high is not None
    place = node(company, version, "leader").id
    with pytest.raises(Conflict):
        communication.say_ease(node_id=place, value=3, by=company.actor("leader"), at=now)


def test_it_is_asked_of_those_who_have_read_and_on_its_scale(company: Company, now: datetime) -> None:
    made = put_out(company, begun(company, now), now, head_start_hours=0)
    communication.deliver_due(at=now)
    place = node(company, made, "north-agent").id
    agent = company.actor("north-agent")
    with pytest.raises(Refused, match="acknowledge"):
        communication.say_ease(node_id=place, value=3, by=agent, at=now)
    acknowledge(company, made, "north-agent", now)
    for value in (0, 8):
        with pytest.raises(Refused, match="scale"):
            communication.say_ease(node_id=place, value=value, by=agent, at=now)


@pytest.mark.feature("CO-6", part="behaviour counts beside the asked score never change it")
@pytest.mark.invariant("M10")
def test_m10_what_people_do_never_changes_what_they_said(
    company: Company, now: datetime, version: AnnouncementVersion
) -> None:
    said(company, version, now, dict.fromkeys(EVERYBODY, 4))
    customers_say(company, now, [5, 6, 7, 3, 2, 6, 6, 5, 4, 6, 7, 7])
    before = read(company, now)
    for hours, channel in ((30, "phone"), (20, "email"), (10, "phone")):
        contact(company, now, hours, channel)
    place = node(company, version, "north-agent").id
    communication.ask(node_id=place, text="From when?", blocking=False, by=company.actor("north-agent"), at=now)
    after = read(company, now)
    assert before.internal == after.internal and before.external == after.external
    (line,) = [each for each in after.lines if each.seen.touchpoint == "call"]
    assert (line.seen.contacts, line.seen.customers, line.seen.to_clarity, line.seen.second_channel) == (3, 1, 3.0, 1)
    assert line.asked is not None and line.asked.estimate == after.external.figure.estimate
    assert line.estimated is None, "one touchpoint carries no model"
    (told,) = after.inside.announcements
    assert (told.people, told.questions, told.hours) == (10, 1, None)
    assert (after.inside.contacts, after.inside.median) == (3, 1.0)


@pytest.mark.feature("CO-6", part="page, API, command line and metric definition tell the same, with the direction")
def test_every_door_tells_the_same(
    company: Company,
    now: datetime,
    version: AnnouncementVersion,
    signed_in: SignedIn,
    capsys: pytest.CaptureFixture[str],
) -> None:
    agent = signed_in("north-agent")
    item = f"/explain/read/{node(company, version, 'north-agent').id}/"
    assert "It was easy to find and understand" in agent.get(item).content.decode()
    assert agent.post(f"{item}ease/", {"ease": "9"}).status_code == 422
    assert agent.post(f"{item}ease/", {"ease": "1"}).status_code == 302
    assert "It was easy to find and understand" not in agent.get(item).content.decode()
    said(company, version, now, {name: 4 for name in EVERYBODY if name != "north-agent"})
    refresh(at=now)
    since, until = window(now)
    expected = 100 * (7 - (1 + 9 * 4) / 10) / 6
    shown = signed_in("leader").get(f"/insight/communication-effort/?since={since:%Y-%m}&until={since:%Y-%m}")
    assert shown.context["effort"].internal.figure.estimate == pytest.approx(expected)
    assert "0 is no effort, 100 is all effort" in shown.content.decode()
    assert agent.get("/insight/communication-effort/").status_code == 404
    headers = {"Authorization": f"Bearer {key_of(company, Role.CX_LEADER, now)}"}
    url = f"/api/v1/metrics/communication-effort?since={since}&until={until}"
    told: dict[str, Any] = Client().get(url, headers=headers).json()
    assert told["asked"]["internal"]["estimate"] == pytest.approx(expected, abs=1e-6)
    assert told["direction"] == "0 = no effort, 100 = all effort"
    capsys.readouterr()
    span = ["--since", f"{since:%Y-%m}", "--until", f"{until:%Y-%m}"]
    assert main(["effort", *span, "--by", "leader@simba.example"]) == 0
    assert json.loads(capsys.readouterr().out)["asked"] == told["asked"]
    assert measurement.definition_for("communication_effort_internal").direction == "lower"
