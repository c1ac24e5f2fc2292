"""Contact governance: nobody is asked too often, during a complaint or after leaving; every skip is explained."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from heedful.domain.cases import operations as cases
from heedful.domain.contacting import operations, queries
from heedful.domain.contacting.enums import ApproachState, BounceKind, Purpose
from heedful.domain.contacting.enums import SkipReason as R
from heedful.domain.contacting.models import Approach
from heedful.domain.contacting.rules import Earlier, Limits, Standing, Wanted, decide
from heedful.domain.customers import operations as customers
from heedful.domain.surveys import operations as surveys
from heedful.domain.surveys.models import Invitation
from heedful.foundation.access import SYSTEM
from heedful.foundation.errors import Denied, Refused
from heedful.foundation.notify.models import Mail
from heedful.workflows import asking
from tests.factories.asking import ABOUT, collecting_survey, days
from tests.factories.company import small_company
from tests.factories.programmes import complain, live, violations, world

Ask, Wish = surveys.Ask, operations.Wish
NO_LIMITS = Limits(days_between=0, most=1_000, window_days=1, quarantine_days=0)


@pytest.fixture
def queued(settings):
    settings.HEEDFUL_JOBS = "db"


def explained():
    """Check that every skip says why in a sentence, and agrees with its invitation; return the reasons seen."""
    skipped = {row.id: row for row in Approach.objects.filter(state=ApproachState.SKIPPED)}
    told = dict(Invitation.objects.filter(state="skipped").values_list("id", "skip_reason"))
    assert told == {key: row.reason for key, row in skipped.items()}
    for line in queries.lines(skipped.values()):
        assert len(line.why) > 20
    return set(told.values())


@pytest.mark.invariant("surveys-9")
@pytest.mark.feature("VO-5", part="random programme mix of 200 people: no violation, every skip explained")
def test_no_mix_of_programmes_breaks_a_rule(company, now, queued):
    made = world(company.units["north-desk"], 200, now)
    live(made, now + days(1), weeks=26, seed=5)
    assert list(violations(made)) == []
    assert explained() >= {R.OPTED_OUT, R.BOUNCED, R.QUARANTINE, R.COOLING_OFF, R.CAP_REACHED, R.RESERVED}
    assert Mail.objects.filter(key__startswith="invitation:").count() > 200


@pytest.mark.feature("VO-5", part="negative control: the reader sees what happens with the rules off")
def test_negative_control_with_the_rules_off_the_reader_finds_violations(company, now, queued):
    operations.set_rules(given=NO_LIMITS, unit_id=None, reason="control", by=company.actor("leader"), at=now)
    made = world(company.units["north-desk"], 120, now)
    live(made, now + days(1), weeks=16, seed=5)
    found = set(violations(made))
    for words in ("twice within", "more than 4", "during a complaint"):
        assert any(words in each for each in found), words


@pytest.mark.slow
@pytest.mark.feature("VO-5")
def test_fifty_thousand_people_and_five_programmes_without_a_violation(company, now, queued):
    made = world(company.units["north-desk"], 50_000, now)
    live(made, now + days(1), weeks=26, seed=11, most=1_000)
    assert list(violations(made)) == []
    assert explained() >= {R.OPTED_OUT, R.BOUNCED, R.QUARANTINE, R.COOLING_OFF, R.CAP_REACHED, R.RESERVED}
    person = Approach.objects.filter(reason=R.COOLING_OFF).first().contact_id
    view = queries.person(company.actor("leader"), person, at=now + days(190))
    assert any("asked only lately" in line.why for line in view.lines)


BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
TIMES = st.lists(st.integers(0, 900), min_size=1, max_size=40)


@pytest.mark.invariant("surveys-9")
@given(hours=TIMES, gap=st.integers(0, 12), most=st.integers(1, 4), window=st.integers(12, 40), seed=st.randoms())
def test_whatever_the_clock_does_what_was_allowed_keeps_gap_and_cap(hours, gap, most, window, seed):
    limits = Limits(days_between=gap, most=most, window_days=window)
    seed.shuffle(hours)
    sent: list[datetime] = []
    for hour in hours:
        at = BEGIN + timedelta(hours=hour)
        earlier = [Earlier(Purpose.RELATIONAL, 5, one, True) for one in sent]
        if decide(Wanted(Purpose.RELATIONAL, 5, at), Standing(True), earlier, limits, leaving=True).allowed:
            sent.append(at)
    assert sent
    for one in sent:
        assert all(one is other or abs(one - other) >= days(gap) for other in sent)
        assert sum(one <= other < one + days(window) for other in sent) <= most


@pytest.mark.invariant("surveys-10")
def test_a_less_important_ask_does_not_take_the_place_of_a_planned_one(company, now, queued):
    big, _ = collecting_survey(company.units["root"], now, code="big", about=f"{ABOUT}priority: 2\n")
    small, _ = collecting_survey(company.units["root"], now, code="small", about=f"{ABOUT}priority: 8\n")
    asks = [Ask(company.contacts["A-1"])]
    (planned,) = surveys.invite(survey=big, asks=asks, leaves_at=now + days(20), by=SYSTEM, at=now).planned
    assert surveys.invite(survey=small, asks=asks, by=SYSTEM, at=now).skipped == {R.RESERVED: 1}
    assert surveys.send_planned(by=SYSTEM, at=now + days(19)) == 0
    assert surveys.send_planned(by=SYSTEM, at=now + days(20)) == 1
    assert Invitation.objects.get(id=planned).sent_at == now + days(20)


def test_a_more_important_ask_passes_a_planned_one_which_is_then_skipped(company, now, queued):
    big, _ = collecting_survey(company.units["root"], now, code="big", about=f"{ABOUT}priority: 2\n")
    small, _ = collecting_survey(company.units["root"], now, code="small", about=f"{ABOUT}priority: 8\n")
    asks = [Ask(company.contacts["A-1"])]
    (low,) = surveys.invite(survey=small, asks=asks, leaves_at=now + days(20), by=SYSTEM, at=now).planned
    (high,) = surveys.invite(survey=big, asks=asks, by=SYSTEM, at=now + days(1)).planned
    surveys.send_planned(by=SYSTEM, at=now + days(1))
    surveys.send_planned(by=SYSTEM, at=now + days(20))
    states = dict(Invitation.objects.values_list("id", "skip_reason"))
    assert (states[high], states[low]) == ("", R.COOLING_OFF)


def test_a_pop_up_does_not_starve_the_relational_survey(company, now, queued):
    pop, _ = collecting_survey(company.units["root"], now, code="pop", about=f"{ABOUT}frequency: transactional\n")
    nps, _ = collecting_survey(company.units["root"], now, code="nps")
    asks = [Ask(company.contacts["A-1"])]
    for survey in (pop, nps):
        assert len(surveys.invite(survey=survey, asks=asks, by=SYSTEM, at=now).planned) == 1


def test_the_nearest_unit_with_rules_decides_and_its_number_is_kept(company, now, queued):
    leader = company.actor("leader")
    loose = Limits(days_between=1, most=50)
    made = operations.set_rules(given=loose, unit_id=company.units["north"], reason="weekly pilot", by=leader, at=now)
    survey, _ = collecting_survey(company.units["root"], now)
    both = [Ask(company.contacts["A-1"]), Ask(company.contacts["A-2"])]
    surveys.invite(survey=survey, asks=both, by=SYSTEM, at=now)
    surveys.send_planned(by=SYSTEM, at=now)
    other, _ = collecting_survey(company.units["root"], now, code="other")
    again = surveys.invite(survey=other, asks=both, by=SYSTEM, at=now + days(2))
    assert (len(again.planned), again.skipped) == (1, {R.COOLING_OFF: 1})
    kept = dict(Approach.objects.filter(programme="other").values_list("contact_id", "rules"))
    assert kept == {company.contacts["A-1"]: made.number, company.contacts["A-2"]: 0}


def test_rules_need_the_right_sense_and_a_reason(company, now):
    lead, leader = company.actor("north-lead"), company.actor("leader")
    with pytest.raises(Denied):
        operations.set_rules(given=NO_LIMITS, unit_id=None, reason="x", by=lead, at=now)
    for given_, reason in ((Limits(most=0), "x"), (Limits(days_between=40, window_days=30), "x"), (NO_LIMITS, " "),
                           (Limits(), "the same")):  # fmt: skip
        with pytest.raises(Refused):
            operations.set_rules(given=given_, unit_id=None, reason=reason, by=leader, at=now)


def test_soft_bounces_add_up_and_a_new_address_is_free_again(company, now, queued):
    told = {"reference": "moved", "name": "Moved", "unit_id": company.units["north-desk"], "by": SYSTEM, "at": now}
    contact = customers.import_contact(email="old@customer.example", **told)[0].id
    for number in range(3):
        assert queries.person(SYSTEM, contact, at=now).now[0][1].allowed, number
        asking.record_bounce(address="Old@customer.example", kind=BounceKind.SOFT, by=SYSTEM, at=now)
    assert queries.person(SYSTEM, contact, at=now).now[0][1].reason is R.BOUNCED
    customers.import_contact(email="new@customer.example", **told)
    assert queries.person(SYSTEM, contact, at=now).now[0][1].allowed
    with pytest.raises(Refused):
        asking.record_bounce(address="nonsense", kind=BounceKind.HARD, by=SYSTEM, at=now)


def test_a_reminder_waits_while_a_complaint_is_open_and_leaves_afterwards(company, now, queued):
    about = ABOUT.replace("expires_after_days: 14", "expires_after_days: 90")
    survey, _ = collecting_survey(company.units["root"], now, about=about)
    surveys.invite(survey=survey, asks=[Ask(company.contacts["A-1"])], by=SYSTEM, at=now)
    surveys.send_planned(by=SYSTEM, at=now)
    case = complain(company.contacts["A-1"], now)
    assert surveys.remind(by=SYSTEM, at=now + days(4)) == 0
    cases.withdraw(case_id=case, reason="solved", by=SYSTEM, at=now + days(5))
    assert surveys.remind(by=SYSTEM, at=now + days(18)) == 0
    assert surveys.remind(by=SYSTEM, at=now + days(19)) == 1


@pytest.mark.invariant("surveys-9")
@pytest.mark.django_db(transaction=True)
def test_two_jobs_at_once_cannot_break_the_cap(now):
    company = small_company(now)
    operations.set_rules(given=Limits(most=1), unit_id=None, reason="once a year", by=company.actor("leader"), at=now)
    contacts, start = list(company.contacts.values()), threading.Barrier(4)
    allowed: list[int] = []

    def job(number):
        start.wait()
        for _ in range(5):
            order = contacts if number % 2 else contacts[::-1]
            wishes = [Wish(contact_id=one, purpose=Purpose.RELATIONAL, programme="p", at=now) for one in order]
            allowed.append(sum(v.allowed for v in operations.plan(wishes=wishes, by=SYSTEM, at=now)))
        connection.close()

    threads = [threading.Thread(target=job, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(allowed) == 20
    assert sum(allowed) == len(contacts) == Approach.objects.filter(state=ApproachState.PLANNED).count()


def test_what_the_ledger_shows_ends_at_the_unit(company, now, queued):
    survey, _ = collecting_survey(company.units["root"], now)
    surveys.invite(survey=survey, asks=[Ask(one) for one in company.contacts.values()], by=SYSTEM, at=now)
    seen = {row.contact_id for row in queries.visible_to(company.actor("south-lead"))}
    assert seen == {company.contacts["A-2"]}
    assert queries.counts(company.actor("south-lead"), now - days(1)) == [("planned", "", 1)]
