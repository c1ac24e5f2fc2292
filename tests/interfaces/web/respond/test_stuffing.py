"""Ballot stuffing: many answers from one source are kept, count in no figure, and are seen."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client, RequestFactory
from django.urls import reverse

from heedful.domain.cases import queries as cases
from heedful.domain.feedback.models import Record, Submission
from heedful.domain.surveys.models import Response
from heedful.foundation.access import SYSTEM
from heedful.interfaces.web.respond import gate
from tests.factories.asking import collecting_survey

OPEN = "/r/s/delivery-nps/"
LIMIT = 20


@pytest.fixture
def survey(company, settings):
    settings.HEEDFUL_JOBS = "db"
    return collecting_survey(company.units["root"], company.at)[0]


def answer(now, score, number, source):
    fields = {"q.nps": str(score), "page": "0", "action": "send", "key": f"key-{source}-{number:08d}".replace(".", "-")}
    fields["stamp"] = gate.stamp(now - timedelta(minutes=1))
    response = Client(REMOTE_ADDR=source).post(OPEN, fields)
    assert response.status_code == 303, response.content.decode()[:2_000]


def counted():
    return Record.objects.filter(field_type="nps", submission__status__in=["final", "partial"])


def stuff(now, posts):
    for number in range(30):
        answer(now, 9, number, f"198.51.100.{number}")
    for number in range(posts):
        answer(now, 0, number, "203.0.113.9")


def many_from_one_source_count_up_to_the_limit(now, posts):
    stuff(now, posts)
    assert Response.objects.count() == posts + 30  # all are kept
    assert counted().filter(value_number=9).count() == 30
    assert counted().filter(value_number=0).count() == LIMIT
    assert Submission.objects.filter(status="suspect").count() == posts - LIMIT
    assert cases.visible_to(SYSTEM).count() <= LIMIT  # nor do suspects open a case each


@pytest.mark.django_db
def test_many_from_one_source_count_up_to_the_limit(survey, now):
    many_from_one_source_count_up_to_the_limit(now, 300)


@pytest.mark.slow
@pytest.mark.django_db
def test_ten_thousand_from_one_source_count_up_to_the_limit(survey, now):
    many_from_one_source_count_up_to_the_limit(now, 10_000)


@pytest.mark.django_db
def test_negative_control_without_the_limit_all_count(survey, now, settings):
    settings.HEEDFUL_OPEN_ANSWERS = 0
    stuff(now, 60)
    assert counted().filter(value_number=0).count() == 60


@pytest.mark.django_db
def test_the_count_is_seen_on_the_page_of_the_survey(company, survey, now):
    client = Client()
    client.force_login(get_user_model().objects.get(pk=company.users["leader"]))
    page = reverse("manage:survey", args=[survey])
    stuff(now, LIMIT)
    assert "Left out as suspect" not in client.get(page).content.decode()
    for number in range(3):
        answer(now, 0, LIMIT + number, "203.0.113.9")
    assert "Left out as suspect: 3" in client.get(page).content.decode()


@pytest.mark.django_db
def test_the_same_form_sent_again_is_not_counted_again(survey, now):
    for _ in range(LIMIT + 5):
        answer(now, 0, 1, "203.0.113.9")
    assert Response.objects.count() == 1
    assert not Response.objects.get().suspect


def test_the_source_is_the_line_and_behind_a_proxy_what_the_nearest_one_says(settings):
    def source(address, **headers):
        return gate.source_of(RequestFactory().get("/", REMOTE_ADDR=address, headers=headers))

    assert source("203.0.113.9", **{"X-Forwarded-For": "1.1.1.1"}) == "203.0.113.9"
    assert source("2001:db8:1:2:3::4") == source("2001:db8:1:2:ffff::1") != source("2001:db8:1:3::1")
    assert source("::ffff:203.0.113.9") == "203.0.113.9"
    settings.HEEDFUL_BEHIND_PROXY = True
    assert source("10.0.0.1", **{"X-Forwarded-For": "1.1.1.1, 203.0.113.9"}) == "203.0.113.9"
