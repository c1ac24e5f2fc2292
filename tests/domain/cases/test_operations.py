"""The path of a case, from receipt to a closed episode."""

from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from heedful.domain.cases import operations as cases
from heedful.domain.cases import queries
from heedful.domain.cases.enums import (
    CaseKind,
    CaseState,
    Confirmation,
    Outcome,
    Priority,
    RedressKind,
    Severity,
    Step,
)
from heedful.domain.cases.models import Case, Event
from heedful.domain.cases.operations import Matter
from heedful.domain.cases.operations.record import append, current_episode, load
from heedful.domain.cases.rules.recovery import StepMissing
from heedful.domain.cases.rules.states import NotAllowed
from heedful.domain.organisation import operations as organisation
from heedful.domain.organisation.models import RoleGrant
from heedful.foundation.access import CUSTOMER, SYSTEM
from heedful.foundation.audit.models import AuditRow
from heedful.foundation.errors import Conflict, Denied, NotFound, Refused
from heedful.foundation.notify.models import Mail, Notice
from heedful.warehouse.models import DirtyKey
from tests.domain.cases.conftest import OpenCase
from tests.factories.company import Company

HOUR = timedelta(hours=1)


def recover(case: Case, house: Company, at: datetime) -> None:
    agent = house.actor("north-agent")
    for step in (Step.EMPATHISE, Step.APOLOGISE, Step.RESOLVE):
        cases.record_step(case_id=case.id, step=step, evidence="said on the phone", by=agent, at=at)


def to_work(case: Case, house: Company, at: datetime) -> None:
    agent = house.actor("north-agent")
    cases.acknowledge(case_id=case.id, by=agent, at=at)
    cases.begin(case_id=case.id, impact="missed a birthday", by=agent, at=at)


def to_closed(case: Case, house: Company, at: datetime) -> None:
    agent = house.actor("north-agent")
    to_work(case, house, at)
    recover(case, house, at)
    cases.propose(case_id=case.id, answer="It comes today.", findings="The van broke down.", by=agent, at=at)
    cases.accept(case_id=case.id, by=CUSTOMER, at=at)
    cases.close(case_id=case.id, outcome=Outcome.UPHELD, reason="It was late", by=agent, at=at)


@pytest.mark.feature("CA-2", part="a complaint goes through every stage and leaves its record")
def test_a_complaint_goes_from_receipt_to_closed(house: Company, opened: OpenCase, now: datetime) -> None:
    case = opened()
    assert (case.reference, case.state, case.priority) == ("HD-2026-000001", CaseState.NEW, Priority.NORMAL)
    to_closed(case, house, now + HOUR)
    detail = queries.case_detail(house.actor("north-agent"), case.id, at=now + HOUR)
    assert [entry.event.type for entry in reversed(detail.timeline)] == [
        "opened", "acknowledge", "begin", "recovery_step", "recovery_step", "recovery_step", "replied", "propose",
        "accept", "close",
    ]  # fmt: skip
    episode = detail.episode
    assert (episode.impact, episode.findings, episode.outcome, episode.reason, episode.confirmed_by) == (
        "missed a birthday",
        "The van broke down.",
        Outcome.UPHELD,
        "It was late",
        Confirmation.CUSTOMER,
    )
    assert [(view.clock.kind, view.clock.state, view.clock.result) for view in detail.clocks] == [
        ("acknowledge", "stopped", "met"),
        ("first_response", "stopped", "met"),
        ("resolution", "stopped", "met"),
    ]
    assert AuditRow.objects.filter(entity="case", entity_id=str(case.id)).count() == 10
    assert DirtyKey.objects.filter(fact="cases", key=case.id).exists()


def test_the_customer_gets_a_confirmation_and_the_answer_by_mail(
    house: Company, opened: OpenCase, now: datetime
) -> None:
    case = opened()
    link = cases.status_link(case)
    cases.reply(case_id=case.id, body="I am on it.", by=house.actor("north-agent"), at=now)
    receipt, answer = Mail.objects.filter(to="a-1@customer.example").order_by("id")
    assert case.reference in receipt.subject
    assert "complaint" in receipt.subject
    assert receipt.headers["Auto-Submitted"] == "auto-replied"
    assert answer.text.startswith("I am on it.")
    assert link in receipt.text
    assert link in answer.text
    assert "Auto-Submitted" not in answer.headers


def test_a_reply_acknowledges_a_new_case(house: Company, opened: OpenCase, now: datetime) -> None:
    case = opened()
    cases.reply(case_id=case.id, body="I am on it.", by=house.actor("north-agent"), at=now + HOUR)
    assert Case.objects.get(id=case.id).state == CaseState.ACKNOWLEDGED


def test_a_reply_without_an_address_needs_another_channel(house: Company, opened: OpenCase, now: datetime) -> None:
    case = opened(contact_id=None)
    agent = house.actor("north-agent")
    with pytest.raises(Refused, match="address"):
        cases.reply(case_id=case.id, body="Hello", by=agent, at=now)
    cases.reply(case_id=case.id, body="Told by phone", channel="phone", by=agent, at=now)


@pytest.mark.feature("CA-4", part="policy-shield phrases in replies and closing texts are stopped and kept")
def test_a_policy_shield_is_sent_only_knowingly_and_is_kept(house: Company, opened: OpenCase, now: datetime) -> None:
    case, agent = opened(), house.actor("north-agent")
    text = "Our policy does not allow refunds."
    with pytest.raises(cases.PolicyShield, match="Our policy does not allow"):
        cases.reply(case_id=case.id, body=text, by=agent, at=now)
    assert cases.reply(case_id=case.id, body=text, knowingly=True, by=agent, at=now).shields == [
        "Our policy does not allow"
    ]
    cases.begin(case_id=case.id, impact="money", by=agent, at=now)
    recover(case, house, now)
    cases.propose(case_id=case.id, answer="Here is your money.", findings="late", by=agent, at=now)
    cases.accept(case_id=case.id, by=agent, at=now)
    with pytest.raises(cases.PolicyShield) as refusal:
        cases.close(case_id=case.id, outcome=Outcome.UPHELD, reason=text, by=agent, at=now)
    assert refusal.value.field == "reason"


@pytest.mark.invariant("C11")
@pytest.mark.feature("CA-4", part="closing without the three steps needs a reason")
def test_closing_asks_for_outcome_reason_and_steps(house: Company, opened: OpenCase, now: datetime) -> None:
    case, agent = opened(), house.actor("north-agent")
    to_work(case, house, now)
    with pytest.raises(NotAllowed):
        cases.close(case_id=case.id, outcome=Outcome.UPHELD, reason="x", by=agent, at=now)
    cases.propose(case_id=case.id, answer="Sorry.", findings="late", by=agent, at=now)
    cases.accept(case_id=case.id, by=agent, at=now)
    for given, field in (
        ({}, "outcome"),
        ({"outcome": Outcome.UPHELD}, "reason"),
        ({"outcome": Outcome.UPHELD, "reason": "late"}, "without_steps"),
    ):
        with pytest.raises(StepMissing) as refusal:
            cases.close(case_id=case.id, by=agent, at=now, **given)
        assert refusal.value.field == field
    assert Case.objects.get(id=case.id).state == CaseState.ACCEPTED
    cases.close(case_id=case.id, outcome=Outcome.UPHELD, reason="late", without_steps="moved abroad", by=agent, at=now)
    assert Case.objects.get(id=case.id).closed_at == now


@pytest.mark.invariant("C6")
def test_reopening_starts_a_new_episode_and_keeps_the_first_result(
    house: Company, opened: OpenCase, now: datetime
) -> None:
    case = opened()
    to_closed(case, house, now)
    later = now + timedelta(days=10)
    with pytest.raises(NotAllowed):
        cases.acknowledge(case_id=case.id, by=house.actor("north-agent"), at=later)
    cases.reopen(case_id=case.id, words="Broken again.", by=CUSTOMER, at=later)
    detail = queries.case_detail(house.actor("north-agent"), case.id, at=later)
    first, second = detail.episodes
    assert (first.outcome, first.closed_at) == (Outcome.UPHELD, now)
    assert (second.n, second.outcome, second.closed_at, detail.case.state) == (2, "", None, CaseState.REOPENED)
    assert [view.clock.state for view in detail.clocks] == ["running"] * 3
    assert [view.clock.result for view in queries.clocks_of(first.id, later)] == ["met"] * 3
    with pytest.raises(DatabaseError), transaction.atomic():
        first.closed_at = None
        first.save()


def test_thank_you_restarts_nothing(house: Company, opened: OpenCase, now: datetime) -> None:
    case = opened()
    to_closed(case, house, now)
    before = queries.case_detail(house.actor("north-agent"), case.id, at=now)
    cases.receive(case_id=case.id, body="Thank you!", channel="email", by=CUSTOMER, at=now + HOUR)
    after = queries.case_detail(house.actor("north-agent"), case.id, at=now + HOUR)
    assert after.case.state == CaseState.CLOSED
    assert [view.reading for view in after.clocks] == [view.reading for view in before.clocks]
    assert after.timeline[0].message is not None
    assert after.timeline[0].message.body == "Thank you!"


def test_an_awaited_answer_ends_the_wait(house: Company, opened: OpenCase, now: datetime) -> None:
    case = opened()
    to_work(case, house, now)
    agent = house.actor("north-agent")
    cases.wait_on_customer(case_id=case.id, why="photo of the box", by=agent, at=now + HOUR)
    assert Case.objects.get(id=case.id).next_due_kind == "first_response"
    cases.receive(case_id=case.id, body="Here it is", channel="email", by=CUSTOMER, at=now + 2 * HOUR)
    assert Case.objects.get(id=case.id).state == CaseState.WORKING


def test_the_owner_hears_when_the_customer_writes(house: Company, opened: OpenCase, now: datetime) -> None:
    case = opened()
    cases.take(case_id=case.id, by=house.actor("north-agent"), at=now)
    cases.receive(case_id=case.id, body="Any news?", channel="email", by=CUSTOMER, at=now)
    told = Notice.objects.get(person_id=house.people["north-agent"])
    assert told.subject == f"{case.reference}: the customer wrote"
    assert str(case) == case.reference


def test_danger_known_at_receipt_is_urgent_and_told_once(house: Company, opened: OpenCase, now: datetime) -> None:
    case, agent = opened(safety=True), house.actor("north-agent")
    assert (case.severity, case.priority) == (Severity.CRITICAL, Priority.URGENT)
    cases.acknowledge(case_id=case.id, by=agent, at=now)
    cases.begin(case_id=case.id, impact="burnt hand", by=agent, at=now)
    assert case.episodes.get().escalations.count() == 1
    assert not Event.objects.filter(case=case, type="priority_changed").exists()


def test_with_nobody_to_tell_the_escalation_is_still_recorded(house: Company, opened: OpenCase, now: datetime) -> None:
    for grant in RoleGrant.objects.filter(role__in=["team_leader", "cx_leader"]):
        organisation.end_grant(grant_id=grant.id, on=date(2026, 1, 1), by=SYSTEM, at=now)
    assert opened(safety=True).episodes.get().escalations.get().people == []


def test_a_refused_answer_goes_back_to_work_or_outside(house: Company, opened: OpenCase, now: datetime) -> None:
    case, agent = opened(), house.actor("north-agent")
    to_work(case, house, now)
    cases.propose(case_id=case.id, answer="Sorry.", findings="late", by=agent, at=now)
    cases.refuse(case_id=case.id, words="Not solved at all.", by=CUSTOMER, at=now)
    cases.rework(case_id=case.id, by=agent, at=now)
    cases.propose(case_id=case.id, answer="Here is a refund.", findings="late", by=agent, at=now)
    cases.refuse(case_id=case.id, by=agent, at=now)
    cases.go_external(case_id=case.id, body_name="Ombudsman", by=agent, at=now)
    cases.close(
        case_id=case.id, outcome=Outcome.NOT_UPHELD, reason="decided outside", without_steps="n/a", by=agent, at=now
    )
    assert Case.objects.get(id=case.id).state == CaseState.CLOSED


def test_silence_is_not_consent_before_its_time(house: Company, opened: OpenCase, now: datetime) -> None:
    case, agent = opened(), house.actor("north-agent")
    to_work(case, house, now)
    cases.propose(case_id=case.id, answer="Sorry.", findings="late", by=agent, at=now)
    with pytest.raises(Refused, match="silence"):
        cases.accept(case_id=case.id, word=Confirmation.SILENCE, by=agent, at=now + timedelta(days=3))
    cases.accept(case_id=case.id, word=Confirmation.SILENCE, by=agent, at=now + timedelta(days=15))


def test_withdrawing_cancels_the_clocks(house: Company, opened: OpenCase, now: datetime) -> None:
    case = opened()
    with pytest.raises(StepMissing):
        cases.withdraw(case_id=case.id, reason=" ", by=house.actor("north-agent"), at=now)
    cases.withdraw(case_id=case.id, reason="opened by mistake", by=house.actor("north-agent"), at=now)
    detail = queries.case_detail(house.actor("north-agent"), case.id, at=now)
    assert [view.clock.state for view in detail.clocks] == ["cancelled"] * 3
    assert detail.moves == []


def test_a_case_is_taken_once(house: Company, opened: OpenCase, now: datetime) -> None:
    case = opened()
    cases.take(case_id=case.id, by=house.actor("north-agent"), at=now)
    with pytest.raises(Conflict, match="North Agent has taken"):
        cases.take(case_id=case.id, by=house.actor("north-agent-2"), at=now)
    assert cases.take(case_id=case.id, by=house.actor("north-agent"), at=now).owner_id == house.people["north-agent"]
    assert Event.objects.filter(case=case, type="assigned").count() == 1


def test_of_two_writers_the_second_is_told(house: Company, opened: OpenCase, now: datetime) -> None:
    case, agent = opened(), house.actor("north-agent")
    first, second = load(case.id, agent), load(case.id, agent)
    append(case=first, episode=current_episode(first), what="noted", by=agent, at=now)
    with pytest.raises(Conflict, match="somebody else"):
        append(case=second, episode=current_episode(second), what="noted", by=agent, at=now)


def test_handing_over(house: Company, opened: OpenCase, now: datetime) -> None:
    case = opened()
    agent, lead = house.actor("north-agent"), house.actor("north-lead")
    cases.assign(case_id=case.id, owner_id=house.people["north-agent"], by=lead, at=now)
    assert Notice.objects.get(person_id=house.people["north-agent"]).subject == f"{case.reference} is yours now"
    with pytest.raises(Denied):
        cases.assign(case_id=case.id, owner_id=house.people["north-agent-2"], by=house.actor("north-agent-2"), at=now)
    cases.assign(case_id=case.id, owner_id=None, by=agent, at=now)
    assert Case.objects.get(id=case.id).owner is None


def test_bulk_hand_over_says_what_was_skipped(house: Company, opened: OpenCase, now: datetime) -> None:
    mine, foreign = opened(), opened(unit_id=house.units["south-desk"], contact_id=None, account_id=None)
    done = cases.assign_many(
        case_ids=[mine.id, foreign.id], owner_id=house.people["north-agent"], by=house.actor("north-lead"), at=now
    )
    assert (done.done, done.skipped) == (1, [(str(foreign.id), "no case has this id")])


def test_nobody_works_outside_their_units(house: Company, opened: OpenCase, now: datetime) -> None:
    case = opened()
    for name in ("south-agent", "south-lead", "analyst", "board", "admin", "partner"):
        with pytest.raises(NotFound):
            cases.acknowledge(case_id=case.id, by=house.actor(name), at=now)
    matter = Matter(
        kind=CaseKind.ENQUIRY, subject="x", channel="phone", received_at=now, unit_id=house.units["north-desk"]
    )
    with pytest.raises(Denied):
        cases.open_case(matter=matter, by=house.actor("south-agent"), at=now)


def test_opening_by_hand_is_checked(house: Company, now: datetime) -> None:
    agent = house.actor("north-agent")
    fields = {"kind": CaseKind.ENQUIRY, "channel": "phone", "unit_id": house.units["north-desk"]}
    with pytest.raises(Refused, match="subject"):
        cases.open_case(matter=Matter(subject=" ", received_at=now, **fields), by=agent, at=now)
    with pytest.raises(Refused, match="future"):
        cases.open_case(matter=Matter(subject="x", received_at=now + HOUR, **fields), by=agent, at=now)


def test_files_are_kept_whole_and_seen_in_scope_only(house: Company, opened: OpenCase, now: datetime) -> None:
    case, agent = opened(), house.actor("north-agent")
    file = cases.File("photo.jpg", "image/jpeg", b"\xff\xd8broken box")
    message = cases.note(case_id=case.id, body="see photo", files=[file], by=agent, at=now)
    kept = message.attachments.get()
    found = queries.attachment(agent, case.id, kept.id)
    assert (bytes(found.content), found.size, found.name) == (file.content, len(file.content), "photo.jpg")
    with pytest.raises(NotFound):
        queries.attachment(house.actor("south-agent"), case.id, kept.id)
    with pytest.raises(Refused, match="larger"):
        cases.note(
            case_id=case.id, body="x", files=[cases.File("a", "b", b"0" * (5 * 1024 * 1024 + 1))], by=agent, at=now
        )
    with pytest.raises(Refused, match="limit"):
        cases.note(case_id=case.id, body="x", files=[file] * 6, by=agent, at=now)
    with pytest.raises(Refused, match="words"):
        cases.note(case_id=case.id, body=" ", by=agent, at=now)


def test_redress_is_recorded_and_a_large_sum_reaches_the_manager(
    house: Company, opened: OpenCase, now: datetime
) -> None:
    case, agent = opened(), house.actor("north-agent")
    cases.take(case_id=case.id, by=agent, at=now)
    give = {"case_id": case.id, "kind": RedressKind.REFUND, "currency": "kes", "by": agent, "at": now}
    cases.record_redress(value_minor=5_000, cost_minor=4_000, **give)
    detail = queries.case_detail(agent, case.id, at=now)
    assert [(one.value_minor, one.currency) for one in detail.episode.redress.all()] == [(5_000, "KES")]
    assert not detail.episode.escalations.exists()
    cases.record_redress(value_minor=200_000, cost_minor=150_000, **give)
    (told,) = detail.episode.escalations.all()
    assert (told.cause, told.level, told.people) == ("money", 1, [str(house.people["north-lead"])])
    for wrong in ({"value_minor": -1, "cost_minor": 0}, {"value_minor": 0, "cost_minor": 0, "currency": "12"}):
        with pytest.raises(Refused):
            cases.record_redress(**{**give, **wrong})


def test_a_closed_case_takes_no_steps_and_no_redress(house: Company, opened: OpenCase, now: datetime) -> None:
    case, agent = opened(), house.actor("north-agent")
    to_closed(case, house, now)
    with pytest.raises(Refused, match="closed"):
        cases.record_step(case_id=case.id, step=Step.EXPLAIN, evidence="x", by=agent, at=now)
    with pytest.raises(Refused, match="closed"):
        cases.record_redress(
            case_id=case.id, kind=RedressKind.WAIVER, value_minor=1, cost_minor=1, currency="KES", by=agent, at=now
        )
    with pytest.raises(Refused, match="closed"):
        cases.change_priority(case_id=case.id, priority=Priority.LOW, reason="x", by=agent, at=now)


def test_a_step_needs_evidence_and_a_priority_a_reason(house: Company, opened: OpenCase, now: datetime) -> None:
    case, agent = opened(), house.actor("north-agent")
    with pytest.raises(Refused, match="evidence"):
        cases.record_step(case_id=case.id, step=Step.EXPLAIN, evidence=" ", by=agent, at=now)
    with pytest.raises(Refused, match="reason"):
        cases.change_priority(case_id=case.id, priority=Priority.LOW, reason="", by=agent, at=now)
    with pytest.raises(Refused, match="wait"):
        cases.wait(case_id=case.id, whom="godot", why="", by=agent, at=now)


def test_danger_found_at_assessment_goes_to_the_top_of_the_queue(
    house: Company, opened: OpenCase, now: datetime
) -> None:
    case, agent = opened(), house.actor("north-agent")
    cases.acknowledge(case_id=case.id, by=agent, at=now)
    worked = cases.begin(case_id=case.id, safety=True, impact="sharp edge", by=agent, at=now)
    assert (worked.severity, worked.priority) == (Severity.CRITICAL, Priority.URGENT)
    assert worked.episodes.get().escalations.get().cause == "severity"


@pytest.mark.feature("CA-3", part="second failure within 12 months goes one level up")
def test_a_second_failure_goes_one_level_up(house: Company, opened: OpenCase, now: datetime) -> None:
    first = opened(now)
    cases.assign(case_id=first.id, owner_id=house.people["north-agent"], by=SYSTEM, at=now)
    second = opened(now + timedelta(days=100))
    assert (second.owner_id, second.priority, second.second_failure) == (
        house.people["north-lead"],
        Priority.URGENT,
        True,
    )
    (told,) = second.episodes.get().escalations.all()
    assert (told.cause, told.level, told.people) == ("second_failure", 1, [str(house.people["leader"])])
    much_later = opened(now + timedelta(days=900))
    assert not much_later.second_failure


def test_references_count_within_the_year(house: Company, opened: OpenCase, now: datetime) -> None:
    refs = [opened(now).reference, opened(now).reference, opened(now + timedelta(days=300)).reference]
    assert refs == ["HD-2026-000001", "HD-2026-000002", "HD-2027-000001"]


def test_the_record_of_events_cannot_be_changed(house: Company, opened: OpenCase) -> None:
    opened()
    for sql in ("UPDATE cases_event SET type = 'x'", "DELETE FROM cases_event"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    assert Event.objects.get().type == "opened"
