"""The leader's home says what waits, each with the way to it, and nothing that does not."""

from datetime import datetime
from typing import Any

import pytest
from django.urls import reverse

from heedful.domain.communication.models import Node
from heedful.foundation.access import Actor
from heedful.interfaces.web.manage import waiting
from tests.factories.loop import TODAY, loop


@pytest.fixture
def house(db: Any, settings: Any, tmp_path: Any) -> Any:
    settings.HEEDFUL_VAR = tmp_path
    return loop()


def said(actor: Actor, at: datetime) -> dict[str, int]:
    return {line.text: line.count for line in waiting.lines(actor, at)}


def late(actor: Actor) -> int:
    return sum(count for text, count in said(actor, TODAY).items() if "late with" in text)


def test_what_waits_is_counted_in_the_actors_reach(house: Any) -> None:
    lead = said(house.company.actor("north-lead"), TODAY)
    assert lead["exemption to decide"] == 1
    elsewhere = said(house.company.actor("south-agent"), TODAY)
    assert "exemption to decide" not in elsewhere
    assert waiting.at_risk(house.company.actor("leader")).startswith("Of ")
    assert waiting.at_risk(house.company.actor("north-agent")) == ""


def test_the_late_are_counted_once_their_time_has_passed(house: Any) -> None:
    leader = house.company.actor("leader")
    (waits, *_) = [node for node in Node.objects.filter(acknowledged_at=None, left_at=None) if node.due_at <= TODAY]
    counted = late(leader)
    Node.objects.filter(id=waits.id).update(due_at=TODAY.replace(year=2027))
    assert late(leader) == counted - 1
    Node.objects.filter(id=waits.id).update(
        due_at=TODAY, excused_until=TODAY.replace(year=2027), excused_because="leave"
    )
    assert late(leader) == counted - 1


def test_the_page_shows_it(house: Any, client: Any, django_user_model: Any) -> None:
    client.force_login(django_user_model.objects.get(id=house.company.users["leader"]))
    page = client.get(reverse("manage:home")).content.decode()
    assert "Waits for you" in page
    assert reverse("manage:portfolio") in page
