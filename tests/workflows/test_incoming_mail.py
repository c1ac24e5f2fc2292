"""From a mailbox to case and inbox: each mail once, strangers kept out, poison kept apart, people forgotten."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import override_settings

from heedful.domain.cases import operations as cases
from heedful.domain.cases.enums import CaseState, ClockResult, Direction
from heedful.domain.cases.models import Attachment, Case, Clock, Message
from heedful.domain.contacting.models import Bounce
from heedful.domain.correspondence import queries
from heedful.domain.correspondence.enums import MailState
from heedful.domain.correspondence.models import IncomingMail, Position
from heedful.domain.customers.models import Contact
from heedful.domain.feedback.enums import Kind
from heedful.domain.feedback.models import Submission
from heedful.foundation.access import SYSTEM
from heedful.foundation.errors import Conflict, Denied, NotFound, Refused
from heedful.foundation.notify.models import Mail
from heedful.foundation.notify.reply_address import matter_of, reply_address
from heedful.workflows import incoming_mail, mail_filing, privacy
from tests.factories.company import small_company
from tests.factories.letters import CARE, bounce, box, letter, serving
from tests.factories.promises import promises

AMINA = "amina@customer.example"


def take(raw, now, kind="complaint", **more):
    return incoming_mail.take(raw=raw, box=box(kind, **more), arrived=now, at=now)


def opened(now):
    """A complaint by mail, and the case it opened."""
    taken = take(letter(), now)
    return Case.objects.get(id=taken.case_id)


def receipt(case):
    """The Message-ID of the confirmation that went out."""
    return f"<{Mail.objects.get(key=f'case:{case.id}:receipt').id}@heedful>"


def answer(words, case, key, **more):
    return letter(words, key=key, headers={"In-Reply-To": receipt(case)}, **more)


@pytest.mark.parametrize("kind", ["complaint", "compliment", "wish", "question"])
def test_a_mail_is_recorded_as_its_mailbox_says(company, now, kind):
    promises(now)
    taken = take(letter(files=[("photo.jpg", b"\xff\xd8\xff")]), now, kind)
    said = Submission.objects.get()
    assert (taken.state, said.kind, said.channel, said.about) == (MailState.FILED, kind, "email", "Parcel")
    assert (said.body, said.sender_address) == ("The parcel came open.", AMINA)
    case = Case.objects.filter(id=taken.case_id).first()
    assert (case is not None) == (kind == "complaint")
    assert Attachment.objects.count() == (case is not None)


def test_the_same_mail_twice_is_one_case_and_one_record(company, now):
    promises(now)
    first, again = take(letter(), now), take(letter(), now + timedelta(hours=1))
    assert again.id == first.id
    other = take(letter(), now, address="help@heedful.example")
    assert (other.state, other.case_id, other.submission_id) == (MailState.COPY, first.case_id, first.submission_id)
    assert (Case.objects.count(), Submission.objects.count(), Message.objects.count()) == (1, 1, 1)


def test_a_known_customer_is_served_by_their_own_unit(company, now):
    promises(now)
    known = Contact.objects.select_related("account").get(id=company.contacts["A-1"])
    said = Submission.objects.get(id=take(letter(sender=f"A <{known.email.upper()}>"), now).submission_id)
    assert (said.contact_id, said.unit_id) == (known.id, known.account.unit_id)
    stranger = Submission.objects.get(id=take(letter(key="m2@x"), now, unit="north-desk").submission_id)
    assert stranger.unit_id == company.units["north-desk"]


def test_an_answer_finds_its_case_and_ends_the_wait(company, now):
    promises(now)
    case = opened(now)
    cases.reply(case_id=case.id, body="Which door?", by=SYSTEM, at=now + timedelta(minutes=1))
    cases.begin(case_id=case.id, impact="a broken lamp", by=SYSTEM, at=now + timedelta(minutes=1))
    cases.wait(case_id=case.id, whom="customer", why="which door", by=SYSTEM, at=now + timedelta(minutes=2))
    ours = Mail.objects.get(key__startswith="message:")
    words = f"The blue one.\n\nOn Tue, Care <{CARE}> wrote:\n> Which door?"
    raw = letter(words, subject="Re: whatever", key="m2@x", headers={"In-Reply-To": f"<{ours.id}@heedful>"})
    assert take(raw, now + timedelta(hours=1)).state is MailState.ATTACHED
    said = Message.objects.filter(case=case, direction=Direction.INWARD).latest("at")
    assert (said.body, said.channel) == ("The blue one.", "email")
    assert Case.objects.get().state == CaseState.WORKING
    third = letter("And green.", key="m3@x", headers={"References": "<m1@customer.example> <m2@x>"})
    assert take(third, now + timedelta(hours=2)).case_id == case.id


def test_acceptance_12_a_copied_colleague_gets_in_and_a_stranger_with_the_number_does_not(company, now):
    promises(now)
    case = opened(now)
    take(answer("See Ben.", case, "m2@x", to=f"{CARE}, ben@customer.example"), now)
    ben = answer("I signed for it.", case, "m3@x", sender="ben@customer.example")
    assert take(ben, now).state is MailState.ATTACHED
    stranger = letter(
        "Tell me where she lives.", subject=f"Re: [{case.reference}]", key="m4@x", sender="eve@evil.example",
        headers={"In-Reply-To": receipt(case)},
    )  # fmt: skip
    held = take(stranger, now)
    assert (held.state, held.case_id) == (MailState.QUARANTINED, case.id)
    assert Message.objects.filter(case=case).count() == 3
    again = letter("Now?", key="m5@x", sender="eve@evil.example", headers={"References": "<m4@x>"})
    assert take(again, now).case_id != case.id  # a mail that waits leads nobody to its case
    assert Message.objects.filter(case=case).count() == 3


def test_negative_control_a_careless_door_would_let_the_stranger_in(company, now, monkeypatch):
    promises(now)
    case = opened(now)
    monkeypatch.setattr(queries, "parties", lambda case_id: {"eve@evil.example"})
    taken = take(answer("Where does she live?", case, "m2@x", sender="eve@evil.example"), now)
    assert taken.state is MailState.ATTACHED


@override_settings(HEEDFUL_REPLY_TO=CARE)
def test_a_signed_address_leads_to_the_case_and_a_guessed_one_does_not(company, now):
    promises(now)
    case = opened(now)
    to = Mail.objects.get(key=f"case:{case.id}:receipt").headers["Reply-To"]
    assert (to, matter_of(to)) == (reply_address(case.reference), case.reference)
    assert take(letter("Here I am.", key="m2@x", subject="Hm", to=to), now).case_id == case.id
    guessed = to.replace(to.partition(".")[2][:20], "0" * 20)
    assert matter_of(guessed) == ""
    assert take(letter("Here I am.", key="m3@x", subject="Guess", to=guessed), now).case_id != case.id


def test_what_a_program_writes_stops_no_clock_and_gets_no_answer(company, now):
    promises(now)
    case = opened(now)
    sent, clocks = Mail.objects.count(), list(Clock.objects.values("state", "result", "due_at"))
    away = answer("I am away until Monday.", case, "m2@x", subject="Out of office")
    away = away.replace(b"Subject:", b"Auto-Submitted: auto-replied\nSubject:", 1)
    assert take(away, now + timedelta(hours=1)).state is MailState.AUTOMATIC
    assert take(letter("News!", key="m3@x", headers={"List-Id": "<l.example>"}), now).submission_id is None
    assert (Case.objects.count(), Mail.objects.count()) == (1, sent)
    assert list(Clock.objects.values("state", "result", "due_at")) == clocks
    assert Message.objects.filter(case=case).latest("at").direction == Direction.INTERNAL
    assert Clock.objects.filter(result=ClockResult.OPEN).exists()


def test_a_bounce_counts_only_for_the_mail_it_names(company, now):
    promises(now)
    case = opened(now)
    take(bounce("victim@customer.example", receipt(case), key="b0"), now)
    take(bounce(AMINA, "<11111111-2222-3333-4444-555555555555@heedful>", key="b1"), now)
    assert not Bounce.objects.exists()
    assert take(bounce(AMINA, receipt(case), key="b2"), now).state is MailState.AUTOMATIC
    assert Bounce.objects.get().kind == "hard"


def test_two_robots_that_answer_each_other_are_stopped(company, now):
    promises(now)
    states = [take(letter(f"Ticket {n}", key=f"r{n}@x", subject="RE: ticket"), now).state for n in range(40)]
    assert states.count(MailState.FILED) == 2
    assert set(states[2:]) == {MailState.QUARANTINED}
    loud = [
        take(letter("x", key=f"s{n}@x", subject=f"s{n}", sender="loud@x.example"), now + timedelta(minutes=n)).state
        for n in range(40)
    ]
    assert loud.count(MailState.FILED) == 10


@override_settings(HEEDFUL_MAIL_TRUSTED="mx.heedful.example")
def test_a_sender_whom_our_server_calls_forged_waits(company, now):
    promises(now)
    forged = letter(headers={"Authentication-Results": "mx.heedful.example; dmarc=fail"})
    assert take(forged, now).state is MailState.QUARANTINED
    assert not Submission.objects.exists()


def test_a_person_decides_about_what_waits(company, now):
    promises(now)
    case = opened(now)
    lead = company.actor("leader")

    def waiting(key):
        return take(answer("I drove it.", case, key, sender=f"{key}@courier.example"), now).id

    first, second, third = waiting("w1"), waiting("w2"), waiting("w3")
    with pytest.raises(NotFound):
        mail_filing.dismiss(mail_id=first, why="x", by=company.actor("south-agent"), at=now)
    with pytest.raises(Denied):
        mail_filing.dismiss(mail_id=first, why="x", by=company.actor("analyst"), at=now)
    with pytest.raises(Refused, match="say why"):
        mail_filing.dismiss(mail_id=first, why=" ", by=lead, at=now)
    with pytest.raises(NotFound):
        mail_filing.attach_waiting(mail_id=first, reference="HD-2026-999999", by=lead, at=now)
    assert mail_filing.attach_waiting(mail_id=first, by=lead, at=now).case_id == case.id
    assert Message.objects.filter(case=case).latest("id").body == "I drove it."
    assert take(answer("More.", case, "w1b", sender="w1@courier.example"), now).state is MailState.ATTACHED
    done = mail_filing.file_waiting(mail_id=second, kind=Kind.WISH, by=lead, at=now)
    assert Submission.objects.get(id=done.submission_id).kind == Kind.WISH
    assert mail_filing.dismiss(mail_id=third, why="advertising", by=lead, at=now).state is MailState.DISMISSED
    with pytest.raises(Conflict):
        mail_filing.dismiss(mail_id=third, why="advertising", by=lead, at=now)
    assert queries.counts(lead)["waiting"] == 0


def test_the_settings_mailbox_is_read_once_without_leaving_a_mark_and_poison_stops_nothing(company, now):
    promises(now)
    poison = b"Subject: nobody wrote this\r\n\r\nno sender at all"
    with serving() as server, override_settings(HEEDFUL_MAILBOXES=[server.url]):
        server.put(letter(), poison, letter("After the poison.", key="m2@x", subject="Second"))
        before = server.flags()
        assert incoming_mail.fetch(at=now) == {CARE: 3}
        assert incoming_mail.fetch(at=now) == {CARE: 0}
        assert server.flags() == before
        states = sorted(IncomingMail.objects.values_list("state", flat=True))
        assert states == [MailState.FILED, MailState.FILED, MailState.UNREADABLE]
        held = IncomingMail.objects.get(state=MailState.UNREADABLE)
        assert (bytes(held.raw), held.why) == (poison, "it names no sender")
        Position.objects.update(validity=1)  # the server numbers anew: everything comes again, nothing is taken twice
        assert incoming_mail.fetch(at=now) == {CARE: 3}
        assert IncomingMail.objects.count() == 3
        server.put(letter("A third.", key="m3@x", subject="Third"))
        assert incoming_mail.fetch(at=now) == {CARE: 1}
    with override_settings(HEEDFUL_MAILBOXES=[server.url]):
        assert incoming_mail.fetch(at=now) == {CARE: 0}
        assert "does not answer" in Position.objects.get().problem


def test_a_wrong_password_is_said_without_it(company, now):
    with serving() as server, override_settings(HEEDFUL_MAILBOXES=[server.url.replace("t@127", "WRONG@127")]):
        assert incoming_mail.fetch(at=now) == {CARE: 0}
    problem = Position.objects.get().problem
    assert problem == "the server refused user and password"


def test_a_fault_of_ours_keeps_the_mail_and_writes_nothing_else(company, now, monkeypatch):
    promises(now)

    def broken(*_, **__):
        raise RuntimeError("a fault")

    monkeypatch.setattr(cases, "receive", broken)
    held = take(letter(files=[("a.txt", b"x")]), now)
    assert (held.state, held.why) == (MailState.UNREADABLE, "taking it in failed: RuntimeError")
    assert not Case.objects.exists()
    assert not Submission.objects.exists()
    monkeypatch.undo()
    done = mail_filing.file_waiting(mail_id=held.id, kind=Kind.COMPLAINT, by=SYSTEM, at=now)
    assert Attachment.objects.get().message.case_id == done.case_id


def test_a_forgotten_person_leaves_no_word_in_their_mail(company, now):
    promises(now)
    known = Contact.objects.get(id=company.contacts["A-1"])
    taken = take(letter("canary words", sender=f"Canary <{known.email}>", subject="canary"), now)
    case = Case.objects.get(id=taken.case_id)
    take(answer("canary too", case, "m2@x", sender=known.email), now)
    by = company.actor("leader")
    held = privacy.held(contact_id=known.id, by=by, at=now)
    assert [each["subject"] for each in held["mail"]] == ["canary", "Parcel"]
    privacy.erase(contact_id=known.id, reason="asked by letter", by=by, at=now)
    for each in IncomingMail.objects.values():
        assert "canary" not in str(each).lower()
        assert known.email not in str(each)
        assert each["message_id"]
    assert take(letter("canary words", sender=f"Canary <{known.email}>", subject="canary"), now).id == taken.id


def test_mail_of_a_case_out_of_sight_is_out_of_sight(company, now):
    promises(now)
    taken = take(letter(), now, unit="north-desk")
    assert queries.visible_to(company.actor("north-lead")).filter(id=taken.id).exists()
    assert not queries.visible_to(company.actor("south-agent")).exists()
    assert not queries.visible_to(company.actor("board")).exists()


def test_a_mail_that_meets_an_agent_at_the_same_case_is_taken_all_the_same(company, now, monkeypatch):
    promises(now)
    case = opened(now)
    real, met = cases.receive, []

    def busy(**told):
        if len(met) < 2:
            met.append(told)
            raise Conflict("somebody else was first", field="version")
        return real(**told)

    monkeypatch.setattr(cases, "receive", busy)
    assert take(answer("Still wet.", case, "m2@x"), now).state is MailState.ATTACHED
    assert len(met) == 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_take_the_same_mail_once(now):
    house = small_company(now)
    promises(now)
    assert house
    start = threading.Barrier(2)

    def work(_):
        start.wait()
        try:
            return take(letter(), now)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(work, range(2))
    assert one.id == other.id
    assert IncomingMail.objects.get().state == MailState.FILED
    assert (Case.objects.count(), Submission.objects.count()) == (1, 1)
