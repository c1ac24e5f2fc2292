"""Did they feel it: a planted difference is found with its interval, none where there is none, and asks are counted."""

import random

import pytest

from heedful.analytics.inference.two_means import two_means
from heedful.domain.contacting.models import Approach
from heedful.domain.customers import operations as customers
from heedful.domain.customers import queries as book
from heedful.domain.customers.enums import AccountKind
from heedful.domain.customers.operations.accounts import NewAccount, NewContact
from heedful.domain.followthrough import operations, queries
from heedful.domain.followthrough.models import Report
from heedful.domain.surveys import operations as surveys
from heedful.domain.surveys.models import Invitation
from heedful.foundation.access import CUSTOMER, SYSTEM
from heedful.foundation.errors import Conflict, Refused
from heedful.workflows import inner_loop, reporting_back
from tests.domain.followthrough.test_reports import WORDS, solved
from tests.factories.asking import collecting_survey, days


@pytest.fixture
def told(company, now, settings):
    """A report that was sent to 30 of the north's 90 neighbours; half of all are of the key segment."""
    settings.HEEDFUL_JOBS = "db"
    new = [
        NewAccount(
            code=f"N{n}", name=f"Neighbour {n}", kind=AccountKind.PERSON, segment="key" if n % 2 else "standard",
            unit_id=company.units["north-desk"], contact=NewContact(f"Neighbour {n}", f"n{n}@mail.example"),
        )
        for n in range(90)
    ]  # fmt: skip
    ids = [contact for _, contact in customers.load_accounts(accounts=new, by=SYSTEM, at=now)]
    made = solved(company, [], now)
    report = reporting_back.write(**WORDS, unit_id=company.units["north-desk"], by=company.actor("north-lead"), at=now)
    said = [
        inner_loop.receive_feedback(
            kind="wish", channel="web", body="Please", submission_id=f"w{n}", contact_id=each,
            unit_id=made.unit_id, by=CUSTOMER, at=now,
        ).submission.id
        for n, each in enumerate(ids[:30])
    ]  # fmt: skip
    operations.add_voices(report_id=report, submissions=said, by=company.actor("north-lead"), at=now)
    operations.approve_report(report_id=report, by=company.actor("leader"), at=now)
    reporting_back.send(report_id=report, by=company.actor("north-lead"), at=now)
    return report, set(ids[:30])


def answer(survey, version, at, score_of):
    """Send what is planned and let everybody answer."""
    for row in list(Invitation.objects.filter(survey_id=survey, state="planned")):
        token = surveys.send_invitation(invitation=row.id, by=SYSTEM, at=at)
        inner_loop.receive_answer(
            version_id=version, token=token, answers={"nps": score_of(row.contact_id)}, language="en",
            idempotency_key=f"answer-{row.id}", channel="email", by=CUSTOMER, at=at,
        )  # fmt: skip


@pytest.mark.feature("FT-4")
def test_a_planted_difference_is_found_with_its_interval_and_counts_against_the_cap(company, told, now):
    report, contributors = told
    survey, version = collecting_survey(company.units["north-desk"], now)
    chance, lead, at = random.Random(5), company.actor("north-lead"), now + days(20)
    assert operations.reask(report_id=report, survey_id=survey, by=lead, at=at) == 60
    others = {row.contact_id for row in Invitation.objects.all()} - contributors
    segments = {False: 0, True: 0}
    for contact in others:
        segments[book.contact(contact).account.segment_id == "key"] += 1
    assert segments == {False: 15, True: 15}
    answer(survey, version, at, lambda one: chance.choice([8, 9, 10] if one in contributors else [5, 6, 7]))
    found = queries.felt(Report.objects.get(id=report))
    assert (found.contributors, found.others) == ((30, 30), (30, 30))
    assert found.finding.low < 30 < found.finding.high
    assert found.finding.low > 20
    with pytest.raises(Conflict):
        operations.reask(report_id=report, survey_id=survey, by=lead, at=at)
    other, _ = collecting_survey(company.units["north-desk"], now, code="other")
    asks = [surveys.Ask(each) for each in contributors]
    assert surveys.invite(survey=other, asks=asks, by=SYSTEM, at=at + days(5)).planned == ()
    assert Approach.objects.filter(reason="cooling off").count() == 30


def test_no_difference_is_said_as_plainly_and_few_answers_give_none(company, told, now):
    report, contributors = told
    survey, version = collecting_survey(company.units["north-desk"], now)
    lead, at = company.actor("north-lead"), now + days(20)
    operations.reask(report_id=report, survey_id=survey, by=lead, at=at)
    assert queries.felt(Report.objects.get(id=report)).finding.low is None
    turn = {True: 0, False: 0}

    def in_turn(one):
        turn[one in contributors] += 1
        return 5 + turn[one in contributors] % 4

    answer(survey, version, at, in_turn)
    found = queries.felt(Report.objects.get(id=report))
    assert found.finding.low < 0 < found.finding.high
    assert "No link" in found.sentence


def test_only_a_sent_report_is_asked_about(company, now):
    lead = company.actor("north-lead")
    survey, _ = collecting_survey(company.units["north-desk"], now)
    report = reporting_back.write(**WORDS, unit_id=company.units["north-desk"], by=lead, at=now)
    with pytest.raises(Refused):
        operations.reask(report_id=report, survey_id=survey, by=lead, at=now)
    assert queries.felt(Report.objects.get(id=report)) is None


def test_the_interval_covers_the_truth_about_as_often_as_it_says():
    chance, covered = random.Random(1), 0
    for _ in range(400):
        one = [chance.gauss(10, 20) for _ in range(25)]
        other = [chance.gauss(0, 5) for _ in range(60)]
        found = two_means(one, other)
        covered += found.low <= 10 <= found.high
    assert 0.92 <= covered / 400 <= 0.98
