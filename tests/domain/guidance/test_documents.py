"""Guidelines and procedures: where they hold, which words held when, who acknowledged, who sees them."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from heedful.domain.communication import operations as communication
from heedful.domain.communication.models import Announcement
from heedful.domain.guidance import operations, queries
from heedful.domain.guidance.enums import GuidanceKind, Standing
from heedful.domain.guidance.models import Guidance
from heedful.domain.journeys import operations as journeys
from heedful.domain.journeys.enums import Measure
from heedful.foundation.access import SYSTEM
from heedful.foundation.errors import Denied, NotFound, Refused
from heedful.warehouse.refresh import refresh
from heedful.workflows import cascade
from tests.factories.cascades import acknowledge, begun, put_out, words
from tests.factories.company import Company
from tests.factories.journeys import contacts, mapped

DAY = timedelta(days=1)


def audience(company: Company, at: datetime, code: str, *units: str) -> UUID:
    ids = [company.units[each] for each in units]
    return communication.add_audience(code=code, name=code, unit_ids=ids, by=company.actor("leader"), at=at).id


def guideline(company: Company, at: datetime, code: str, audience_id: UUID, *touchpoints: str) -> Announcement:
    held = begun(company, at, code, audience_id=audience_id)
    operations.bind(
        kind=GuidanceKind.GUIDELINE, announcement_id=held.id, touchpoints=touchpoints, by=company.actor("leader"), at=at
    )
    return held


def published(company: Company, held: Announcement, at: datetime, **changes: Any) -> Any:
    """Put a version out, in force an hour later."""
    soon = at + timedelta(hours=1)
    version = put_out(company, held, at, text=words(**changes), effective_at=soon, head_start_hours=0)
    cascade.keep(by=SYSTEM, at=at + timedelta(hours=2))
    return version


def lines(company: Company, who: str, at: datetime) -> dict[tuple[str, str], queries.TeamLine]:
    return {(each.touchpoint, each.unit): each for each in queries.coverage(company.actor(who), at)}


@pytest.mark.feature("ST-5")
def test_an_outsourced_team_without_the_current_guideline_is_red_and_sees_only_its_own(
    company: Company, now: datetime
) -> None:
    met = [{"unit": unit, "started_at": now - DAY} for unit in ("courier", "north-desk")]
    contacts(company, [*met, {"unit": "courier", "touchpoint": "call", "started_at": now - DAY}], now)
    refresh(at=now)
    assert lines(company, "leader", now)["Delivery", "Kasi Couriers"].standing is Standing.NO_GUIDELINE
    doors = guideline(company, now, "at-the-door", audience(company, now, "drivers", "courier"), "delivery")
    desk = guideline(company, now, "at-the-desk", audience(company, now, "desk", "north"), "delivery", "call")
    first = published(company, doors, now, title="At the door")
    published(company, desk, now, title="At the desk")
    later = now + 3 * timedelta(hours=1)
    red = lines(company, "leader", later)["Delivery", "Kasi Couriers"]
    assert (red.standing, red.standing.red, red.outsourced) == (Standing.NOT_ACKNOWLEDGED, True, True)
    assert (red.guideline, red.version, red.required, red.acknowledged) == ("at-the-door", 1, 1, 0)
    everything = queries.coverage(company.actor("leader"), later)
    assert everything[0].outsourced and [each.standing.red for each in everything] == sorted(
        (each.standing.red for each in everything), reverse=True
    )
    acknowledge(company, first, "partner", later)
    assert lines(company, "leader", later)["Delivery", "Kasi Couriers"].standing is Standing.ACKNOWLEDGED
    assert lines(company, "leader", later)["Call", "Kasi Couriers"].standing is Standing.NO_GUIDELINE
    published(company, doors, later, title="At the door", what_to_say="Ring twice.")
    again = later + 3 * timedelta(hours=1)
    asked_again = lines(company, "leader", again)["Delivery", "Kasi Couriers"]
    assert (asked_again.version, asked_again.standing) == (2, Standing.NOT_ACKNOWLEDGED), "the current one counts"
    assert {each.title for each in queries.documents(company.actor("partner"), again)} == {"At the door"}
    assert {each.title for each in queries.documents(company.actor("north-agent"), again)} == {"At the desk"}
    assert {each.title for each in queries.documents(company.actor("leader"), again)} == {"At the door", "At the desk"}
    assert {unit for _, unit in lines(company, "partner", again)} == {"Kasi Couriers"}
    assert {unit for _, unit in lines(company, "north-lead", again)} <= {"Mombasa", "Mombasa desk"}
    with pytest.raises(NotFound):
        queries.document(company.actor("partner"), Guidance.objects.get(announcement=desk).id, again)
    with pytest.raises(Denied):
        queries.coverage(company.actor("board"), again)
    assert queries.touchpoints_without(again) == []


def test_some_of_a_team_is_under_way_until_it_is_late(company: Company, now: datetime) -> None:
    held = guideline(company, now, "desk", audience(company, now, "desk", "north-desk"), "call")
    version = published(company, held, now)
    later = now + 3 * timedelta(hours=1)
    acknowledge(company, version, "north-agent", later)
    assert lines(company, "north-lead", later)["Call", "Mombasa desk"].standing is Standing.UNDER_WAY
    assert lines(company, "north-lead", now + 9 * DAY)["Call", "Mombasa desk"].standing is Standing.LATE
    acknowledge(company, version, "north-agent-2", later)
    line = lines(company, "north-lead", now + 9 * DAY)["Call", "Mombasa desk"]
    assert (line.standing, line.acknowledged, line.required) == (Standing.ACKNOWLEDGED, 2, 2)


def test_a_unit_left_out_by_hand_has_no_guideline(company: Company, now: datetime) -> None:
    out = {company.units["courier"]: "their own rules"}
    chosen = communication.add_audience(
        code="most", name="Most", unit_ids=[company.units["root"]], left_out=out, by=company.actor("leader"), at=now
    )
    contacts(company, [{"unit": "courier", "started_at": now - DAY}], now)
    refresh(at=now)
    published(company, guideline(company, now, "doors", chosen.id, "delivery"), now)
    later = now + 3 * timedelta(hours=1)
    assert lines(company, "leader", later)["Delivery", "Kasi Couriers"].standing is Standing.NO_GUIDELINE
    assert queries.documents(company.actor("partner"), later) == []


@pytest.mark.feature("JO-9")
def test_a_step_with_a_standard_and_no_procedure_is_a_gap_and_a_case_shows_what_held_on_its_day(
    company: Company, now: datetime
) -> None:
    mapped(now)
    leader = company.actor("leader")
    for code in ("call", "delivery"):
        journeys.publish_standard(
            code=f"{code}-once", name="Once", touchpoint=code, measure=Measure.FIRST_CONTACT, limit=0, share=90,
            owner_id=company.people["leader"], why="asked for", by=SYSTEM, at=now,
        )  # fmt: skip
    gaps = [("Order to door", "Confirm: mail with the day"), ("Order to door", "Deliver")]
    assert queries.steps_without(now) == gaps
    held = begun(company, now, "how-to-deliver", audience_id=audience(company, now, "all", "root"))
    step = ("order-to-door", "deliver")
    made = operations.bind(
        kind=GuidanceKind.PROCEDURE, announcement_id=held.id, steps=[step], standard="delivery-once", by=leader, at=now
    )
    assert queries.steps_without(now) == gaps, "bound, but no words are in force"
    published(company, held, now, title="Deliver so", what_changes="Ring once.")
    second_at = now + 10 * DAY
    assert queries.steps_without(now + DAY) == gaps[:1]
    published(company, held, second_at, title="Deliver so", what_changes="Ring twice.", what_to_say="We ring twice.")
    place = company.touchpoints["delivery"]

    def shown(at: datetime, who: str = "north-agent") -> list[tuple[int, str]]:
        found = queries.for_case(company.actor(who), place, at)
        return [(each.version, each.words["en"].what_changes) for each in found]

    assert shown(now) == [], "before it held"
    assert shown(now + DAY) == [(1, "Ring once.")]
    assert shown(second_at) == [(1, "Ring once.")], "the next one holds an hour later"
    assert shown(second_at + DAY) == [(2, "Ring twice.")]
    assert queries.for_case(company.actor("north-agent"), company.touchpoints["call"], second_at + DAY) == []
    communication.withdraw(announcement_id=held.id, by=leader, at=second_at + 2 * DAY)
    assert queries.steps_without(second_at + 3 * DAY) == gaps
    assert shown(second_at + 3 * DAY) == [] and shown(second_at + DAY) == [(2, "Ring twice.")]
    (listed,) = queries.documents(leader, now + DAY, GuidanceKind.PROCEDURE)
    assert (listed.where, listed.guidance.standard.code) == (["Order to door: Deliver"], "delivery-once")  # type: ignore[union-attr]  # it was given
    assert queries.document(leader, made.id, now).version == 0
    again_at, procedure = second_at + 4 * DAY, GuidanceKind.PROCEDURE
    published(company, held, again_at - DAY, title="Deliver so", what_changes="Ring thrice.")
    confirm = ("order-to-door", "confirm")
    operations.bind(kind=procedure, announcement_id=held.id, steps=[confirm], by=leader, at=again_at)
    assert shown(second_at + DAY) == [(2, "Ring twice.")], "a new binding does not move past cases"
    assert shown(again_at + DAY) == [], "from then on it says how to confirm"
    assert queries.steps_without(again_at + DAY) == gaps[1:]
    operations.bind(kind=procedure, announcement_id=held.id, steps=[step], by=leader, at=again_at + 2 * DAY)
    assert shown(again_at + 3 * DAY) == [(3, "Ring thrice.")] and shown(again_at + DAY) == []
    (listed,) = queries.documents(leader, again_at + 3 * DAY, procedure)
    assert listed.where == ["Order to door: Deliver"]


def test_what_is_bound_wrongly_is_refused(company: Company, now: datetime) -> None:
    mapped(now)
    held = begun(company, now, "x", audience_id=audience(company, now, "a", "root"))
    step = ("order-to-door", "deliver")
    for kind, places, steps in (
        (GuidanceKind.GUIDELINE, [], []),
        (GuidanceKind.GUIDELINE, ["call"], [step]),
        (GuidanceKind.PROCEDURE, [], []),
        (GuidanceKind.PROCEDURE, ["call"], [step]),
        (GuidanceKind.PROCEDURE, [], [("order-to-door", "none")]),
        (GuidanceKind.GUIDELINE, ["nowhere"], []),
    ):
        with pytest.raises(Refused):
            operations.bind(
                kind=kind, announcement_id=held.id, touchpoints=places, steps=steps, by=company.actor("leader"), at=now
            )
    assert not Guidance.objects.exists()
    common: dict[str, Any] = {"kind": GuidanceKind.GUIDELINE, "announcement_id": held.id, "at": now}
    with pytest.raises((Denied, NotFound)):
        operations.bind(**common, touchpoints=["call"], by=company.actor("north-lead"))
    operations.bind(**common, touchpoints=["call"], by=company.actor("leader"))
    operations.bind(**common, touchpoints=["delivery", "delivery"], by=company.actor("leader"))
    (one,) = queries.documents(company.actor("leader"), now)
    assert one.where == ["Delivery"] and one.version == 0
    with pytest.raises(Refused, match="another kind"):
        operations.bind(**common | {"kind": GuidanceKind.PROCEDURE}, steps=[step], by=company.actor("leader"))
