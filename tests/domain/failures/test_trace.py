"""From a complaint back to what failed: fifty constructed complaints, labels with evidence, a person's word on them."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from heedful.domain.failures import operations
from heedful.domain.failures.enums import FailureState, FailureVerb, Hop, HopState, Label
from heedful.domain.failures.models import Failure
from heedful.domain.failures.queries import trace as traces
from heedful.foundation.access import SYSTEM
from heedful.foundation.audit.models import AuditRow
from heedful.foundation.errors import Denied, NotFound, Refused
from tests.factories.cascades import second
from tests.factories.company import Company
from tests.factories.failures import (
    DAY,
    Planted,
    Story,
    embargo,
    misread,
    not_handed_on,
    planted,
    stopped_above,
    unread,
)

pytestmark = pytest.mark.django_db


def story(company: Company, now: datetime, n: int = 0) -> Story:
    """A story whose complaint has come by now."""
    second(company, now - 60 * DAY)
    return Story(company, n, now - (20 + 15 * n) * DAY, [])


@pytest.mark.feature("CO-7", part="50 constructed cases, 10 a label: at least 45 right, each verdict with its evidence")
@pytest.mark.feature("CO-8", part="the planted chain found for at least 95 % of the complaints")
def test_fifty_constructed_complaints_are_labelled_and_traced(company: Company, now: datetime) -> None:
    plants = planted(company, now - timedelta(days=760))
    found = [(each, traces.trace(company.actor("leader"), each.case_id)) for each in plants]
    assert Counter(each.label for each, _ in found) == dict.fromkeys(Label, 10)
    right = [each for each, trace in found if trace.verdicts and trace.verdicts[0].label is each.label]
    assert len(right) >= 45, [(each, trace.verdicts) for each, trace in found if each not in right]
    assert all(verdict.evidence for _, trace in found for verdict in trace.verdicts)
    chains = [(each, trace) for each, trace in found if each.hop is not None]
    lost = [(each, trace.steps) for each, trace in chains if not _hit(company, each, trace)]
    assert len(lost) <= len(chains) * 0.05, lost


def _hit(company: Company, each: Planted, trace: traces.Trace) -> bool:
    """Compare the decision, the hop and, where a person stopped it, the person."""
    person = str(company.people[each.person]) if each.person else ""
    failed = trace.failed
    right = trace.decision_id == each.decision_id and failed is not None and failed.hop is each.hop
    return right and (not person or (failed is not None and failed.key == person))


def test_where_nothing_failed_no_label_is_suggested(company: Company, now: datetime) -> None:
    told = story(company, now)
    decision = told.decided()
    version = told.out(decision, told.begin + DAY)
    told.read(version)
    told.tried(version, "north-agent", 0, told.begin + 4 * DAY)
    fact = told.fact(decision, "5", conditions=("with the receipt",))
    case = told.complaint()
    told.said(case, fact, "5", conditions_told=["with the receipt"])
    read = traces.trace(company.actor("leader"), case)
    assert read.decision_id == decision
    assert read.verdicts == []
    assert read.failed is None
    assert {step.state for step in read.steps} == {HopState.HELD}


def test_a_complaint_that_no_decision_explains_says_so(company: Company, now: datetime) -> None:
    told = story(company, now)
    told.decided(touchpoint_ids=(), title="Other matters", what="Nothing like it.", topic="else")
    read = traces.trace(company.actor("leader"), told.complaint())
    assert (read.decision_id, read.verdicts, read.failed) == (None, [], None)
    assert read.steps[0].words == "no decision matches"


@pytest.mark.feature("CO-8", part="how many people sit below the hop, and which other cases share it")
def test_the_trace_counts_people_below_and_cases_that_share_it(company: Company, now: datetime) -> None:
    told = story(company, now)
    case = stopped_above(told).case_id
    same = told.complaint()
    read = traces.trace(company.actor("leader"), case)
    assert read.failed is not None
    assert (read.failed.hop, read.people, read.asked) == (Hop.ACKNOWLEDGEMENT, 3, 10)
    assert [each.id for each in read.shared] == [same]
    assert read.shared_count == 1


def test_names_above_the_reader_and_decisions_kept_from_them_are_not_told(company: Company, now: datetime) -> None:
    told = story(company, now)
    kept = embargo(told).case_id
    lead = company.actor("north-lead")
    hidden = traces.trace(lead, kept)
    assert hidden.decision_id is None
    assert hidden.verdicts == []
    leader = company.actor("leader")
    withheld = operations.decide(case_id=kept, label=Label.WITHHELD, verb=FailureVerb.CONFIRM, by=leader, at=now)
    assert withheld.state == FailureState.CONFIRMED
    assert not traces.failures_of(lead, kept).exists()
    with pytest.raises(NotFound):
        traces.trace(company.actor("south-lead"), kept)
    with pytest.raises(Denied):
        traces.trace(company.actor("north-agent"), kept)


@pytest.mark.feature("CO-7", part="a person confirms, or overrules with a reason; evidence is kept")
def test_a_person_confirms_or_overrules_with_a_reason(company: Company, now: datetime) -> None:
    case = misread(story(company, now)).case_id
    leader = company.actor("leader")
    with pytest.raises(Refused, match="reason"):
        operations.decide(case_id=case, label=Label.UNDER, verb=FailureVerb.OVERRULE, by=leader, at=now)
    assert not Failure.objects.exists()
    held = operations.decide(
        case_id=case, label=Label.UNDER, verb=FailureVerb.OVERRULE, reason="The quiz was wrong", by=leader, at=now
    )
    assert (held.state, held.hop, held.person_id) == ("overruled", Hop.UNDERSTANDING, company.people["north-agent"])
    assert held.evidence[0]["words"] == "the first try of North Agent failed"
    assert AuditRow.objects.filter(action="failure.overrule", entity_id=str(held.id)).exists()
    with pytest.raises(Refused, match="overruled already"):
        operations.decide(case_id=case, label=Label.UNDER, verb=FailureVerb.CONFIRM, by=leader, at=now)


@pytest.mark.invariant("M14")
def test_no_label_is_confirmed_without_evidence(company: Company, now: datetime) -> None:
    case = misread(story(company, now)).case_id
    leader = company.actor("leader")
    for label in (Label.WITHHELD, Label.MIS, Label.MISLEADING, Label.OVER):
        with pytest.raises(Refused, match="nothing shows"):
            operations.decide(case_id=case, label=label, verb=FailureVerb.CONFIRM, by=leader, at=now)
        with pytest.raises(Refused, match="evidence"):
            operations.suggest(case_id=case, label=label, evidence=" \n ", by=leader, at=now)
    held = operations.suggest(case_id=case, label=Label.OVER, evidence="Nine mails", by=leader, at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Failure.objects.filter(id=held.id).update(
            pieces=0, state="confirmed", decided_by_id=company.people["board"], decided_at=now
        )


@pytest.mark.invariant("M18")
def test_nobody_confirms_a_label_of_their_own(company: Company, now: datetime) -> None:
    case = unread(story(company, now)).case_id
    leader, lead = company.actor("leader"), company.actor("north-lead")
    operations.suggest(case_id=case, label=Label.OVER, evidence="Nine mails", by=leader, at=now)
    with pytest.raises(Denied, match="of their own"):
        operations.decide(case_id=case, label=Label.OVER, verb=FailureVerb.CONFIRM, by=leader, at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Failure.objects.update(state="confirmed", decided_by_id=company.people["leader"], decided_at=now)
    assert operations.decide(case_id=case, label=Label.OVER, verb=FailureVerb.CONFIRM, by=lead, at=now).decided_by_id
    other = not_handed_on(story(company, now, 1)).case_id
    with pytest.raises(Denied, match="of their own"):
        operations.decide(case_id=other, label=Label.WITHHELD, verb=FailureVerb.CONFIRM, by=lead, at=now)
    for nobody in (SYSTEM, company.actor("south-lead"), company.actor("north-agent")):
        with pytest.raises((Denied, NotFound)):
            operations.decide(case_id=other, label=Label.WITHHELD, verb=FailureVerb.CONFIRM, by=nobody, at=now)


def test_what_was_said_is_read_as_the_fact_and_not_after_the_complaint(company: Company, now: datetime) -> None:
    told = story(company, now)
    fact = told.fact(told.decided(), "5")
    case = told.complaint()
    with pytest.raises(Refused, match="not a value of kind days"):
        told.said(case, fact, "soon")
    with pytest.raises(Refused, match="after the complaint"):
        told.said(case, fact, "5", told_at=told.t + DAY)
    told.said(case, fact, "05")
    assert [(each.said, each.was) for each in traces.trace(company.actor("leader"), case).said] == [("5", "5")]
    with pytest.raises(Refused, match="recorded already"):
        told.said(case, fact, "5")
