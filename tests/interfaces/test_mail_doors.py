"""Mail by page, API and command line; and every channel of the inbox side by side."""

import json
import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client, override_settings
from django.utils import timezone

from heedful.domain.cases.models import Case, Message
from heedful.domain.correspondence.models import IncomingMail, Position
from heedful.domain.feedback.enums import Kind
from heedful.domain.feedback.models import Submission
from heedful.foundation.access import SYSTEM, Role
from heedful.interfaces.cli.__main__ import main
from heedful.interfaces.jobs.correspondence import fetch, look
from heedful.interfaces.web.respond import gate
from heedful.workflows import import_file, incoming_mail
from tests.factories.letters import CARE, box, letter, serving
from tests.factories.promises import promises
from tests.trust.matrix import key_of

KINDS = (Kind.COMPLAINT, Kind.COMPLIMENT, Kind.WISH, Kind.QUESTION)
STRANGER = {"sender": "n@next-door.example"}
MAPPING = """
kind: feedback
source: helpdesk
time_zone: UTC
fields: {id: id, body: words, about: about, collected_at: at, kind: kind}
"""


@pytest.fixture
def house(company, now, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: now)
    monkeypatch.setattr(gate, "MIN_SECONDS", 0)
    promises(now)
    return company


def client_of(company, name):
    client = Client()
    client.force_login(get_user_model().objects.get(pk=company.users[name]))
    return client


def waiting(now, key):
    """A stranger's mail about a case, which waits for a person."""
    reference = Case.objects.latest("opened_at").reference
    raw = letter("I took it in.", subject=f"Re: {reference}", key=key, **STRANGER)
    return incoming_mail.take(raw=raw, box=box(), arrived=now, at=now).id


def opened(now):
    taken = incoming_mail.take(raw=letter(), box=box(), arrived=now, at=now)
    return Case.objects.get(id=taken.case_id)


def by_form(house, kind, n):
    client = Client()
    page = client.get("/r/feedback/").content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(key|shown_in|stamp)" value="([^"]*)"', page))
    fields = {**hidden, "action": "send", "kind": kind, "body": f"Words {n}", "about": "Order 7"}
    assert [client.post("/r/feedback/", fields).status_code for _ in range(2)] == [303, 303]


def by_mail(house, kind, n):
    raw = letter(f"Words {n}", subject="Order 7", key=f"{kind}@x", sender=f"{kind}@customer.example")
    for address in (CARE, CARE, "second@heedful.example"):
        incoming_mail.take(raw=raw, box=box(kind, address), arrived=house.at, at=house.at)


def by_file(house, kind, n, folder):
    path = folder / f"{kind}.csv"
    path.write_text(f"id,words,about,at,kind\n{kind},Words {n},Order 7,2026-03-17T11:00:00Z,{kind}\n")
    for _ in range(2):
        import_file.run(path, MAPPING, by=SYSTEM, at=house.at)


def by_api(house, kind, n):
    headers = {"Authorization": f"Bearer {key_of(house, Role.CX_LEADER, house.at)}"}
    told = {"submission_id": f"k-{kind}", "kind": kind, "body": f"Words {n}", "about": "Order 7"}
    sent = [Client().post("/api/v1/feedback", told, "application/json", headers=headers).status_code for _ in range(2)]
    assert sent == [201, 200]


def by_note(house, kind, n):
    client = client_of(house, "north-agent")
    told = {"kind": kind, "body": f"Words {n}", "about": "Order 7", "key": f"n-{kind}"}
    assert [client.post("/manage/feedback/note/", told).status_code for _ in range(2)] == [302, 302]


@pytest.mark.feature("VO-3")
def test_every_channel_gives_one_record_of_one_shape_and_the_same_twice_gives_one(house, tmp_path):
    ways = {"web": by_form, "email": by_mail, "import": by_file, "api": by_api, "phone": by_note}
    for kind in KINDS:
        for n, way in enumerate(ways.values()):
            way(house, kind, n, tmp_path) if way is by_file else way(house, kind, n)
    rows = list(Submission.objects.order_by("id"))
    assert len(rows) == len(KINDS) * len(ways)
    for kind in KINDS:
        mine = [row for row in rows if row.kind == kind]
        assert sorted(row.body for row in mine) == [f"Words {n}" for n in range(len(ways))]
        assert {row.about for row in mine} == {"Order 7"}
        assert len({row.channel for row in mine}) == len(ways)
        assert len({row.submission_id.partition(":")[0] for row in mine}) == len(ways)
    assert Case.objects.count() == len(ways) - 1  # every complaint has one; a file tells of the past and calls nobody
    page = client_of(house, "leader").get("/manage/feedback/").content.decode()
    assert page.count("data-row") == len(rows)
    assert "/r/feedback/?lang=en" in page  # the button for the company's own pages
    thanks = Client().get("/r/feedback/thanks/").content.decode()
    assert 'href="/r/feedback/?lang=en"' in thanks  # and on every page that customers see


def test_pages_show_what_waits_and_take_the_decision(house, now):
    case, client = opened(now), client_of(house, "leader")
    first, second = waiting(now, "w1@x"), waiting(now + timedelta(minutes=1), "w2@x")
    page = client.get("/manage/mail/").content.decode()
    assert "whose people the sender is not among" in page
    assert page.count("data-row") == 2
    one = client.get(f"/manage/mail/{first}/").content.decode()
    assert "I took it in." in one
    assert case.reference in one
    refused = client.post(f"/manage/mail/{first}/attach/", {"case": "HD-1999-000001"})
    assert (refused.status_code, "no case has this reference" in refused.content.decode()) == (422, True)
    assert client.post(f"/manage/mail/{first}/attach/", {"case": case.reference}).status_code == 302
    assert Message.objects.filter(case=case).latest("id").body == "I took it in."
    assert client.post(f"/manage/mail/{second}/dismiss/", {"why": ""}).status_code == 422
    assert client.post(f"/manage/mail/{second}/dismiss/", {"why": "a neighbour"}).status_code == 302
    assert client.post(f"/manage/mail/{second}/burn/").status_code == 404
    raw = client.get(f"/manage/mail/{second}/original.eml")
    assert raw.content == bytes(IncomingMail.objects.get(id=second).raw)
    assert raw.headers["Content-Type"] == "application/octet-stream"
    assert "Nothing waits" in client.get("/manage/mail/").content.decode()


def test_the_api_and_the_command_line_decide_too(house, now, capsys):
    case = opened(now)
    ids = [waiting(now + timedelta(minutes=n), f"w{n}@x") for n in range(5)]
    headers = {"Authorization": f"Bearer {key_of(house, Role.CX_LEADER, now)}"}

    def ask(method, path, told=None):
        sent = json.dumps(told).encode() if told is not None else b""
        return Client().generic(method, f"/api/v1/mails{path}", sent, "application/json", headers=headers)

    held = ask("GET", "?state=quarantined").json()
    assert [each["id"] for each in held["items"]] == [str(each) for each in reversed(ids)]
    assert ask("POST", f"/{ids[0]}/attach", {}).json()["state"] == "attached"
    assert ask("POST", f"/{ids[0]}/attach", {}).status_code == 409
    filed = ask("POST", f"/{ids[1]}/file", {"kind": "wish"}).json()
    assert Submission.objects.get(id=filed["feedback"]).kind == "wish"
    assert ask("POST", f"/{ids[2]}/dismiss", {"why": "spam"}).json()["why"] == "spam"
    assert ask("POST", f"/{ids[2]}/dismiss", {"why": ""}).status_code == 422
    assert main(["mail", "list", "--state", "quarantined"]) == 0
    assert len(re.findall(r"^[0-9a-f-]{36}", capsys.readouterr().out, re.MULTILINE)) == 2
    assert main(["mail", "attach", str(ids[3]), "--case", case.reference]) == 0
    assert main(["mail", "dismiss", str(ids[4]), "spam"]) == 0
    assert main(["mail", "file", str(ids[4]), "wish"]) == 2
    assert IncomingMail.objects.filter(state="quarantined").count() == 0


def test_the_worker_and_the_command_read_the_mailbox_and_check_says_what_fails(house, now, capsys, tmp_path):
    with serving() as server, override_settings(HEEDFUL_MAILBOXES=[server.url]):
        server.put(letter())
        look(now)
        fetch({}, now)
        assert Submission.objects.count() == 1
        assert main(["mail", "fetch"]) == 0
        assert f"{CARE}: 0 new" in capsys.readouterr().out
        (held,) = IncomingMail.objects.values_list("id", flat=True)
        assert main(["mail", "save", str(held), str(tmp_path / "one.eml")]) == 0
        assert b"The parcel came open." in (tmp_path / "one.eml").read_bytes()
    with override_settings(HEEDFUL_MAILBOXES=[server.url]):
        assert main(["mail", "fetch"]) == 1
        main(["check"])
        assert "does not answer" in capsys.readouterr().out
        page = client_of(house, "leader").get("/manage/mail/").content.decode()
        assert "cannot be read since" in page
    assert Position.objects.get().failing_since == now
