"""You said, we did: exactly the contributors minus opt-outs, words approved by somebody else, bounces handled."""

import random

import pytest
from django.db import IntegrityError, transaction

from heedful.domain.cases import operations as cases
from heedful.domain.cases.enums import CaseKind
from heedful.domain.contacting import operations as contacting
from heedful.domain.contacting.enums import BounceKind
from heedful.domain.customers import operations as customers
from heedful.domain.customers.enums import AccountKind
from heedful.domain.customers.operations.accounts import NewAccount, NewContact
from heedful.domain.feedback.enums import Kind
from heedful.domain.followthrough import operations, queries
from heedful.domain.followthrough.enums import Subject
from heedful.domain.followthrough.models import Recipient, Report
from heedful.domain.problems import operations as problems
from heedful.domain.problems.enums import LinkKind
from heedful.foundation.access import CUSTOMER, SYSTEM
from heedful.foundation.errors import Denied, NotFound, Refused
from heedful.foundation.notify import queries as notices
from heedful.foundation.notify.models import Mail
from heedful.workflows import asking, inner_loop, reporting_back

WORDS = {"title": "Rounds start at six", "you_said": "Parcels came late.", "we_did": "The rounds start at six now."}


@pytest.fixture
def people(company, now, settings):
    """Forty people of the north: (contact, address) by number."""
    settings.HEEDFUL_JOBS = "db"
    new = [
        NewAccount(
            code=f"N{n}", name=f"Neighbour {n}", kind=AccountKind.PERSON, segment=None,
            unit_id=company.units["north-desk"], contact=NewContact(f"Neighbour {n}", f"n{n}@mail.example"),
        )
        for n in range(40)
    ]  # fmt: skip
    ids = [contact for _, contact in customers.load_accounts(accounts=new, by=SYSTEM, at=now)]
    return list(zip(ids, (each.contact.email for each in new), strict=True))


def complain(company, contact, at):
    matter = cases.Matter(
        kind=CaseKind.COMPLAINT, subject="Late", channel="phone", received_at=at, contact_id=contact,
        unit_id=company.units["north-desk"],
    )  # fmt: skip
    return cases.open_case(matter=matter, owner_id=company.people["north-agent"], by=SYSTEM, at=at)


def solved(company, contacts, at):
    """A problem with the complaints of these contacts linked to it."""
    trouble = problems.Trouble(statement="Parcels come late in the north", unit_id=company.units["north-desk"])
    problem = problems.open_problem(trouble=trouble, by=SYSTEM, at=at)
    for contact in contacts:
        case = complain(company, contact, at)
        problems.link_case(problem_id=problem.id, case_id=case.id, kind=LinkKind.CONFIRMED, by=SYSTEM, at=at)
    return problem


def written(company, problem, at):
    return reporting_back.write(
        **WORDS, unit_id=company.units["north-desk"], subject=Subject.PROBLEM, subject_id=problem.id,
        by=company.actor("north-lead"), at=at,
    )  # fmt: skip


def sent(company, report, at):
    operations.approve_report(report_id=report, by=company.actor("leader"), at=at)
    reporting_back.send(report_id=report, by=company.actor("north-lead"), at=at)
    reporting_back.field_work(at=at)
    return set(Mail.objects.filter(key__startswith="report:").values_list("to", flat=True))


@pytest.mark.feature("FT-3")
def test_it_reaches_exactly_the_contributors_minus_opt_outs_and_the_staff(company, people, now):
    chance = random.Random(8)
    voices = chance.sample(people, 15)
    gone, dead = voices[:3], voices[3:5]
    problem = solved(company, [contact for contact, _ in voices[:12]], now)
    said = []
    for number, (contact, _) in enumerate(voices[10:]):  # two said it twice: as a case and as feedback
        received = inner_loop.receive_feedback(
            kind=Kind.WISH, channel="web", body="Please earlier", submission_id=f"w{number}", contact_id=contact,
            unit_id=company.units["north-desk"], by=CUSTOMER, at=now,
        )  # fmt: skip
        said.append(received.submission.id)
    for contact, _ in gone:
        contacting.opt_out(contact_id=contact, by=SYSTEM, at=now)
    report, lead = written(company, problem, now), company.actor("north-lead")
    reporting_back.add_words(report_id=report, references=(), submissions=said, by=lead, at=now)
    for _, address in dead[:1]:
        asking.record_bounce(address=address, kind=BounceKind.HARD, by=SYSTEM, at=now)
    with pytest.raises(Refused):
        reporting_back.send(report_id=report, by=lead, at=now)
    with pytest.raises(Denied):
        operations.approve_report(report_id=report, by=lead, at=now)
    assert not Mail.objects.filter(key__startswith="report:").exists()
    expected = {address for _, address in voices} - {address for _, address in gone} - {dead[0][1]}
    assert sent(company, report, now) == expected
    assert Mail.objects.filter(key__startswith="report:").count() == len(expected)
    asking.record_bounce(address=dead[1][1], kind=BounceKind.HARD, by=SYSTEM, at=now)
    sums = queries.reach(Report.objects.get(id=report)).sums
    assert sums == {"sent": len(expected) - 1, "skipped": 4, "bounced": 1}
    for colleague in ("north-agent", "north-lead"):
        told = [each.subject for each in notices.notices(company.people[colleague])]
        assert "Customers were told: Rounds start at six" in told
    assert not any("told" in each.subject for each in notices.notices(company.people["south-agent"]))
    assert reporting_back.field_work(at=now) == 0


def test_negative_control_without_the_link_somebody_would_be_missing(company, people, now):
    problem = solved(company, [people[0][0]], now)
    complain(company, people[1][0], now)
    assert sent(company, written(company, problem, now), now) == {people[0][1]}


def test_who_opts_out_between_planning_and_sending_gets_nothing(company, people, now):
    report = written(company, solved(company, [contact for contact, _ in people[:2]], now), now)
    operations.approve_report(report_id=report, by=company.actor("leader"), at=now)
    reporting_back.send(report_id=report, by=company.actor("north-lead"), at=now)
    contacting.opt_out(contact_id=people[0][0], by=SYSTEM, at=now)
    assert reporting_back.field_work(at=now) == 1
    assert queries.reach(Report.objects.get(id=report)).sums == {"sent": 1, "skipped": 1}


def test_the_author_never_approves_and_approved_words_stay(company, people, now):
    leader, lead = company.actor("leader"), company.actor("north-lead")
    report = written(company, solved(company, [people[0][0]], now), now)
    operations.rewrite_report(report_id=report, **WORDS, by=leader, at=now)
    with pytest.raises(Refused):
        operations.approve_report(report_id=report, by=leader, at=now)
    with pytest.raises(Refused):
        operations.approve_report(report_id=report, by=SYSTEM, at=now)
    operations.rewrite_report(report_id=report, **WORDS, by=lead, at=now)
    operations.approve_report(report_id=report, by=leader, at=now)
    for change in (
        lambda: operations.rewrite_report(report_id=report, **WORDS, by=lead, at=now),
        lambda: operations.add_voices(report_id=report, by=lead, at=now),
        lambda: operations.approve_report(report_id=report, by=leader, at=now),
    ):
        with pytest.raises(Refused):
            change()
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(id=report).update(approver_id=company.people["north-lead"])


def test_a_report_needs_words_and_voices_and_ends_at_the_unit(company, people, now):
    lead = company.actor("north-lead")
    with pytest.raises(Refused):
        reporting_back.write(**(WORDS | {"we_did": " "}), unit_id=company.units["north-desk"], by=lead, at=now)
    with pytest.raises(Denied):
        reporting_back.write(**WORDS, unit_id=company.units["south-desk"], by=lead, at=now)
    report = reporting_back.write(**WORDS, unit_id=company.units["north-desk"], by=lead, at=now)
    with pytest.raises(Refused):
        operations.approve_report(report_id=report, by=company.actor("leader"), at=now)
    with pytest.raises(Refused):
        reporting_back.add_words(report_id=report, references=["HD-2026-999999"], by=lead, at=now)
    with pytest.raises(NotFound):
        queries.report(company.actor("south-lead"), report)


@pytest.mark.feature("FT-3", part="the customer's page without log-in")
def test_the_page_behind_the_link_shows_it_without_log_in_and_changes_nothing(company, people, now, client):
    report = written(company, solved(company, [people[0][0]], now), now)
    operations.approve_report(report_id=report, by=company.actor("leader"), at=now)
    reporting_back.send(report_id=report, by=company.actor("north-lead"), at=now)
    token = operations.tell(recipient_id=Recipient.objects.get().id, by=SYSTEM, at=now)
    mail = Mail.objects.get(key__startswith="report:")
    assert f"/r/told/{token}/" in mail.text and mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    page = client.get(f"/r/told/{token}/")
    assert page.status_code == 200 and WORDS["we_did"] in page.content.decode()
    assert client.get("/r/told/nosuchtoken123/").status_code == 404
    client.post(f"/r/{token}/unsubscribe/")
    again = written(company, solved(company, [people[0][0]], now), now)
    operations.approve_report(report_id=again, by=company.actor("leader"), at=now)
    assert reporting_back.send(report_id=again, by=company.actor("north-lead"), at=now) == 0
