"""The tree keeps its history: it can be asked as it was on any day."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from heedful.domain.organisation import operations, queries
from heedful.domain.organisation.enums import UnitKind
from heedful.domain.organisation.models import UnitPath
from heedful.foundation.access import SYSTEM
from heedful.foundation.errors import Refused
from tests.factories.company import SINCE, Company


def codes(company: Company, unit: str, on: date) -> set[str]:
    names = {v: k for k, v in company.units.items()}
    return {names[i] for i in queries.subtree_ids(company.units[unit], on)}


def test_a_subtree_holds_the_unit_and_all_below(company: Company) -> None:
    assert codes(company, "north", SINCE) == {"north", "north-desk"}
    assert len(codes(company, "root", SINCE)) == 6
    assert codes(company, "root", SINCE - timedelta(days=1)) == set()


def test_a_move_changes_the_tree_from_its_day_on_and_not_before(company: Company, now: datetime) -> None:
    day = date(2026, 2, 1)
    operations.move_unit(unit_id=company.units["north"], parent_id=company.units["south"], since=day, by=SYSTEM, at=now)
    assert codes(company, "south", day) == {"south", "south-desk", "north", "north-desk"}
    assert codes(company, "south", day - timedelta(days=1)) == {"south", "south-desk"}
    assert [u.code for u in queries.ancestors(company.units["north-desk"], day)] == ["north", "south", "root"]
    assert [u.code for u in queries.ancestors(company.units["north-desk"], SINCE)] == ["north", "root"]


@pytest.mark.parametrize(
    ("unit", "parent"), [("north", "north"), ("north", "north-desk"), ("root", "north"), ("south", "north-desk")]
)
def test_a_move_that_makes_no_tree_is_refused(company: Company, now: datetime, unit: str, parent: str) -> None:
    with pytest.raises(Refused):
        operations.move_unit(
            unit_id=company.units[unit], parent_id=company.units[parent], since=date(2026, 2, 1), by=SYSTEM, at=now
        )


def test_a_move_dated_back_behind_another_move_is_refused(company: Company, now: datetime) -> None:
    units = company.units
    operations.move_unit(
        unit_id=units["south-desk"], parent_id=units["north"], since=date(2026, 2, 10), by=SYSTEM, at=now
    )
    with pytest.raises(Refused, match="changed after that day"):
        operations.move_unit(
            unit_id=units["north"], parent_id=units["south"], since=date(2026, 2, 1), by=SYSTEM, at=now
        )
    with pytest.raises(Refused, match="changed after that day"):
        operations.move_unit(
            unit_id=units["south"], parent_id=units["north"], since=date(2026, 2, 1), by=SYSTEM, at=now
        )
    assert units["south-desk"] in queries.subtree_ids(units["south"], date(2026, 2, 9))
    assert units["south-desk"] in queries.subtree_ids(units["north"], date(2026, 2, 10))


def test_a_second_company_and_a_used_code_are_refused(company: Company, now: datetime) -> None:
    with pytest.raises(Refused, match="one company"):
        operations.add_unit(code="x", name="X", kind=UnitKind.COMPANY, parent_id=None, since=SINCE, by=SYSTEM, at=now)
    with pytest.raises(Refused, match="code"):
        operations.add_unit(
            code="north", name="X", kind=UnitKind.TEAM, parent_id=company.units["root"], since=SINCE, by=SYSTEM, at=now
        )


class Moves(TestCase):
    """Any series of moves leaves, on every day, one tree: each unit below the root by exactly one path."""

    @settings(max_examples=40)
    @given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(1, 60)), max_size=8))
    def test_every_day_has_one_tree(self, moves: list[tuple[int, int, int]]) -> None:
        from tests.factories.company import small_company

        at = datetime.fromisoformat("2026-03-17T12:00:00+00:00")
        company = small_company(at)
        ids = list(company.units.values())
        for unit, parent, day in moves:
            try:
                operations.move_unit(
                    unit_id=ids[unit], parent_id=ids[parent], since=SINCE + timedelta(days=day), by=SYSTEM, at=at
                )
            except Refused:
                continue
        for day in range(0, 62, 6):
            on = SINCE + timedelta(days=day)
            assert queries.subtree_ids(company.units["root"], on) == frozenset(ids)
            assert len(queries.tree(on)) == len(ids)
            for each in ids:
                chain = [u.id for u in queries.ancestors(each, on)]
                assert len(chain) == len(set(chain))
                assert (chain[-1] if chain else each) == company.units["root"]
        assert not UnitPath.objects.filter(depth=0).exclude(ancestor_id__in=ids).exists()
