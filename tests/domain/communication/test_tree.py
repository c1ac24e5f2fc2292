"""The cascade as a tree: levels, fallbacks, and where it broke."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heedful.domain.communication.rules.tree import Member, Reached, break_nodes, charges, plan

UNIT = UUID(int=1)


def uid(n: int) -> UUID:
    return UUID(int=n + 1_000)


@st.composite
def cascades(draw: st.DrawFn) -> list[Reached]:
    count = draw(st.integers(1, 30))
    parents = [None, *(draw(st.integers(0, n - 1)) for n in range(1, count))]
    flags = draw(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=count, max_size=count))
    return [
        Reached(uid(n), None if parents[n] is None else uid(parents[n]), n in parents, flags[n][0], flags[n][1])
        for n in range(count)
    ]


@given(cascades())
@pytest.mark.invariant("M5")
def test_each_uncovered_person_has_one_break_node_and_charges_sum_to_them(people: list[Reached]) -> None:
    known = {each.id: each for each in people}
    found = break_nodes(people)
    assert set(found) == {each.id for each in people if not each.acknowledged}
    assert sum(count for _, count in charges(found)) == len(found)
    for person_id, broken in found.items():
        path = []
        at: Reached | None = known[person_id]
        while at is not None:
            path.append(at)
            at = known.get(at.parent_id) if at.parent_id else None
        expected = next(
            each.id for each in reversed(path)
            if not each.acknowledged or (each.id != person_id and not each.briefed)
        )  # fmt: skip
        assert broken == expected


def test_the_break_is_the_highest_who_did_not_hand_on() -> None:
    top = Reached(uid(0), None, True, True, True)
    middle = Reached(uid(1), uid(0), True, True, False)
    agents = [Reached(uid(n), uid(1), False, n == 2, False) for n in (2, 3, 4)]
    assert charges(break_nodes([top, middle, *agents])) == [(uid(1), 2)]
    silent = Reached(uid(1), uid(0), True, False, False)
    assert charges(break_nodes([top, silent, *agents])) == [(uid(1), 3)], "it counts itself"
    assert charges(break_nodes([top, agents[1]])) == [(uid(3), 1)], "nobody above is left: it stopped here"


def test_levels_follow_managers_and_partners_hang_below_the_nearest_head() -> None:
    coast, partner, apart = UUID(int=2), UUID(int=3), UUID(int=4)
    members = [
        Member(uid(0), UNIT, None),
        Member(uid(1), coast, uid(0)),
        Member(uid(2), coast, uid(1)),
        Member(uid(3), partner, None),
        Member(uid(4), apart, uid(99)),
        Member(uid(5), partner, uid(3)),
        Member(uid(6), UNIT, None),
    ]
    hops = {hop.id: hop for hop in plan(members, {coast: [UNIT], partner: [coast, UNIT]})}
    assert [(hops[uid(n)].level, hops[uid(n)].parent_id) for n in range(7)] == [
        (1, None), (2, uid(0)), (3, uid(1)), (3, uid(1)), (1, None), (4, uid(3)), (1, None),
    ]  # fmt: skip
    assert [hops[uid(n)].manages for n in range(6)] == [True, True, False, True, False, False]


def test_a_head_is_never_hung_below_their_own_people() -> None:
    above = UUID(int=9)
    members = [Member(uid(0), UNIT, None), Member(uid(1), above, uid(0)), Member(uid(2), UNIT, uid(1))]
    hops = plan(members, {UNIT: [above], above: []})
    assert [(hop.id, hop.level) for hop in hops] == [(uid(0), 1), (uid(1), 2), (uid(2), 3)]
