"""A trace looks at nothing after the complaint, and the difference interval is the published one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heedful.domain.failures.enums import FailureState, FailureVerb, Label
from heedful.domain.failures.rules.facts import Asked, Decided, Facts, Place, Said, Told, as_of
from heedful.domain.failures.rules.labels import judge
from heedful.domain.failures.rules.matching import Candidate, rank
from heedful.domain.failures.rules.states import NotAllowed, next_state
from heedful.domain.failures.rules.walk import walk

T = datetime(2026, 3, 17, 12, tzinfo=UTC)
FULL = {"what_changes": "one two three four", "why": "one two three four", "what_to_say": "one two three four"}
moments = st.one_of(st.none(), st.integers(-200, 200).map(lambda hours: T + timedelta(hours=hours)))
fixed = st.integers(-200, 200).map(lambda hours: T + timedelta(hours=hours))


@st.composite
def place(draw: st.DrawFn, key: str) -> Place:
    return Place(
        key=key, name=key, due_at=draw(fixed), delivered_at=draw(moments), acknowledged_at=draw(moments),
        briefed_at=draw(moments), tried_at=draw(moments), first_passed=draw(st.booleans()),
        reminded_at=draw(st.lists(fixed, max_size=3)),
    )  # fmt: skip


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    decided = Decided(
        title="plan", approved_at=draw(fixed), effective_at=draw(moments), embargoed_at=draw(moments),
        embargo_until=draw(moments), embargo_because="a reason",
    )  # fmt: skip
    said = Said(fact="days", at=draw(fixed), said=draw(st.sampled_from("35")), was="5", conditions=["x"])
    told = Told(title="plan", released_at=draw(fixed), effective_at=draw(moments), fields=FULL, conditions={})
    return Facts(
        decided=decided,
        told=draw(st.sampled_from([told, None])),
        path=[draw(place(key)) for key in "abc"[: draw(st.integers(1, 3))]],
        asked=[Asked(text="when", asked_at=draw(fixed), answered_at=draw(moments))],
        said=[said],
    )


def later(moment: datetime | None) -> datetime | None:
    """Put off what is after the complaint, or has not happened, by a century."""
    return moment if moment is not None and moment <= T else T + timedelta(days=36_500)


@pytest.mark.invariant("M13")
@given(facts())
def test_what_happens_after_the_complaint_changes_nothing(found: Facts) -> None:
    moved = replace(
        found,
        decided=found.decided and replace(found.decided, embargoed_at=later(found.decided.embargoed_at)),
        path=[
            replace(
                each,
                delivered_at=later(each.delivered_at),
                acknowledged_at=later(each.acknowledged_at),
                briefed_at=later(each.briefed_at),
                tried_at=later(each.tried_at),
                reminded_at=[*each.reminded_at, T + timedelta(seconds=1)],
            )
            for each in found.path
        ],
        asked=[replace(each, answered_at=later(each.answered_at)) for each in found.asked],
        said=[*found.said, Said(fact="days", at=T + timedelta(seconds=1), said="9", was="5")],
    )
    assert judge(moved, T) == judge(found, T)
    assert walk(moved, T) == walk(found, T)
    times = [step.at for step in walk(found, T) if step.at] + [
        each for seen in as_of(found, T).path for each in (seen.acknowledged_at, seen.briefed_at) if each
    ]
    assert all(each <= T for each in times)


@given(facts())
def test_every_label_shows_evidence_and_the_gravest_is_first(found: Facts) -> None:
    verdicts = judge(found, T)
    assert all(each.evidence and each.rule for each in verdicts)
    order = [list(Label).index(each.label) for each in verdicts]
    assert order == sorted(order)


def test_a_rare_shared_word_finds_the_decision_and_nothing_shared_finds_none() -> None:
    candidates = [Candidate(str(n), f"rule for parcels number {n}") for n in range(20)]
    candidates.append(Candidate("ferry", "rule for the ferry"))
    assert rank("the ferry did not come", candidates)[0][0] == "ferry"
    assert rank("my shoes are blue", candidates) == []
    assert rank("my shoes are blue", [Candidate("a", "x", touches=True)]) == [("a", 1.0)]


def test_a_label_is_decided_once() -> None:
    assert next_state(FailureState.SUGGESTED, FailureVerb.CONFIRM) is FailureState.CONFIRMED
    for state in (FailureState.CONFIRMED, FailureState.OVERRULED):
        with pytest.raises(NotAllowed, match="already"):
            next_state(state, FailureVerb.OVERRULE)


def test_an_embargo_that_has_ended_excuses_nobody() -> None:
    """Kept back: withheld. The end has passed and still nothing is out: forgotten, thus too little."""
    kept = Decided(
        title="plan", approved_at=T - timedelta(days=9), embargoed_at=T - timedelta(days=8), embargo_until=T,
        embargo_because="the union first",
    )  # fmt: skip
    before = T - timedelta(hours=1)
    assert [each.label for each in judge(Facts(decided=kept), before)] == [Label.WITHHELD]
    assert [each.label for each in judge(Facts(decided=kept), T)] == [Label.UNDER]
