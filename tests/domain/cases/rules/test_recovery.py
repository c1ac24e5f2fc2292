"""Priority, escalation levels and what closing needs."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heedful.domain.cases.enums import CaseKind, Confirmation, Outcome, Priority, Severity, Step
from heedful.domain.cases.rules import priority as rules
from heedful.domain.cases.rules.recovery import (
    NEEDED,
    StepMissing,
    check_answer,
    check_assessment,
    check_closing,
    check_confirmation,
    missing_steps,
)
from heedful.foundation.errors import Refused

NOW = datetime(2026, 3, 17, tzinfo=UTC)


@pytest.mark.invariant("C11")
@given(st.sampled_from([*Outcome, None]), st.sampled_from(["", " ", "late van"]), st.sets(st.sampled_from(Step)))
def test_a_complaint_closes_only_with_outcome_and_reason(outcome: Outcome | None, reason: str, done: set[Step]) -> None:
    complete = outcome is not None and reason.strip() and set(NEEDED) <= done
    try:
        check_closing(CaseKind.COMPLAINT, outcome=outcome, reason=reason, done=done, without_steps="")
    except StepMissing:
        assert not complete
    else:
        assert complete


@pytest.mark.feature("CA-4", part="closing without the three steps needs a reason")
def test_missing_steps_need_a_reason_of_their_own() -> None:
    with pytest.raises(StepMissing, match="apologise") as refusal:
        check_closing(CaseKind.RECOVERY, outcome=None, reason="", done={Step.EMPATHISE, Step.RESOLVE}, without_steps="")
    assert refusal.value.field == "without_steps"
    check_closing(CaseKind.RECOVERY, outcome=None, reason="", done=set(), without_steps="could not be reached")
    check_closing(CaseKind.ENQUIRY, outcome=None, reason="", done=set(), without_steps="")


def test_missing_steps_come_in_the_order_of_the_guide() -> None:
    assert missing_steps(CaseKind.COMPLAINT, {Step.APOLOGISE}) == [Step.EMPATHISE, Step.RESOLVE]


def test_a_complaint_is_assessed_and_looked_into() -> None:
    with pytest.raises(StepMissing, match="assessed"):
        check_assessment(CaseKind.COMPLAINT, impact=" ")
    check_assessment(CaseKind.ENQUIRY, impact="")
    with pytest.raises(StepMissing, match="investigation"):
        check_answer(CaseKind.COMPLAINT, findings="", answer="Sorry")
    with pytest.raises(StepMissing, match="answer"):
        check_answer(CaseKind.ENQUIRY, findings="", answer="")
    check_answer(CaseKind.COMPLAINT, findings="The van broke down", answer="Sorry")


def test_silence_is_consent_only_after_its_period() -> None:
    with pytest.raises(Refused, match="silence"):
        check_confirmation(Confirmation.SILENCE, proposed_at=NOW, at=NOW + timedelta(days=13))
    check_confirmation(Confirmation.SILENCE, proposed_at=NOW, at=NOW + timedelta(days=14))
    check_confirmation(Confirmation.TOLD_US, proposed_at=NOW, at=NOW)


@pytest.mark.parametrize(
    ("kind", "score", "safety", "expected"),
    [
        (CaseKind.COMPLAINT, None, True, Severity.CRITICAL),
        (CaseKind.RECOVERY, 20, False, Severity.HIGH),
        (CaseKind.RECOVERY, 60, False, Severity.MEDIUM),
        (CaseKind.COMPLAINT, None, False, Severity.MEDIUM),
        (CaseKind.ENQUIRY, 0, False, Severity.LOW),
    ],
)
def test_severity(kind: CaseKind, score: int | None, safety: bool, expected: Severity) -> None:
    assert rules.severity(kind, score_percent=score, safety=safety) is expected


def test_priority_rises_with_the_segment_and_jumps_with_danger_and_a_second_failure() -> None:
    assert rules.priority(Severity.MEDIUM) is Priority.NORMAL
    assert rules.priority(Severity.MEDIUM, segment_weight=1) is Priority.HIGH
    assert rules.priority(Severity.LOW, segment_weight=9) is Priority.URGENT
    assert rules.priority(Severity.LOW, second_failure=True) is Priority.URGENT
    assert rules.priority(Severity.CRITICAL) is Priority.URGENT


def test_a_second_failure_is_one_within_twelve_months_of_the_same_kind_of_trouble() -> None:
    year_ago, longer_ago = NOW - timedelta(days=365), NOW - timedelta(days=366)
    assert rules.is_second_failure(CaseKind.COMPLAINT, NOW, [longer_ago, year_ago])
    assert not rules.is_second_failure(CaseKind.COMPLAINT, NOW, [longer_ago])
    assert not rules.is_second_failure(CaseKind.ENQUIRY, NOW, [year_ago])


def test_levels() -> None:
    assert [rules.escalation_level(p, second_failure=False) for p in (75, 100)] == [0, 1]
    assert [rules.escalation_level(p, second_failure=True) for p in (75, 100)] == [1, 2]
    assert rules.causes_at_receipt(Severity.CRITICAL, second_failure=True) == ["severity", "second_failure"]
    assert rules.causes_at_receipt(Severity.LOW, second_failure=False) == []
