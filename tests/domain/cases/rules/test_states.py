"""The table of states: what can follow what, and what a complaint may not skip."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heedful.domain.cases.enums import CaseKind, CaseState, Verb
from heedful.domain.cases.rules.states import IN_PLAIN_WORDS, OPEN_STATES, TRANSITIONS, NotAllowed, moves, next_state

ISO_STAGES = [CaseState.NEW, CaseState.ACKNOWLEDGED, CaseState.WORKING, CaseState.PROPOSED]


def test_every_state_has_a_row_and_words_for_the_customer() -> None:
    assert set(TRANSITIONS) == set(IN_PLAIN_WORDS) == set(CaseState)
    reached = {target for row in TRANSITIONS.values() for target in row.values()}
    assert reached == set(CaseState) - {CaseState.NEW}


def test_every_open_state_can_end() -> None:
    for state in OPEN_STATES:
        seen, todo = {state}, [state]
        while todo:
            for target in TRANSITIONS[todo.pop()].values():
                if target not in seen:
                    seen.add(target)
                    todo.append(target)
        assert CaseState.CLOSED in seen


@pytest.mark.feature("CA-2", part="stage machine cannot be skipped")
@given(st.lists(st.sampled_from(Verb), max_size=30))
def test_a_complaint_is_never_closed_before_it_went_through_every_stage(verbs: list[Verb]) -> None:
    state = CaseState.NEW
    passed = [state]
    for verb in verbs:
        try:
            state = next_state(CaseKind.COMPLAINT, state, verb)
        except NotAllowed:
            continue
        passed.append(state)
        if state is CaseState.CLOSED:
            places = [passed.index(stage) for stage in ISO_STAGES]
            assert places == sorted(places)
            assert CaseState.ACCEPTED in passed or CaseState.EXTERNAL in passed


def test_what_is_no_complaint_may_close_from_work() -> None:
    assert next_state(CaseKind.ENQUIRY, CaseState.WORKING, Verb.CLOSE) is CaseState.CLOSED
    assert Verb.CLOSE not in moves(CaseKind.COMPLAINT, CaseState.WORKING)


def test_a_refused_move_names_those_that_there_are() -> None:
    with pytest.raises(NotAllowed) as refusal:
        next_state(CaseKind.COMPLAINT, CaseState.NEW, Verb.CLOSE)
    assert "acknowledge" in refusal.value.fix


def test_refused_names_none_where_there_is_none() -> None:
    with pytest.raises(NotAllowed, match="withdrawn") as refusal:
        next_state(CaseKind.COMPLAINT, CaseState.WITHDRAWN, Verb.REOPEN)
    assert refusal.value.fix.endswith("none")
