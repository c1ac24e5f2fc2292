"""Maps are versions of a file; steps keep what is bound to them; the picture has lanes and a line of visibility."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heedful.domain.journeys import operations, queries
from heedful.domain.journeys.models import Step
from heedful.domain.journeys.rules.map_edit import change_step
from heedful.foundation.access import SYSTEM
from heedful.foundation.errors import Conflict, Denied, NotFound, Refused
from heedful.warehouse.refresh import refresh
from tests.factories.company import Company
from tests.factories.journeys import MAP, contacts, long_map, mapped

SINCE, UNTIL = date(2026, 3, 1), date(2026, 4, 1)


def test_the_same_file_is_the_same_version_and_a_change_is_the_next(company: Company, now: datetime) -> None:
    first = mapped(now)
    again = mapped(now + timedelta(hours=1))
    assert (first.id, first.n) == (again.id, 1)
    second = operations.edit_map(
        code="order-to-door", seen=1, edit=lambda text: change_step(text, "pack", {"name": "Pack twice"}),
        why="glass breaks", by=company.actor("leader"), at=now,
    )  # fmt: skip
    assert (second.n, second.why, second.made_by_id) == (2, "glass breaks", company.people["leader"])
    assert queries.version_of("order-to-door", 1).text == MAP
    changed = [line for line in queries.changes_of(second) if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    assert changed == ["-        name: Pack", "+        name: Pack twice"]
    assert len(queries.changes_of(first)) > len(MAP.splitlines())
    assert [each.n for each in queries.versions_of("order-to-door")] == [2, 1]
    with pytest.raises(Conflict, match="somebody else"):
        operations.edit_map(code="order-to-door", seen=1, edit=lambda text: text + "#\n", by=SYSTEM, at=now)
    with pytest.raises(Refused, match="keeps its code"):
        operations.edit_map(
            code="order-to-door", seen=2, edit=lambda text: text.replace("order-to-door", "x"), by=SYSTEM, at=now
        )


def test_a_step_that_goes_and_comes_back_is_the_same_step(company: Company, now: datetime) -> None:
    mapped(now)
    before = queries.step_of("order-to-door", "pack")
    gone = MAP.replace("      - code: pack\n        name: Pack\n        actor: Depot\n        side: back\n", "")
    mapped(now, gone)
    assert [step.code for step in queries.steps_of("order-to-door")] == ["choose", "confirm", "deliver"]
    assert Step.objects.get(id=before.id).removed_at == now
    with pytest.raises(NotFound):
        queries.step_of("order-to-door", "pack")
    mapped(now + timedelta(days=1))
    after = queries.step_of("order-to-door", "pack")
    assert (after.id, after.position, after.removed_at) == (before.id, 3, None)
    assert queries.step_of("order-to-door", "confirm").owner_id == company.people["north-lead"]


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("touchpoint: call", "touchpoint: nowhere", "touchpoint"),
        ("owner: north-lead@simba.example", "owner: nobody@simba.example", "owner"),
    ],
)
def test_what_the_file_names_must_be_here(company: Company, now: datetime, old: str, new: str, field: str) -> None:
    with pytest.raises(NotFound) as refusal:
        mapped(now, MAP.replace(old, new))
    assert refusal.value.field == field
    assert not queries.maps().exists()


def test_only_who_edits_journeys_everywhere_changes_a_map(company: Company, now: datetime) -> None:
    for name in ("north-agent", "north-lead", "analyst", "board", "partner"):
        with pytest.raises(Denied):
            operations.import_map(text=MAP, by=company.actor(name), at=now)
    operations.import_map(text=MAP, by=company.actor("leader"), at=now)
    (listed,) = queries.maps()
    assert (listed.name, listed.step_count, listed.newest) == ("Order to door", 4, 1)  # type: ignore[attr-defined]  # annotated
    for read in (lambda: queries.journey_map("x"), lambda: queries.version_of("order-to-door", 9)):
        with pytest.raises(NotFound):
            read()


def test_the_picture_has_a_lane_for_each_actor_and_a_line_of_visibility(company: Company, now: datetime) -> None:
    mapped(now)
    contacts(
        company, [{"started_at": now, "first_contact_resolved": n > 0, "touchpoint": "call"} for n in range(4)], now
    )
    refresh(at=now)
    drawn = queries.picture("order-to-door", company.actor("north-agent"), SINCE, UNTIL)
    assert drawn.stages == ["Order", "Bring"]
    assert [(lane.side, lane.actor, lane.below_line) for lane in drawn.lanes] == [
        ("customer", "Customer", False), ("front", "Order desk", False), ("front", "Driver", False),
        ("back", "Depot", True),
    ]  # fmt: skip
    assert [[[each.step.code for each in cell] for cell in lane.cells] for lane in drawn.lanes] == [
        [["choose"], []], [["confirm"], []], [[], ["deliver"]], [[], ["pack"]],
    ]  # fmt: skip
    failed = drawn.steps[1].failed
    assert failed is not None and (failed.estimate, failed.n) == (25.0, 4)
    assert drawn.steps[0].failed is None
    elsewhere = queries.picture("order-to-door", company.actor("south-agent"), SINCE, UNTIL)
    assert elsewhere.steps[1].failed is None


def test_a_map_of_200_steps_is_read_in_as_few_queries_as_one_of_20(company: Company, now: datetime) -> None:
    counts = []
    for steps in (20, 200):
        mapped(now, long_map(steps))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            drawn = queries.picture("long", company.actor("leader"), SINCE, UNTIL)
        assert len(drawn.steps) == steps
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 4 + 4
