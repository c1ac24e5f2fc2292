"""The gate before a campaign: inside first, then outside; time and money on both sides."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heedful.domain.communication.enums import CampaignState, Side
from heedful.domain.communication.models import AnnouncementVersion, Campaign
from heedful.domain.communication.operations import campaigns
from heedful.domain.communication.queries import campaigns as queries
from heedful.domain.communication.rules.readiness import Asked, AudienceReading, UnitReading, conditions
from heedful.domain.communication.rules.states import CAMPAIGN
from heedful.foundation.access import SYSTEM
from heedful.foundation.errors import Denied, NotFound, Refused
from heedful.workflows import cascade as workflow
from tests.domain.communication.test_reading import attempt
from tests.factories.cascades import ITEMS, acknowledge, begun, put_out, words
from tests.factories.company import Company

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
FRONT = ("north-agent", "north-agent-2", "south-agent", "partner", "admin", "board", "analyst")


def planned(company: Company, now: datetime, **changes: Any) -> tuple[Campaign, AnnouncementVersion]:
    version = put_out(company, begun(company, now), now, items=ITEMS, effective_at=now)
    workflow.keep(by=SYSTEM, at=now + DAY)
    told: dict[str, Any] = {
        "code": "faster", "name": "A day faster", "why": "Customers asked for it.", "unit_id": company.units["root"],
        "launch_on": (now + 5 * DAY).date(), "announcement_ids": [version.announcement_id],
    }  # fmt: skip
    made = campaigns.add_campaign(**told | changes, by=company.actor("leader"), at=now)
    return made, version


def understand(company: Company, version: AnnouncementVersion, at: datetime) -> None:
    for name in FRONT:
        attempt(company, version, name, at, 0, 0, 0)


@pytest.mark.invariant("M6")
def test_no_campaign_starts_before_those_inside_are_ready(company: Company, now: datetime) -> None:
    made, version = planned(company, now)
    leader, at = company.actor("leader"), now + DAY
    with pytest.raises(campaigns.NotReady, match=r"front line has acknowledged .95 % or more.: 0 of 7"):
        campaigns.launch(campaign_id=made.id, by=leader, at=at)
    made.refresh_from_db()
    assert (made.state, made.readings.count()) == (CampaignState.NOT_READY, 1), "the refusal is kept"
    understand(company, version, at)
    done = campaigns.launch(campaign_id=made.id, by=leader, at=at)
    assert (done.state, done.launched_at) == (CampaignState.LAUNCHED, at)
    with pytest.raises(Refused):
        campaigns.launch(campaign_id=made.id, by=leader, at=at)
    assert set(CAMPAIGN) == set(CampaignState)


@pytest.mark.invariant("M6")
def test_a_ready_campaign_falls_back_when_a_material_version_comes(company: Company, now: datetime) -> None:
    made, version = planned(company, now)
    leader, at = company.actor("leader"), now + DAY
    understand(company, version, at)
    assert campaigns.read_gate(campaign_id=made.id, by=leader, at=at).ready
    put_out(
        company, version.announcement, at, text=words(what_to_say="Two days."), items=ITEMS, effective_at=at + 2 * DAY
    )
    assert campaigns.read_due_gates(by=SYSTEM, at=at + DAY) == 1
    made.refresh_from_db()
    assert made.state == CampaignState.NOT_READY
    with pytest.raises(campaigns.NotReady):
        campaigns.launch(campaign_id=made.id, by=leader, at=at + DAY)


@pytest.mark.invariant("M18")
def test_an_override_has_another_name_a_reason_and_an_expiry(company: Company, now: datetime) -> None:
    made, version = planned(company, now)
    at = now + DAY
    told: dict[str, Any] = {"campaign_id": made.id, "because": "The law sets the day.", "until": at + DAY, "at": at}
    with pytest.raises(Denied, match="their own campaign"):
        campaigns.launch_by_override(**told, by=company.actor("leader"))
    for wrong in ({"because": " "}, {"until": at}):
        with pytest.raises(Refused):
            campaigns.launch_by_override(**told | wrong, by=company.actor("board"))
    with pytest.raises(NotFound):
        campaigns.launch_by_override(**told, by=company.actor("north-lead"))
    with pytest.raises(Denied):
        campaigns.launch_by_override(**told, by=SYSTEM)
    done = campaigns.launch_by_override(**told, by=company.actor("board"))
    assert done.state == CampaignState.LAUNCHED_BY_OVERRIDE
    (kept,) = queries.overrides(now.date(), (at + DAY).date())
    assert (kept.overridden_by_id, kept.override_because) == (company.people["board"], "The law sets the day.")
    assert not kept.ready
    assert any(not each["met"] for each in kept.conditions)
    other, _ = Campaign.objects.get_or_create(
        code="other", name="x", unit_id=company.units["root"], owner_id=company.people["leader"],
        launch_on=now.date(), why="y",
    )  # fmt: skip
    campaigns.CampaignAnnouncement.objects.create(campaign=other, announcement_id=version.announcement_id)
    understand(company, version, at)
    with pytest.raises(Refused, match="nothing to override"):
        campaigns.launch_by_override(**told | {"campaign_id": other.id}, by=company.actor("board"))


UNITS = st.lists(
    st.integers(1, 30).flatmap(
        lambda n: st.builds(UnitReading, st.just("u"), st.just(n), st.integers(0, n), st.integers(0, n))
    ),
    min_size=1,
    max_size=5,
)


@given(UNITS, st.booleans(), st.integers(0, 2))
@pytest.mark.invariant("M6")
def test_the_gate_is_open_exactly_when_every_bound_holds(
    units: list[UnitReading], checked: bool, blocking: int
) -> None:
    reading = AudienceReading("all", out=True, checked=checked, units=units)
    found = conditions(Asked(why="x", audiences=[reading], blocking_questions=blocking))
    n = sum(unit.n for unit in units)
    expected = (
        checked and blocking == 0
        and 100 * sum(unit.acknowledged for unit in units) >= 95 * n
        and 100 * sum(unit.understood for unit in units) >= 80 * n
        and all(100 * min(unit.acknowledged, unit.understood) >= 70 * unit.n for unit in units)
    )  # fmt: skip
    assert all(each.met for each in found) == expected


def test_what_is_not_out_has_no_check_or_says_no_why_is_named() -> None:
    silent = AudienceReading("all", out=False, checked=True, units=[])
    unchecked = AudienceReading("team", out=True, checked=False, units=[UnitReading("u", 1, 1, 1)])
    found = conditions(Asked(why=" ", audiences=[silent, unchecked], blocking_questions=0))
    assert [each.name for each in found if not each.met] == [
        "The campaign says why", "all: it is out", "team: it has a comprehension check",
    ]  # fmt: skip
    assert not all(each.met for each in conditions(Asked(why="x", audiences=[], blocking_questions=0)))


@pytest.mark.invariant("M17")
@pytest.mark.feature("CO-12", part="sums inside and outside, flag, totals reconcile; operations")
def test_money_outside_and_none_inside_is_flagged_and_lines_reconcile(company: Company, now: datetime) -> None:
    made, version = planned(company, now)
    leader = company.actor("leader")
    line: dict[str, Any] = {"month": now.date(), "what": "Radio", "by": leader, "at": now}
    campaigns.add_budget(
        campaign_id=made.id, side=Side.EXTERNAL, currency="KES", planned_minor=900_000, spent_minor=100, **line
    )
    assert queries.costs(made).unprepared
    campaigns.add_budget(campaign_id=made.id, side=Side.INTERNAL, planned_minutes=600, spent_minutes=20, **line)
    acknowledge(company, version, "leader", now + DAY)
    costs = queries.costs(made)
    assert not costs.unprepared
    assert (costs.external.planned, costs.internal.planned_minutes) == ({"KES": 900_000}, 600)
    assert costs.reading_minutes == 2
    campaigns.add_budget(campaign_id=None, side=Side.EXTERNAL, currency="KES", planned_minor=5, **line)
    assigned, unassigned, whole = queries.totals(Side.EXTERNAL)
    assert assigned.planned["KES"] + unassigned.planned["KES"] == whole.planned["KES"] == 900_005
    with pytest.raises(Refused, match="currency"):
        campaigns.add_budget(campaign_id=None, side=Side.EXTERNAL, planned_minor=5, **line)
    with pytest.raises(Denied):
        campaigns.add_budget(campaign_id=None, side=Side.EXTERNAL, **line | {"by": company.actor("north-lead")})


def test_a_campaign_has_a_code_a_name_and_readers_in_its_unit(company: Company, now: datetime) -> None:
    made, _ = planned(company, now)
    told: dict[str, Any] = {
        "code": "new", "name": "x", "why": "", "unit_id": company.units["root"], "launch_on": now.date(),
        "announcement_ids": [], "by": company.actor("leader"), "at": now,
    }  # fmt: skip
    for wrong in ({"code": "faster"}, {"name": " "}):
        with pytest.raises(Refused):
            campaigns.add_campaign(**told | wrong)
    with pytest.raises(NotFound):
        queries.campaign(company.actor("north-lead"), made.id)
