"""Invitations, reminders, bounces, opt-outs: who is asked, who never again."""

import threading
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heedful.domain.contacting import operations as contacting
from heedful.domain.contacting.enums import SkipReason
from heedful.domain.customers import operations as customers
from heedful.domain.surveys import operations, queries, rules
from heedful.domain.surveys.enums import InvitationState
from heedful.domain.surveys.models import Invitation, InvitationLink, SurveyVersion
from heedful.foundation.access import CUSTOMER, SYSTEM
from heedful.foundation.audit.models import AuditRow
from heedful.foundation.ids import new_id
from heedful.warehouse.models import DirtyKey
from tests.factories.asking import collecting_survey, days, invited
from tests.factories.company import small_company

Ask = operations.Ask


@pytest.fixture
def survey(company, now):
    return collecting_survey(company.units["root"], now)


def finish(version, token, at):
    return operations.record_response(
        version=version, token=token, answers={"nps": 9}, language="en", idempotency_key=token, by=CUSTOMER, at=at
    )


def test_the_mail_has_the_link_its_last_day_and_the_way_out(
    survey, company, now, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        _, token = invited(survey[0], company.contacts["A-1"], now)
    (mail,) = mailoutbox
    assert mail.to == ["a-1@customer.example"]
    assert f"/r/{token}/\n" in mail.body
    assert "2026-03-31" in mail.body
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"/r/{token}/unsubscribe/" in mail.extra_headers["List-Unsubscribe"]


def test_only_hashes_of_tokens_are_kept(survey, company, now):
    _, token = invited(survey[0], company.contacts["A-1"], now)
    assert len(token) >= 22
    assert InvitationLink.objects.get().token_hash == rules.token_hash(token) != token


@pytest.mark.invariant("surveys-10")
def test_every_ask_has_one_state_and_every_skip_one_reason(survey, company, now):
    silent = customers.add_contact(account_id=company.accounts["A-1"], name="No mail", by=SYSTEM, at=now).id
    gone = customers.add_contact(
        account_id=company.accounts["A-1"], name="Gone", email="gone@x.example", by=SYSTEM, at=now
    ).id
    customers.opt_out(contact_id=gone, by=SYSTEM, at=now)
    asks = [Ask(company.contacts["A-1"]), Ask(company.contacts["A-1"]), Ask(silent), Ask(gone)]
    result = operations.invite(survey=survey[0], asks=asks, by=SYSTEM, at=now)
    assert len(result.planned) == 1
    assert result.skipped == {SkipReason.ALREADY_ASKED: 1, SkipReason.NO_ADDRESS: 1, SkipReason.OPTED_OUT: 1}
    again = operations.invite(survey=survey[0], asks=asks[:1], by=SYSTEM, at=now)
    assert again.skipped == {SkipReason.ALREADY_ASKED: 1}
    about_a_call, later = Ask(company.contacts["A-1"], interaction_id=new_id()), now + days(31)
    asked = operations.invite(survey=survey[0], asks=[about_a_call, about_a_call], by=SYSTEM, at=later)
    assert (len(asked.planned), asked.skipped) == (1, {SkipReason.ALREADY_ASKED: 1})


def test_a_reminder_has_its_own_link_and_there_are_two_at_most(survey, company, now):
    invited(survey[0], company.contacts["A-1"], now)
    sent = [operations.remind(by=SYSTEM, at=now + days(day)) for day in range(14)]
    assert [day for day, count in enumerate(sent) if count] == [3, 7]
    assert InvitationLink.objects.count() == 3


def test_both_links_of_one_invitation_lead_to_the_same_response(
    survey, company, now, mailoutbox, django_capture_on_commit_callbacks
):
    _, version = survey
    with django_capture_on_commit_callbacks(execute=True):
        invitation, first = invited(survey[0], company.contacts["A-1"], now)
        operations.remind(by=SYSTEM, at=now + days(3))
    second = mailoutbox[1].body.split("/r/")[1].split("/")[0]
    assert second != first
    finish(version, second, now + days(4))
    assert queries.started(first, now + days(4)) is None
    assert Invitation.objects.get(id=invitation).state == InvitationState.FINISHED


@pytest.mark.parametrize("after", ["finish", "bounce", "opt out", "close", "expiry"])
@pytest.mark.invariant("surveys-11")
def test_no_reminder_leaves_after(after, survey, company, now):
    survey_id, version = survey
    _, token = invited(survey_id, company.contacts["A-1"], now)
    at = now + days(3)
    if after == "finish":
        finish(version, token, now)
    elif after == "bounce":
        assert operations.bounce(address="A-1@customer.example", by=SYSTEM, at=now) == 1
    elif after == "opt out":
        assert contacting.opt_out_by_link(token=token, by=CUSTOMER, at=now)
    elif after == "close":
        operations.close(version=version, by=SYSTEM, at=now)
    else:
        at = now + days(20)
    assert operations.remind(by=SYSTEM, at=at) == 0
    if after in {"finish", "bounce", "opt out"}:
        assert operations.remind(by=SYSTEM, at=now + days(7)) == 0


@pytest.mark.invariant("surveys-11")
@pytest.mark.feature("VO-2", part="races of reminder and answer")
@pytest.mark.django_db(transaction=True)
def test_whoever_answers_while_reminders_leave_gets_none_afterwards(now):
    company = small_company(now)
    survey, version = collecting_survey(company.units["root"], now)
    account = company.accounts["A-1"]
    tokens = []
    for number in range(12):
        contact = customers.add_contact(
            account_id=account, name=f"C{number}", email=f"c{number}@x.example", by=SYSTEM, at=now
        )
        tokens.append(invited(survey, contact.id, now))
    at, start = now + days(3), threading.Barrier(3)
    order: list[str] = []

    def answering(part):
        start.wait()
        for _, token in part:
            finish(version, token, at)
            order.append(token)
        connection.close()

    def reminding():
        start.wait()
        for _ in range(3):
            operations.remind(by=SYSTEM, at=at)
        connection.close()

    threads = [threading.Thread(target=answering, args=(part,)) for part in (tokens[:6], tokens[6:])]
    threads.append(threading.Thread(target=reminding))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(order) == 12
    assert set(Invitation.objects.values_list("state", flat=True)) == {"finished"}
    before = InvitationLink.objects.count()
    assert operations.remind(by=SYSTEM, at=now + days(7)) == 0
    assert InvitationLink.objects.count() == before


@pytest.mark.invariant("surveys-11")
@given(
    state=st.sampled_from(list(InvitationState)),
    reminders=st.integers(0, 3),
    waited=st.integers(0, 30),
    plan=st.lists(st.integers(1, 20), unique=True, max_size=2).map(sorted),
    collecting=st.booleans(),
)
def test_the_rule_of_reminders_never_allows_what_it_forbids(state, reminders, waited, plan, collecting):
    sent = datetime(2026, 3, 1, tzinfo=ZoneInfo("UTC"))
    may = rules.may_remind(
        state=state, sent_at=sent, expires_at=sent + timedelta(days=15), reminders=reminders, days=plan,
        collecting=collecting, at=sent + timedelta(days=waited),
    )  # fmt: skip
    allowed = state in {InvitationState.SENT, InvitationState.STARTED} and collecting
    due = reminders < len(plan) and waited >= plan[reminders] and waited < 15
    assert may == (allowed and due)


def test_who_opted_out_is_never_asked_again_by_any_survey(survey, company, now):
    _, token = invited(survey[0], company.contacts["A-1"], now)
    other, _ = collecting_survey(company.units["root"], now, code="other")
    later = now + days(40)
    (planned,) = operations.invite(survey=other, asks=[Ask(company.contacts["A-1"])], by=SYSTEM, at=later).planned
    assert contacting.opt_out_by_link(token=token, by=CUSTOMER, at=later)
    DirtyKey.objects.all().delete()
    assert operations.send_invitation(invitation=planned, by=SYSTEM, at=later) is None
    row = Invitation.objects.get(id=planned)
    assert (row.state, row.skip_reason) == (InvitationState.SKIPPED, SkipReason.OPTED_OUT)
    assert AuditRow.objects.filter(entity_id=str(planned), action="invitation.skipped").count() == 1
    assert list(DirtyKey.objects.filter(fact="invitations").values_list("key", flat=True)) == [planned]
    third, _ = collecting_survey(company.units["root"], now, code="third")
    again = operations.invite(survey=third, asks=[Ask(company.contacts["A-1"])], by=SYSTEM, at=now + days(90))
    assert again.skipped == {SkipReason.OPTED_OUT: 1}
    assert not contacting.opt_out_by_link(token="unknown", by=CUSTOMER, at=now)


@pytest.mark.feature("VO-2", part="who has not answered, response rate by unit")
def test_rates_and_the_silent_are_told_by_unit_to_those_who_may_know(survey, company, now):
    survey_id, version = survey
    _, token = invited(survey_id, company.contacts["A-1"], now)
    invited(survey_id, company.contacts["A-2"], now)
    finish(version, token, now)
    leader, south = company.actor("leader"), company.actor("south-lead")
    found = {rate.unit_id: (rate.asked, rate.answered) for rate in queries.rates(survey_id, leader)}
    assert found == {company.units["north-desk"]: (1, 1), company.units["south-desk"]: (1, 0)}
    assert [row.contact_id for row in queries.unanswered(survey_id, leader)] == [company.contacts["A-2"]]
    assert [rate.unit_id for rate in queries.rates(survey_id, south)] == [company.units["south-desk"]]
    assert queries.unanswered(survey_id, company.actor("north-lead")).count() == 0


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    hour=st.integers(0, 23),
    wait=st.integers(1, 30),
    zone=st.sampled_from(["Africa/Nairobi", "America/Sao_Paulo", "Asia/Kathmandu"]),
)
def test_a_link_ends_at_midnight_in_the_zone(hour, wait, zone):
    sent = datetime(2026, 3, 8, hour, 17, tzinfo=ZoneInfo("UTC"))
    end = rules.expiry(sent, wait, ZoneInfo(zone))
    assert (end.hour, end.minute) == (0, 0)
    assert (end - timedelta(seconds=1)).date() == sent.astimezone(ZoneInfo(zone)).date() + timedelta(days=wait)


def _ask_many(count, company, now):
    survey_id, version = collecting_survey(company.units["root"], now)
    account = company.accounts["A-1"]
    contacts = [
        customers.add_contact(account_id=account, name=f"C{n}", email=f"c{n}@x.example", by=SYSTEM, at=now).id
        for n in range(count)
    ]
    operations.invite(survey=survey_id, asks=[Ask(one) for one in contacts], by=SYSTEM, at=now)
    tokens = {}
    for invitation in Invitation.objects.filter(state="planned").values_list("id", flat=True):
        tokens[invitation] = operations.send_invitation(invitation=invitation, by=SYSTEM, at=now)
    answered = list(tokens)[::3]
    for invitation in answered:
        finish(version, tokens[invitation], now + days(1))
    return tokens, answered


@pytest.mark.feature("VO-2", part="60 invitations with reminders")
def test_reminders_go_to_the_silent_and_to_nobody_else(company, now, settings):
    settings.HEEDFUL_JOBS = "db"
    tokens, answered = _ask_many(60, company, now)
    assert operations.remind(by=SYSTEM, at=now + days(3), limit=20_000) == len(tokens) - len(answered)
    assert not Invitation.objects.filter(id__in=answered, reminders__gt=0).exists()


def _race(count, company, now):
    """Remind while others answer; return the reminders that had left when each answer was in, and at the end."""
    tokens, early = _ask_many(count, company, now)
    (version,) = SurveyVersion.objects.values_list("id", flat=True)
    racing = [invitation for invitation in tokens if invitation not in set(early)][::3]
    at, start, known = now + days(3), threading.Barrier(3), {}

    def answering(part):
        start.wait()
        for invitation in part:
            finish(version, tokens[invitation], at)
            known[invitation] = Invitation.objects.get(id=invitation).reminders
        connection.close()

    def reminding():
        start.wait()
        while Invitation.objects.filter(state=InvitationState.SENT, reminders=0).exists():
            operations.remind(by=SYSTEM, at=at, limit=50)
        connection.close()

    threads = [threading.Thread(target=answering, args=(racing[half::2],)) for half in (0, 1)]
    threads.append(threading.Thread(target=reminding))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    operations.remind(by=SYSTEM, at=now + days(7), limit=20_000)
    assert operations.remind(by=SYSTEM, at=now + days(9), limit=20_000) == 0
    after = dict(Invitation.objects.values_list("id", "reminders"))
    assert not any(after[invitation] for invitation in early), "who had answered before is never reminded"
    silent = set(tokens) - set(early) - set(racing)
    assert {after[invitation] for invitation in silent} == {2}
    assert len(known) == len(racing)
    return known, {invitation: after[invitation] for invitation in known}


@pytest.mark.feature("VO-2", part="90 invitations, reminders racing with answers: nobody gets one after answering")
@pytest.mark.django_db(transaction=True)
def test_nobody_is_reminded_after_answering(now, settings):
    settings.HEEDFUL_JOBS = "db"
    known, after = _race(90, small_company(now), now)
    assert after == known


@pytest.mark.slow
@pytest.mark.feature("VO-2")
@pytest.mark.django_db(transaction=True)
def test_of_ten_thousand_invited_nobody_is_reminded_after_answering(now, settings):
    settings.HEEDFUL_JOBS = "db"
    company = small_company(now)
    known, after = _race(10_000, company, now)
    assert after == known
    rate = queries.rates(Invitation.objects.first().survey_id, company.actor("leader"))
    assert sum(one.asked for one in rate) == 10_000
    assert sum(one.answered for one in rate) == 3_334 + len(known)
