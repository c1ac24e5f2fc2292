"""The form that is always open, and leaving."""

import re

import pytest

from heedful.domain.contacting.models import OptOut
from heedful.domain.feedback.models import Submission
from heedful.interfaces.web.respond import gate
from tests.factories.asking import collecting_survey, invited

URL = "/r/feedback/"


@pytest.fixture(autouse=True)
def at_leisure(monkeypatch, company):
    monkeypatch.setattr(gate, "MIN_SECONDS", 0)


def hidden(body):
    return dict(re.findall(r'<input type="hidden" name="(key|shown_in|stamp)" value="([^"]*)"', body))


def fill(client, **fields):
    body = client.get(URL).content.decode()
    return {**hidden(body), "action": "send", **fields}


@pytest.mark.feature("VO-3", part="complaint, compliment, wish and question by the public form")
@pytest.mark.parametrize("kind", ["complaint", "compliment", "wish", "question"])
def test_each_kind_arrives_in_one_shape(kind, client):
    sent = client.post(
        URL, fill(client, kind=kind, body="Words", about="Order 7", wanted="A call", email="a-1@customer.example")
    )
    assert sent.status_code == 303
    found = Submission.objects.get()
    assert (found.kind, found.body, found.about, found.wanted) == (kind, "Words", "Order 7", "A call")
    assert found.contact is not None
    thanks = client.get(sent.headers["Location"]).content.decode()
    assert "Thank you for telling us" in thanks
    assert ("Your reference" in thanks) == (kind == "complaint")


@pytest.mark.feature("VO-3", part="the same form twice is one record")
def test_sending_the_same_form_twice_is_one_submission(client):
    form = fill(client, kind="complaint", body="Once")
    assert client.post(URL, form).headers["Location"].startswith("/r/feedback/thanks/")
    assert client.post(URL, form).status_code == 303
    assert Submission.objects.count() == 1
    assert not Submission.objects.get().replaced.exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"kind": "complaint", "body": "  "}, "Please answer this question."),
        ({"kind": "rant", "body": "x"}, "“rant” is not one of the answers"),
        ({"kind": "wish", "body": "x", "email": "nobody"}, "“nobody” is not an e-mail address"),
        ({"kind": "wish", "body": "a\x00b"}, "invisible characters"),
        ({"kind": "wish", "body": "x" * 30_001}, "longer than 30000 characters"),
        ({"kind": "wish", "body": "x", "website": "spam"}, "leave this field empty"),
        ({"kind": "wish", "body": "x", "stamp": "no"}, "open for too long"),
        ({"kind": "wish", "body": "x", "permission": "yes"}, "Please answer this question."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(client, fields, said):
    sent = client.post(URL, fill(client, about="kept text", **fields))
    assert sent.status_code == 422
    assert said in sent.content.decode()
    assert 'value="kept text"' in sent.content.decode()
    assert not Submission.objects.exists()


def test_a_form_sent_at_once_is_asked_for_again(client, monkeypatch):
    monkeypatch.setattr(gate, "MIN_SECONDS", 2)
    sent = client.post(URL, fill(client, kind="wish", body="quick"))
    assert "That was very quick." in sent.content.decode()
    assert not Submission.objects.exists()


def test_the_language_is_switched_without_losing_words(client):
    form = fill(client, kind="wish", body="Mein Wunsch")
    form.pop("action")
    body = client.post(URL, {**form, "language": "de"}).content.decode()
    assert "Was können wir besser machen?" in body
    assert "Mein Wunsch</textarea>" in body


def test_a_post_without_the_csrf_cookie_is_refused(company):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    assert strict.post(URL, {"kind": "wish", "body": "x", "action": "send"}).status_code == 403


def test_a_reference_that_we_did_not_sign_is_not_shown(client):
    assert "FORGED" not in client.get("/r/feedback/thanks/?r=FORGED").content.decode()


def test_leaving_takes_a_post_and_one_is_enough(client, company, now):
    survey, _ = collecting_survey(company.units["root"], now)
    _, token = invited(survey, company.contacts["A-1"], now)
    asked = client.get(f"/r/{token}/unsubscribe/")
    assert "Send me no more surveys" in asked.content.decode()
    assert not OptOut.objects.exists()
    left = client.post(f"/r/{token}/unsubscribe/", {"List-Unsubscribe": "One-Click"})
    assert left.status_code == 200
    assert OptOut.objects.count() == 1
    unknown = client.post("/r/AAAAAAAAAAAAAAAAAAAAAA/unsubscribe/")
    assert (unknown.status_code, unknown.content) == (left.status_code, left.content)
    assert OptOut.objects.count() == 1
