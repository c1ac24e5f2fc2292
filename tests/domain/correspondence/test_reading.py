"""Reading mail: bytes as they come, programs told from people, what is new told from what is quoted."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heedful.analytics.text.frame import fit_frame, tag
from heedful.analytics.text.masking import mask
from heedful.analytics.text.units import split_units
from heedful.domain.correspondence.enums import Automatic, MailState
from heedful.domain.correspondence.rules import Found, Unreadable, decide, mailbox, read
from heedful.domain.correspondence.rules.bodies import CONTROLS, LONGEST, new_words
from heedful.foundation.errors import Refused
from tests.factories.letters import bounce, letter

OURS = "<11111111-2222-3333-4444-555555555555@heedful>"


def found(**changes):
    return Found(**{"case_id": None, "parties": (), "ours": (), "lately": 0, "same_subject": 0, **changes})


@given(st.binary(max_size=600))
def test_any_bytes_are_read_or_said_to_be_unreadable(raw):
    try:
        known = read(raw)
    except Unreadable as unreadable:
        assert str(unreadable)
    else:
        assert "@" in known.sender
        assert len(known.message_id) <= 240


@given(st.text(max_size=300), st.text(max_size=80).filter(lambda text: "\n" not in text and "\r" not in text))
def test_no_invisible_character_gets_through(words, name):
    raw = f'From: "{name}" <a@b.example>\r\nSubject: =?utf-8?b?AAEC?=\r\n\r\n{words}'.encode("utf-8", "surrogatepass")
    try:
        known = read(raw)
    except Unreadable:
        return
    for each in (known.body, known.subject, known.sender_name, known.sender):
        assert not CONTROLS.search(each)


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252", "x-unknown", "utf-16"])
def test_words_in_any_charset_keep_their_letters(charset):
    encoded = "Gebühr für Jürgen".encode("utf-8" if charset == "x-unknown" else charset)
    raw = b"From: a@b.example\r\nContent-Type: text/plain; charset=" + charset.encode() + b"\r\n\r\n" + encoded
    assert read(raw).body == "Gebühr für Jürgen"


def test_html_alone_becomes_words_and_no_script_runs():
    raw = letter(
        html="<p>Late&nbsp;again</p><script>alert(1)</script><style>p{}</style><p>since <b>May</b> &lt;b&gt;</p>"
    )
    assert read(raw).body == "Late again\nsince May <b>"


def test_files_come_with_harmless_names():
    (one, two) = read(letter(files=[("../../etc/passwd", b"x"), ("photo.jpg", b"\xff\xd8")])).files
    assert (one.name, two.name, two.content) == ("_.._etc_passwd", "photo.jpg", b"\xff\xd8")


def test_a_mail_without_an_id_is_known_by_its_bytes_and_a_long_one_is_cut():
    raw = letter("x" * (LONGEST + 500)).replace(b"Message-ID: <m1@customer.example>\n", b"")
    known = read(raw)
    assert known.message_id == read(raw).message_id
    assert known.message_id.startswith("sha256:")
    assert len(known.body) == LONGEST
    assert known.body.endswith("[The rest is in the mail itself.]")


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({"Auto-Submitted": "auto-replied"}, Automatic.REPLY),
        ({"Auto-Submitted": "auto-generated"}, Automatic.REPLY),
        ({"Return-Path": "<>"}, Automatic.REPLY),
        ({"X-Autoreply": "yes"}, Automatic.REPLY),
        ({"Precedence": "bulk"}, Automatic.LIST),
        ({"List-Id": "<news.example>"}, Automatic.LIST),
        ({"Auto-Submitted": "no"}, Automatic.NO),
        ({"Return-Path": "<amina@customer.example>"}, Automatic.NO),
    ],
)
def test_programs_are_told_from_people(headers, kind):
    assert read(letter(headers=headers)).automatic is kind


def test_a_bounce_says_whom_it_could_not_reach():
    assert read(bounce("gone@customer.example", OURS)).came_back == (("gone@customer.example", True),)
    assert read(bounce("full@customer.example", OURS, status="4.2.2")).came_back == (("full@customer.example", False),)
    assert read(letter()).came_back == ()


def test_only_our_own_server_is_believed_about_a_sender():
    forged = {"Authentication-Results": "mx.heedful.example; spf=none; dmarc=fail"}
    assert read(letter(headers=forged), trusted="mx.heedful.example").checked == "fail"
    assert read(letter(headers=forged), trusted="other.example").checked == ""
    assert read(letter(headers=forged)).checked == ""
    assert read(letter(headers=forged | {"X": "y"}), trusted="MX.heedful.example").checked == "fail"


REPLY = "It still leaks.\n\nOn Tue, 3 Mar 2026 at 10:00, Care <care@example.org> wrote:\n> Is it dry now?\n> Regards"


HARD = ("On ", "> ", "\n", "On x wrote:\n", "From: a\nTo: b\n", "-", "_", " ", "A", "a@", "a.", "1 ", "!", "Am ")


@pytest.mark.parametrize("piece", HARD)
def test_no_text_keeps_a_reader_busy(piece):
    """What grows with the square of a text takes half a minute here; what is linear some hundredths of a second."""
    text = (piece * 20_000)[:20_000] + "x"
    begun = time.process_time()
    new_words(text)
    mask(text)
    split_units(text)
    assert tag(fit_frame({}, []), [text])
    assert time.process_time() - begun < 5


def test_what_is_quoted_is_left_out_of_view_but_no_complaint_is_cut():
    assert new_words(REPLY) == "It still leaks."
    assert (
        new_words("Thanks\n-- \nAmina Yusuf, 14 Harbour Road, the fourth floor, Mombasa, Kenya, behind the market")
        != ""
    )
    only = "> one\n> two"
    assert new_words(only) == only
    plain = "From: my point of view this is bad.\nI waited four weeks for one parcel and nobody called me back."
    assert len(new_words(plain)) >= 0.2 * len(plain)


@given(st.text(max_size=400))
def test_at_least_a_fifth_of_ones_own_lines_is_shown(body):
    shown = new_words(body)
    own = "\n".join(line for line in body.splitlines() if line.strip() and not line.lstrip().startswith(">"))
    assert shown == body or len(shown) >= 0.2 * len(own)


@pytest.mark.parametrize(
    ("changes", "around", "state"),
    [
        ({}, {}, MailState.FILED),
        ({}, {"case_id": "c", "parties": {"amina@customer.example"}}, MailState.ATTACHED),
        ({}, {"case_id": "c", "parties": {"other@customer.example"}}, MailState.QUARANTINED),
        ({"headers": {"Auto-Submitted": "auto-replied"}}, {"case_id": "c"}, MailState.AUTOMATIC),
        ({}, {"lately": 10}, MailState.QUARANTINED),
        ({}, {"lately": 9, "same_subject": 1}, MailState.FILED),
        ({}, {"same_subject": 2}, MailState.QUARANTINED),
        ({"words": ""}, {}, MailState.QUARANTINED),
        ({}, {"ours": {"amina@customer.example"}}, MailState.DISMISSED),
    ],
)
def test_where_a_mail_belongs(changes, around, state):
    assert decide(read(letter(**changes)), found(**around)).state is state


@pytest.mark.parametrize(
    "text",
    [
        "care@example.org",
        "pop3://a:b@host/",
        "imaps://host/INBOX",
        "imaps://a:topsecret@host:99999/",
        "imaps://someone:topsecret@host/INBOX",
        "imaps://a%40b.example:topsecret@host/?kind=answer",
    ],
)
def test_a_wrong_mailbox_is_refused_by_name_and_without_its_password(text):
    with pytest.raises(Refused) as refused:
        mailbox(text)
    assert refused.value.field == "HEEDFUL_MAILBOXES"
    assert "topsecret" not in f"{refused.value}{refused.value.fix}{refused.value.value}"


def test_a_mailbox_shows_no_password():
    assert "topsecret" not in repr(mailbox("imaps://a%40b.example:topsecret@host/"))
