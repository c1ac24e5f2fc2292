"""The survey page as a customer without JavaScript meets it."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from heedful.domain.feedback.models import Record, Submission
from heedful.domain.surveys import operations
from heedful.domain.surveys.models import Response
from heedful.foundation.access import SYSTEM
from heedful.interfaces.web.respond import gate
from tests.factories.asking import ABOUT, ABOUT_TWO, TWO_PAGES, collecting_survey, invited


@pytest.fixture
def page(client):
    return Page(client)


class Page:
    """A browser without JavaScript: what it shows is what it posts."""

    def __init__(self, client):
        self.client = client
        self.body = ""
        self.url = ""

    def get(self, url, **headers):
        self.url = url
        return self.show(self.client.get(url, headers=headers))

    def show(self, response):
        self.body = response.content.decode()
        return response

    def hidden(self):
        return dict(re.findall(r'<input type="hidden" name="(page|key|shown_in|stamp)" value="([^"]*)"', self.body))

    def post(self, **fields):
        fields = {name.replace("__", "."): value for name, value in fields.items()}
        response = self.client.post(self.url, {**self.hidden(), **fields})
        return self.show(response) if response.status_code != 303 else response


@pytest.fixture
def link(company, now, settings):
    return _link(company, settings)


def _link(company, settings, **documents):
    settings.HEEDFUL_JOBS = "db"
    at = company.at
    survey, version = collecting_survey(company.units["root"], at, **documents)
    _, token = invited(survey, company.contacts["A-1"], at)
    return f"/r/{token}/", version


@pytest.mark.feature("VO-1", part="NPS page answered without JavaScript")
def test_an_answer_by_form_becomes_a_response_and_feedback(page, link):
    url, version = link
    shown = page.get(url)
    assert shown.status_code == 200
    assert page.body.count('type="radio"') == 11 + 2
    assert "<script" not in page.body
    assert len(shown.content) < 60_000
    sent = page.post(q__nps="3", q__why="Late\r\nagain", q__call_me="true", action="send")
    assert sent.headers["Location"] == reverse("respond:thanks", args=[version]) + "?lang=en"
    assert Response.objects.get().answers == {"nps": 3, "why": "Late\nagain", "call_me": True}
    submission = Submission.objects.get()
    assert (submission.body, submission.contact_permission, submission.channel) == ("Late\nagain", True, "email")
    assert set(Record.objects.values_list("field_id", flat=True)) == {"nps", "why", "call_me"}
    assert "Thank you" in page.client.get(sent.headers["Location"]).content.decode()


@pytest.mark.invariant("surveys-7")
def test_posting_the_same_form_twice_is_one_response_and_the_same_thanks(page, link):
    url, _ = link
    page.get(url)
    first = page.post(q__nps="9", action="send")
    again = page.post(q__nps="2", action="send")
    assert again.headers["Location"] == first.headers["Location"]
    assert Response.objects.get().answers == {"nps": 9}
    assert Submission.objects.count() == 1


def test_spent_expired_and_unknown_links_look_the_same(page, link, company):
    url, version = link
    page.get(url)
    page.post(q__nps="9", action="send")
    spent = page.client.get(url)
    unknown = page.client.get("/r/AAAAAAAAAAAAAAAAAAAAAA/")
    operations.close(version=version, by=SYSTEM, at=Response.objects.get().finished_at)
    assert spent.status_code == unknown.status_code == 404
    assert spent.content == unknown.content
    assert b"answered already" in spent.content
    page.get(url)
    late = page.post(q__nps="1", action="send", key="another-key-of-mine")
    assert late.status_code == 404
    assert page.client.get(url, headers={"Accept-Language": "sw"}).content.decode().count("Kiungo hiki") >= 1


def test_a_score_in_the_link_only_marks_it(page, link):
    url, _ = link
    page.get(url + "?score=9")
    assert re.search(r'value="9" checked', page.body)
    assert Response.objects.count() == 0
    for nonsense in ("42", "", "x", "9&score=10000000000000000000000", "%00"):
        assert page.client.get(f"{url}?score={nonsense}").status_code == 200


def test_errors_name_question_value_and_remedy_and_keep_what_was_typed(page, link):
    url, _ = link
    page.get(url)
    refused = page.post(q__nps="42", q__why="kept <b>", action="send")
    assert refused.status_code == 422
    assert "“42” is not one of the answers" in page.body
    assert "kept &lt;b&gt;</textarea>" in page.body
    assert 'role="alert"' in page.body
    assert Response.objects.count() == 0
    page.post(action="send")
    assert "Please answer this question." in page.body


def test_switching_the_language_keeps_the_answers(page, link):
    url, _ = link
    page.get(url)
    page.post(q__nps="7", q__why="maneno", language="sw")
    assert "Utatupendekeza?" in page.body
    assert 'lang="sw"' in page.body
    assert re.search(r'value="7" checked', page.body)
    assert "maneno</textarea>" in page.body
    page.post(action="send")
    assert "Tafadhali jibu swali hili." in page.body
    assert page.post(q__nps="7", action="send").status_code == 303
    assert Response.objects.get().language == "sw"


def test_arabic_is_written_from_right_to_left(page, company, settings):
    url, _ = _link(company, settings, about=ABOUT.replace("[en, sw]", "[en, ar]"))
    page.get(url, **{"Accept-Language": "ar"})
    assert 'dir="ltr"' in page.body  # the contact's own language stands first
    page.get(url + "?lang=ar")
    assert '<html lang="ar" dir="rtl">' in page.body
    assert '<bdi dir="ltr">10</bdi>' in page.body


@pytest.mark.feature("VO-1", part="resume on another device without JavaScript")
def test_phone_then_laptop(page, company, settings):
    url, _ = _link(company, settings, document=TWO_PAGES, about=ABOUT_TWO)
    page.get(url)
    assert page.post(action="next").status_code == 422
    assert page.post(q__csat="4", action="next").headers["Location"] == url
    laptop = Page(Client())
    laptop.get(url)
    assert "Page 2 of 2" in laptop.body
    assert laptop.post(q__items="12", q__part="speed", action="send").status_code == 422
    assert "“12” is out of range. Please give a number from 1 to 9." in laptop.body
    assert laptop.post(action="back").status_code == 303
    laptop.get(url)
    assert re.search(r'value="4" checked', laptop.body)
    laptop.post(q__csat="5", action="next")
    laptop.get(url)
    data = {"q.items": "3", "q.where": ["1", "2"], "q.part": "other", "q.part-Comment": "the box", "q.how": "ride"}
    assert laptop.client.post(url, {**laptop.hidden(), **data, "action": "send"}).status_code == 303
    assert Response.objects.get().answers == {
        "csat": 5, "items": 3, "where": [1, 2], "part": "other", "part-Comment": "the box", "how": "ride",
    }  # fmt: skip


@pytest.fixture
def open_page(page, link, monkeypatch):
    monkeypatch.setattr(gate, "MIN_SECONDS", 0)
    return page, "/r/s/delivery-nps/"


def test_an_open_survey_takes_each_form_once(open_page):
    page, url = open_page
    page.get(url)
    assert page.post(q__nps="8", action="send").status_code == 303
    assert page.post(q__nps="8", action="send").status_code == 303
    assert Response.objects.count() == 1
    page.get(url)
    page.post(q__nps="8", action="send")
    assert Response.objects.count() == 2
    assert Submission.objects.filter(channel="web").count() == 2


def test_machines_are_kept_out_of_open_surveys_without_losing_what_people_typed(page, link):
    url = "/r/s/delivery-nps/"
    page.get(url)
    page.post(q__nps="8", q__why="fast", action="send")
    assert "That was very quick." in page.body
    assert "fast</textarea>" in page.body
    page.post(q__nps="8", website="spam", action="send")
    page.post(q__nps="8", stamp="forged", action="send")
    assert "open for too long" in page.body
    assert Response.objects.count() == 0


def test_an_open_survey_of_two_pages_is_resumed_by_a_signed_cookie(page, company, settings, monkeypatch):
    monkeypatch.setattr(gate, "MIN_SECONDS", 0)
    _link(company, settings, document=TWO_PAGES, about=ABOUT_TWO, code="two")
    page.get("/r/s/two/")
    page.post(q__csat="2", action="next")
    page.get("/r/s/two/")
    assert "Page 2 of 2" in page.body
    page.client.cookies["heedful_r_two"] = page.client.cookies["heedful_r_two"].value + "x"
    page.get("/r/s/two/")
    assert "Page 1 of 2" in page.body


def test_a_survey_by_invitation_only_is_not_open(page, company, settings):
    _link(company, settings, about=ABOUT.replace("[email, link]", "[email]"), code="private")
    assert page.client.get("/r/s/private/").status_code == 404
    assert page.client.get("/r/s/nothing/").status_code == 404


def test_the_thanks_offer_the_next_step(page, company, settings):
    step = 'next_step: {text: {en: "See what we changed", sw: "Tazama"}, url: "https://example.org/changed"}'
    _, version = _link(company, settings, about=ABOUT + step)
    body = page.client.get(reverse("respond:thanks", args=[version]) + "?lang=sw").content.decode()
    assert '<a class="primary" href="https://example.org/changed" rel="noopener">Tazama</a>' in body


def test_the_language_of_the_page_is_told_in_its_header(page, link):
    url, _ = link
    assert page.get(url + "?lang=sw").headers["Content-Language"] == "sw"
    assert page.get("/r/feedback/?lang=ar").headers["Content-Language"] == "ar"


@pytest.mark.parametrize("hidden", ["key", "shown_in", "page", "stamp", "action", "language", "q.nps", "q.call_me"])
def test_no_hidden_field_breaks_the_page(hidden, page, link):
    for url in (link[0], "/r/s/delivery-nps/", "/r/feedback/"):
        page.get(url)
        for nonsense in ("a\x00b", "a\r\nSet-Cookie: x=1", "\ud7ff" * 300, "-1", "🐘"):
            form = {**page.hidden(), "q.nps": "9", "action": "send", hidden: nonsense}
            response = page.client.post(url, form)
            assert response.status_code in {200, 303, 404, 422}
            assert "Set-Cookie: x" not in str(response.headers)
