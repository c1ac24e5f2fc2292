"""From what a customer says to a case, and the proof that nothing is lost on the way."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heedful.domain.cases import queries as cases
from heedful.domain.cases.enums import CaseKind, NoCase, Priority, Severity
from heedful.domain.cases.models import Case, FollowUpDecision
from heedful.domain.feedback import operations as feedback
from heedful.domain.feedback.enums import Kind, Status
from heedful.domain.feedback.models import Submission
from heedful.domain.feedback.rules import RecordInput
from heedful.foundation.access import CUSTOMER, SYSTEM
from heedful.foundation.errors import Refused
from heedful.workflows import inner_loop
from tests.factories.asking import collecting_survey, invited
from tests.factories.company import Company
from tests.factories.contacts import delivered
from tests.factories.promises import promises


def answer(version: UUID, token: str | None, nps: int, at: datetime, key: str = "k-1", why: str = "late") -> object:
    return inner_loop.receive_answer(
        version_id=version,
        token=token,
        answers={"nps": nps, "why": why},
        language="en",
        idempotency_key=key,
        channel="web",
        by=CUSTOMER,
        at=at,
    )


def complain(at: datetime, **changes: object) -> inner_loop.Received:
    fields: dict[str, object] = {
        "kind": Kind.COMPLAINT,
        "channel": "web",
        "body": "The parcel never came.\nI waited all day.",
        "submission_id": str(uuid4()),
        "by": CUSTOMER,
        "at": at,
    }
    return inner_loop.receive_feedback(**{**fields, **changes})  # type: ignore[arg-type]  # a test's shorthand


@pytest.mark.feature("CA-1", part="opened by rule from a low score")
def test_a_low_score_opens_a_case_with_its_clocks(company: Company, now: datetime) -> None:
    promises(now)
    survey, version = collecting_survey(company.units["north-desk"], now)
    _, token = invited(survey, company.contacts["A-1"], now)
    answer(version, token, 2, now + timedelta(hours=1))
    case = Case.objects.get()
    assert (case.kind, case.source_metric, case.severity) == (CaseKind.RECOVERY, "nps", Severity.HIGH)
    assert case.priority == Priority.URGENT  # high severity, and the segment weighs two
    assert (case.contact_id, case.account_id, case.segment) == (
        company.contacts["A-1"],
        company.accounts["A-1"],
        "key",
    )
    assert case.next_due_at == datetime(2026, 3, 18, 7, tzinfo=UTC)  # an hour that evening, one in the morning
    assert cases.case_of_submission(Submission.objects.get().id) == case


def test_a_happy_answer_opens_none(company: Company, now: datetime) -> None:
    survey, version = collecting_survey(company.units["north-desk"], now)
    _, token = invited(survey, company.contacts["A-1"], now)
    answer(version, token, 9, now)
    assert Submission.objects.count() == 1
    assert not Case.objects.exists()
    assert not FollowUpDecision.objects.exists()


def test_the_same_answer_twice_is_one_case(company: Company, now: datetime) -> None:
    survey, version = collecting_survey(company.units["north-desk"], now)
    _, token = invited(survey, company.contacts["A-1"], now)
    answer(version, token, 0, now)
    answer(version, token, 0, now)
    assert (Case.objects.count(), Submission.objects.count()) == (1, 1)


def test_a_complaint_is_recognised_by_the_address_and_confirmed(company: Company, now: datetime) -> None:
    received = complain(now, email="a-1@customer.example", name="Asha", wanted="my money")
    case = Case.objects.get()
    assert received.case_ref == case.reference == "HD-2026-000001"
    assert (case.contact_id, case.unit_id, case.wanted, case.subject) == (
        company.contacts["A-1"],
        company.units["north-desk"],
        "my money",
        "The parcel never came.",
    )
    again = complain(now, submission_id=received.submission.submission_id, email="a-1@customer.example", name="Asha",
                     wanted="my money")  # fmt: skip
    assert (again.created, again.case_ref, Case.objects.count()) == (False, case.reference, 1)


def test_what_was_said_about_the_same_contact_joins_the_open_case(company: Company, now: datetime) -> None:
    interaction = delivered(company, now)
    about = {"interaction_id": interaction, "contact_id": company.contacts["A-1"]}
    first = complain(now, **about)
    second = complain(now + timedelta(hours=1), body="And still nothing.", **about)
    assert second.followed_up is not None
    assert (second.case_ref, second.followed_up.created, Case.objects.count()) == (first.case_ref, False, 1)
    case = Case.objects.get()
    assert case.subjects.count() == 2
    assert case.events.order_by("seq").last().type == "joined"  # type: ignore[union-attr]  # there are two


def test_an_anonymous_low_score_has_a_recorded_reason_and_an_anonymous_complaint_a_case(
    company: Company, now: datetime
) -> None:
    _, version = collecting_survey(company.units["north-desk"], now)
    answer(version, None, 1, now)
    assert FollowUpDecision.objects.get().no_case == NoCase.UNREACHABLE
    assert complain(now).case_ref == "HD-2026-000001"


def test_history_is_recorded_and_nobody_is_called(company: Company, now: datetime) -> None:
    received = complain(now, history=True, collected_at=now - timedelta(days=400))
    assert received.followed_up is not None
    assert (received.followed_up.no_case, Case.objects.count()) == (NoCase.HISTORY, 0)
    again = complain(now, history=False, submission_id=received.submission.submission_id,
                     collected_at=now - timedelta(days=400))  # fmt: skip
    assert again.followed_up is not None
    assert again.followed_up.no_case == NoCase.HISTORY


def test_nothing_is_half_done(company: Company, now: datetime) -> None:
    with pytest.raises(Refused):
        complain(now, collected_at=now + timedelta(days=1))
    assert not Submission.objects.exists()


SCORES = st.one_of(
    st.tuples(st.just("nps"), st.integers(0, 10), st.just(0), st.just(10)),
    st.tuples(st.sampled_from(["csat", "rating"]), st.integers(1, 5), st.just(1), st.just(5)),
    st.tuples(st.just("ces"), st.integers(1, 7), st.just(1), st.just(7)),
)
SAYING = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(Kind),
        "scores": st.lists(SCORES, max_size=2),
        "email": st.sampled_from(["", "a-1@customer.example", "stranger@x.example"]),
        "history": st.booleans(),
    }
)


@pytest.mark.feature("CA-1", part="every detractor and complaint has a case or a recorded reason")
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(SAYING, max_size=8))
def test_every_detractor_and_complaint_has_a_case_or_a_reason(
    company: Company, now: datetime, sayings: list[dict[str, object]]
) -> None:
    before = Submission.objects.count()
    for saying in sayings:
        scores = saying.pop("scores")
        records = [
            RecordInput(field_id=f"q{i}", field_type=metric, number=float(value), low=low, high=high)
            for i, (metric, value, low, high) in enumerate(scores)  # type: ignore[arg-type]  # drawn above
        ]
        complain(now, records=records, **saying)
    assert Submission.objects.count() == before + len(sayings)
    assert cases.unmapped_submissions() == []
    for decision in FollowUpDecision.objects.select_related("submission"):
        assert (decision.case_id is None) == bool(decision.no_case)


def test_the_reconciliation_finds_what_bypassed_the_loop(company: Company, now: datetime) -> None:
    lost, _ = feedback.record(kind=Kind.COMPLAINT, channel="web", body="Lost?", submission_id="x", by=SYSTEM, at=now)
    feedback.record(kind=Kind.WISH, channel="web", body="Longer hours", submission_id="y", by=SYSTEM, at=now)
    feedback.record(
        kind=Kind.COMPLAINT, channel="web", body="?", submission_id="z", status=Status.SUSPECT, by=SYSTEM, at=now
    )
    assert cases.unmapped_submissions() == [lost.id]
    inner_loop.follow_up(lost, channel="web", received_at=now, by=SYSTEM, at=now)
    assert cases.unmapped_submissions() == []
