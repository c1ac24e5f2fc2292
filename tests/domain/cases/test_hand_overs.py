"""Hand-overs between departments: clocks of their own, pauses with a reason, breaches told once, who used the time."""

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from heedful.analytics.calendar_intervals import Span
from heedful.domain.cases import operations as cases
from heedful.domain.cases import queries
from heedful.domain.cases.enums import CaseState, HandOverVerb, PauseReason
from heedful.domain.cases.models import Case, Episode, Escalation, HandOver, HandOverEvent
from heedful.domain.cases.rules.states import NotAllowed
from heedful.domain.journeys.enums import TargetKind
from heedful.domain.journeys.operations.targets import publish_target
from heedful.foundation.access import SYSTEM
from heedful.foundation.errors import NotFound, Refused
from heedful.foundation.notify.models import Notice
from tests.domain.cases.conftest import OpenCase
from tests.factories.company import Company
from tests.factories.promises import HOUR

H = timedelta(hours=1)


@pytest.fixture
def morning(now: datetime) -> datetime:
    """Nine in the morning in Nairobi."""
    return now.replace(hour=6)


@pytest.fixture
def agreed(house: Company, now: datetime) -> Company:
    """Departments answer each other in eight working hours, the partner in four."""
    for code, hours, unit in (("ola-all", 8, None), ("ola-courier", 4, house.units["courier"])):
        publish_target(
            code=code, name=code, kind=TargetKind.OLA, amount=hours * HOUR, span=Span.BUSINESS_SECONDS, pausable=True,
            calendar="office", unit_id=unit, by=SYSTEM, at=now - timedelta(days=30),
        )  # fmt: skip
    return house


def asked(company: Company, case: Case, to: str, at: datetime) -> HandOver:
    return cases.hand_over(
        case_id=case.id, to_unit_id=company.units[to], asked="Find the parcel", by=company.actor("north-agent"), at=at
    )


def move(company: Company, who: str, found: HandOver, verb: HandOverVerb, at: datetime, **more: object) -> HandOver:
    common = {"hand_over_id": found.id, "verb": verb, "by": company.actor(who), "at": at}
    return cases.move_hand_over(**common, **more)  # type: ignore[arg-type]


def worked(company: Company, case: Case, at: datetime) -> None:
    cases.acknowledge(case_id=case.id, by=company.actor("north-agent"), at=at)
    cases.begin(case_id=case.id, impact="waited", by=company.actor("north-agent"), at=at)


@pytest.mark.feature("JO-4", part="the receiving side's clock starts, the customer's goes on, who used the time shows")
def test_a_hand_over_has_a_clock_of_its_own(agreed: Company, opened: OpenCase, morning: datetime) -> None:
    case = opened(morning)
    worked(agreed, case, morning)
    found = asked(agreed, case, "south-desk", morning + H)
    assert found.due_at == morning + timedelta(days=1) + H  # eight working hours: tomorrow at ten
    case.refresh_from_db()
    assert case.state == CaseState.WAITING_INTERNAL
    assert {view.clock.kind for view in queries.clocks_of(case.episodes.get().id, morning + 2 * H)} == {
        "acknowledge", "first_response", "resolution"
    }  # fmt: skip
    resolution = queries.clocks_of(case.episodes.get().id, morning + 2 * H)[2]
    assert (resolution.reading.state, resolution.reading.elapsed) == ("running", 2 * HOUR)  # the customer's goes on
    move(agreed, "south-agent", found, HandOverVerb.PAUSE, morning + 3 * H, reason=PauseReason.PARTS)
    (view,) = queries.asked_of(agreed.actor("south-agent"), morning + 4 * H)
    assert (view.reading.state, view.reading.elapsed, view.due_at) == ("paused", 2 * HOUR, None)
    assert [(line.line.counted, line.line.why) for line in view.lines][-1] == (
        False, "skipped: waits for goods or parts"
    )  # fmt: skip
    move(agreed, "south-agent", found, HandOverVerb.RESUME, morning + 5 * H)
    move(agreed, "south-agent", found, HandOverVerb.ANSWER, morning + 6 * H, words="It is in Thika")
    found.refresh_from_db()
    assert (found.state, found.result, found.elapsed_seconds, found.answer) == (
        "stopped", "met", 3 * HOUR, "It is in Thika"
    )  # fmt: skip
    case.refresh_from_db()
    assert case.state == CaseState.WORKING
    assert queries.time_used(agreed.actor("north-agent"), case.id, morning + 7 * H) == {
        "Mombasa desk": 4 * HOUR, "Nairobi desk": 3 * HOUR
    }  # fmt: skip


@pytest.mark.feature("JO-4", part="a breach is recorded at its instant and told once")
def test_a_breach_is_recorded_and_told_once(agreed: Company, opened: OpenCase, morning: datetime) -> None:
    case = opened(morning)
    found = asked(agreed, case, "courier", morning)
    before = Notice.objects.count()
    assert cases.fire_overdue(at=morning + 3 * H) == 0
    late = morning + 5 * H
    assert cases.fire_overdue(at=late) == 1
    assert cases.fire_overdue(at=late + H) == 0
    found.refresh_from_db()
    assert (found.result, found.breached_at) == ("missed", morning + 4 * H)
    assert Notice.objects.filter(subject__contains="is late", person_id=agreed.people["partner"]).count() == 1
    assert Notice.objects.count() > before
    assert Escalation.objects.filter(episode__case=case, cause__startswith="ola").count() == 1
    answered = move(agreed, "partner", found, HandOverVerb.ANSWER, late + H, words="Found it")
    assert (answered.result, answered.elapsed_seconds) == ("missed", 6 * HOUR)


def test_a_pause_moves_the_alarm_and_needs_a_reason(agreed: Company, opened: OpenCase, morning: datetime) -> None:
    found = asked(agreed, opened(morning), "courier", morning)
    with pytest.raises(Refused, match="needs a reason"):
        move(agreed, "partner", found, HandOverVerb.PAUSE, morning + H)
    move(agreed, "partner", found, HandOverVerb.PAUSE, morning + H, reason=PauseReason.CUSTOMER)
    assert cases.fire_overdue(at=morning + timedelta(days=9)) == 0
    with pytest.raises(NotAllowed, match="resume, answer, withdraw"):
        move(agreed, "partner", found, HandOverVerb.PAUSE, morning + H, reason=PauseReason.CUSTOMER)
    with pytest.raises(Refused, match="answer is empty"):
        move(agreed, "partner", found, HandOverVerb.ANSWER, morning + H, words=" ")
    with pytest.raises(DatabaseError), transaction.atomic():
        HandOverEvent.objects.filter(hand_over=found).update(at=morning)


def test_only_who_was_asked_moves_it_and_only_who_asked_takes_it_back(
    agreed: Company, opened: OpenCase, morning: datetime
) -> None:
    case = opened(morning)
    worked(agreed, case, morning)
    one, other = (asked(agreed, case, unit, morning) for unit in ("courier", "south-desk"))
    assert Case.objects.get(id=case.id).state == CaseState.WAITING_PARTNER
    for who in ("south-agent", "north-agent"):
        with pytest.raises(NotFound):
            move(agreed, who, one, HandOverVerb.ANSWER, morning + H, words="x")
    with pytest.raises(NotFound):
        move(agreed, "partner", one, HandOverVerb.WITHDRAW, morning + H)
    assert [view.hand_over.id for view in queries.asked_of(agreed.actor("partner"), morning)] == [one.id]
    assert [view.hand_over.id for view in queries.asked_by(agreed.actor("north-agent"), morning)] == [one.id, other.id]
    assert queries.hand_overs_of(agreed.actor("partner"), case.id, morning) == []
    move(agreed, "north-agent", other, HandOverVerb.WITHDRAW, morning + H)
    assert Case.objects.get(id=case.id).state == CaseState.WAITING_PARTNER  # one is still awaited
    move(agreed, "partner", one, HandOverVerb.ANSWER, morning + H, words="Found")
    assert Case.objects.get(id=case.id).state == CaseState.WORKING
    other.refresh_from_db()
    assert (other.state, other.result) == ("cancelled", "open")


def test_a_breach_after_the_end_is_told_to_those_who_were_asked_alone(
    agreed: Company, opened: OpenCase, morning: datetime
) -> None:
    case = opened(morning)
    found = asked(agreed, case, "courier", morning)
    Episode.objects.filter(case=case).update(closed_at=morning + H)
    assert cases.fire_overdue(at=morning + 5 * H) == 1
    found.refresh_from_db()
    assert found.result == "missed"
    assert Notice.objects.filter(subject__contains="is late", person_id=agreed.people["partner"]).count() == 1
    assert not Escalation.objects.filter(episode__case=case, cause__startswith="ola").exists()


def test_taking_it_back_is_not_told_as_an_answer(agreed: Company, opened: OpenCase, morning: datetime) -> None:
    case = opened(morning)
    worked(agreed, case, morning)
    case.owner_id = agreed.people["north-agent"]
    case.save(update_fields=["owner"])
    one, other = (asked(agreed, case, unit, morning) for unit in ("courier", "south-desk"))
    move(agreed, "north-lead", one, HandOverVerb.WITHDRAW, morning + H)
    move(agreed, "south-agent", other, HandOverVerb.ANSWER, morning + H, words="Found")
    told = list(Notice.objects.filter(person_id=case.owner_id, subject__contains="answer").values_list("subject"))
    assert sorted(subject.split()[-1] for (subject,) in told) == ["answered", "more"]


def test_an_answer_from_before_a_case_was_reopened_does_not_end_the_wait_of_now(
    agreed: Company, opened: OpenCase, morning: datetime
) -> None:
    case = opened(morning)
    worked(agreed, case, morning)
    found = asked(agreed, case, "south-desk", morning)
    old = case.episodes.get()
    Episode.objects.filter(id=old.id).update(closed_at=morning + H)
    Episode.objects.create(case=case, n=old.n + 1, opened_at=morning + H)
    move(agreed, "south-agent", found, HandOverVerb.ANSWER, morning + 2 * H, words="Found")
    assert Case.objects.get(id=case.id).state == CaseState.WAITING_INTERNAL


def test_what_cannot_be_asked_is_refused(house: Company, opened: OpenCase, morning: datetime) -> None:
    case = opened(morning)
    with pytest.raises(Refused, match="has promised the others nothing"):
        asked(house, case, "south-desk", morning)
    with pytest.raises(Refused, match="there already"):
        asked(house, case, "north-desk", morning)
    assert not HandOver.objects.exists()
