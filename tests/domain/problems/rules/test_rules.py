"""Decisions about problems: tables, windows, the graph, closing."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heedful.analytics.inference.counts import Window
from heedful.analytics.inference.effect import Verdict
from heedful.domain.problems.enums import ActionKind, ActionState, ProblemState, Verb
from heedful.domain.problems.rules.causes import as_list, check_edge
from heedful.domain.problems.rules.closing import STANDING, Terms, check_closing, check_signer, check_terms
from heedful.domain.problems.rules.opening import is_trigger
from heedful.domain.problems.rules.states import TRANSITIONS, NotAllowed, next_state
from heedful.domain.problems.rules.verdicts import due_look
from heedful.domain.problems.rules.windows import WEEK, base_weeks, week_of, windows
from heedful.foundation.errors import Denied, Refused

DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@given(state=st.sampled_from(ProblemState), verb=st.sampled_from(Verb))
def test_only_the_table_moves_a_problem(state: ProblemState, verb: Verb) -> None:
    if verb in TRANSITIONS[state]:
        assert next_state(state, verb) is TRANSITIONS[state][verb]
    else:
        with pytest.raises(NotAllowed, match="cannot"):
            next_state(state, verb)


@pytest.mark.invariant("C12")
@given(
    signed=st.sampled_from([None, *Verdict]),
    actions=st.lists(st.tuples(st.sampled_from(ActionKind), st.sampled_from(ActionState)), max_size=6),
    waiver=st.sampled_from(["", "Only here"]),
)
def test_a_problem_closes_only_proven_and_prevented(
    signed: Verdict | None, actions: list[tuple[ActionKind, ActionState]], waiver: str
) -> None:
    prevented = waiver or any(kind is ActionKind.PREVENTIVE and state in STANDING for kind, state in actions)
    if signed is Verdict.EFFECTIVE and prevented:
        check_closing(signed=signed, actions=actions, waiver=waiver)
    else:
        with pytest.raises(Refused):
            check_closing(signed=signed, actions=actions, waiver=waiver)


@pytest.mark.invariant("C12")
def test_closed_is_reached_from_verifying_alone() -> None:
    closed = ProblemState.CLOSED_EFFECTIVE
    ways = [(state, verb) for state, verb in product(ProblemState, Verb) if TRANSITIONS[state].get(verb) is closed]
    assert ways == [(ProblemState.VERIFYING, Verb.CLOSE)]


@pytest.mark.invariant("C13")
@given(tries=st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=40))
def test_causes_never_explain_themselves(tries: list[tuple[int, int]]) -> None:
    nodes = [UUID(int=number) for number in range(8)]
    edges: list[tuple[UUID, UUID]] = []
    for effect, cause in tries:
        try:
            check_edge(edges, nodes[effect], nodes[cause])
        except Refused:
            assert reaches(edges, nodes[cause], nodes[effect])
        else:
            edges.append((nodes[effect], nodes[cause]))
    steps = as_list(nodes, edges)
    assert {step.id for step in steps} == set(nodes)  # a cycle would have no top and be lost
    assert sum(not step.again for step in steps) == len(nodes)


def reaches(edges: list[tuple[UUID, UUID]], start: UUID, goal: UUID) -> bool:
    return start == goal or any(reaches(edges, cause, goal) for effect, cause in edges if effect == start)


@given(trigger=DAYS, days=st.integers(1, 400), settling=st.integers(0, 6), watch=st.integers(1, 30))
def test_windows_never_overlap_nor_hold_the_trigger(trigger: date, days: int, settling: int, watch: int) -> None:
    laid = windows(trigger, trigger + timedelta(days=days), settling=settling, watch=watch)
    everything = [*laid.before, *laid.settling, *laid.after]
    assert len(set(everything)) == len(everything)
    assert week_of(trigger) not in laid.before
    assert len(laid.before) >= 4
    assert len(laid.after) == watch
    assert laid.weak is any(monday < trigger for monday in laid.before if monday < week_of(trigger))
    assert min(laid.after) >= trigger + timedelta(days=days)
    assert all(monday.weekday() == 0 for monday in everything)
    assert max(laid.before) + WEEK <= trigger + timedelta(days=days) + WEEK


def test_a_short_base_reaches_back_and_says_so() -> None:
    mondays, weak = base_weeks(date(2026, 1, 5), date(2026, 1, 21))
    assert weak
    assert mondays == (date(2025, 12, 15), date(2025, 12, 22), date(2025, 12, 29), date(2026, 1, 12))


def test_looks() -> None:
    assert due_look(7, watch=8, longest=16, told={}) is None
    assert due_look(20, watch=8, longest=8, told={1: Verdict.NO_EVIDENCE}) is None
    assert due_look(16, watch=8, longest=16, told={1: Verdict.IMPROVED}) == 2
    assert due_look(15, watch=8, longest=16, told={1: Verdict.TOO_EARLY}) is None


def test_terms_and_signers() -> None:
    good = Terms(target=1)
    for change in ({"target": 0}, {"alpha": 0.5}, {"watch": 17}, {"settling": 27}):
        wrong = replace(good, **change)
        with pytest.raises(Refused):
            check_terms(wrong)
    me = uuid4()
    assert check_signer(me, uuid4()) == me
    for signer, owner in ((me, me), (None, me)):
        with pytest.raises(Denied):
            check_signer(signer, owner)


def test_ten_alike() -> None:
    assert not is_trigger(Window(9, 1.0), [])
    assert is_trigger(Window(12, 1.0), [Window(2, 1.0)] * 40)
    assert not is_trigger(Window(30, 300.0), [Window(10, 100.0)] * 40)  # three times the deliveries
