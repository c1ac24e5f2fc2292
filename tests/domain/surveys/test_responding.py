"""Answers: once per token and key, valid or refused, resumed, expired, partial."""

import json
import threading
from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heedful.domain.surveys import operations, queries
from heedful.domain.surveys.enums import ResponseStatus
from heedful.domain.surveys.models import Invitation, Response
from heedful.foundation.access import CUSTOMER, SYSTEM
from tests.factories.asking import ABOUT_TWO, TWO_PAGES, collecting_survey, days, invited
from tests.factories.company import small_company


def answer(version, token, at, key="key", **answers):
    return operations.record_response(
        version=version,
        token=token,
        answers=answers or {"nps": 9},
        language="en",
        idempotency_key=key,
        by=CUSTOMER,
        at=at,
    )


@pytest.fixture
def asked(company, now):
    survey, version = collecting_survey(company.units["root"], now)
    invitation, token = invited(survey, company.contacts["A-1"], now)
    return survey, version, invitation, token


@pytest.mark.invariant("surveys-7")
def test_a_double_click_is_one_response_and_the_same_answer(asked, now):
    _, version, _, token = asked
    first = answer(version, token, now)
    again = answer(version, token, now + timedelta(seconds=1), nps=3)
    assert (first.created, again.created) == (True, False)
    assert first.response_id == again.response_id
    assert again.answers == {"nps": 9}
    with pytest.raises(operations.LinkClosed):
        answer(version, token, now, key="another")
    assert Response.objects.count() == 1


def test_the_key_of_somebody_else_shows_nothing_of_their_answer(asked, company, now):
    survey, version, _, token = asked
    _, other = invited(survey, company.contacts["A-2"], now)
    answer(version, token, now, key="same")
    with pytest.raises(operations.LinkClosed):
        answer(version, other, now, key="same")


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"nps": 42}, "not_a_choice"),
        ({"nps": -1}, "not_a_choice"),
        ({"nps": 6.5}, "not_a_choice"),
        ({"nps": "9"}, "not_a_choice"),
        ({"nps": True}, "not_a_choice"),
        ({"nps": None}, "required"),
        ({"why": "no score"}, "required"),
        ({"nps": 9, "why": {"a": 1}}, "wrong_type"),
        ({"nps": 9, "why": "x" * 2001}, "too_long"),
        ({"nps": 9, "why": "a\x00b"}, "control_characters"),
        ({"nps": 9, "why": "\ud800"}, "control_characters"),
        ({"nps": 9, "why": "data:image/png;base64,AAAA"}, "file"),
        ({"nps": 9, "call_me": "maybe"}, "not_a_choice"),
        ({"nps": 9, "who": "me"}, "unknown_question"),
        ({"nps": float("nan")}, "not_a_number"),
    ],
)
def test_what_does_not_fit_is_refused_by_name_and_nothing_is_stored(answers, code, asked, now):
    _, version, invitation, token = asked
    with pytest.raises(operations.AnswersRefused) as refused:
        answer(version, token, now, **answers)
    assert refused.value.problems[0].code == code
    assert refused.value.fix
    assert Response.objects.count() == 0
    assert Invitation.objects.get(id=invitation).state == "sent"


@pytest.mark.django_db
@pytest.mark.invariant("surveys-3")
@pytest.mark.invariant("surveys-5")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(
    value=st.one_of(st.integers(-20, 20), st.floats(allow_nan=True), st.booleans(), st.none(), st.text(max_size=4),
                    st.lists(st.integers(0, 10), max_size=2)),
)  # fmt: skip
def test_no_value_outside_its_scale_is_ever_scored(value, asked, company, now):
    _, version, _, _ = asked
    key = f"k{Response.objects.count()}"
    try:
        received = answer(version, None, now, key=key, nps=value)
    except operations.AnswersRefused:
        assert isinstance(value, bool) or value not in range(11)
        return
    assert value in range(11) and not isinstance(value, bool)
    assert [score.value for score in received.scores] == [value]
    assert (received.version_id, received.validated) == (version, "structure")


@pytest.mark.invariant("surveys-6")
def test_what_was_posted_is_what_is_stored(asked, now):
    _, version, _, token = asked
    answers = {"nps": 0, "why": "=1+1\nzwölf 🐘 <b>", "call_me": False}
    assert answer(version, token, now, **answers).answers == answers
    assert Response.objects.get().answers == answers


def test_an_answer_after_the_last_day_in_the_programmes_zone_is_closed(asked, now):
    _, version, invitation, token = asked
    expires = Invitation.objects.get(id=invitation).expires_at
    assert expires.isoformat() == "2026-03-31T21:00:00+00:00"  # midnight in Nairobi, after 14 more days
    with pytest.raises(operations.LinkClosed):
        answer(version, token, expires)
    assert answer(version, token, expires - timedelta(seconds=1)).created


def test_a_closed_survey_takes_no_answer(asked, now):
    _, version, _, token = asked
    operations.close(version=version, by=SYSTEM, at=now)
    with pytest.raises(operations.LinkClosed):
        answer(version, token, now)
    assert queries.started(token, now) is None


@pytest.fixture
def two_pages(company, now):
    survey, version = collecting_survey(company.units["root"], now, document=TWO_PAGES, about=ABOUT_TWO)
    return survey, version, *invited(survey, company.contacts["A-1"], now)


def save(version, token, at, page=1, **answers):
    return operations.save_partial(
        version=version, token=token, answers=answers, page=page, language="sw", by=CUSTOMER, at=at
    )


def test_a_response_is_resumed_where_it_was_left(two_pages, now):
    _, version, invitation, token = two_pages
    save(version, token, now, csat=2)
    started = queries.started(token, now + days(2))
    assert (started.page, started.answers, started.language) == (1, {"csat": 2}, "sw")
    assert Invitation.objects.get(id=invitation).state == "started"
    done = answer(version, token, now + days(2), csat=2, part="other", **{"part-Comment": "the box", "where": [1, 2]})
    assert done.created
    assert Response.objects.get().status == ResponseStatus.FINAL
    assert [(one.field_id, one.value) for one in done.fields] == [
        ("csat", 2), ("part", "other"), ("part-Comment", "the box"), ("where:1", "1"), ("where:2", "2"),
    ]  # fmt: skip


def test_a_response_in_progress_keeps_its_version_when_a_new_one_opens(two_pages, company, now):
    survey, version, _, token = two_pages
    save(version, token, now, csat=2)
    wording = json.loads(TWO_PAGES) | {"title": "New words"}
    draft = operations.save_draft(
        survey=survey, document=json.dumps(wording).encode(), about=ABOUT_TWO, by=SYSTEM, at=now
    )
    operations.publish(version=draft.id, by=SYSTEM, at=now)
    operations.open_collecting(version=draft.id, by=SYSTEM, at=now)
    assert queries.started(token, now).asking.version_id == version
    assert answer(version, token, now, csat=2).version == 1
    _, fresh = invited(survey, company.contacts["A-2"], now)
    with pytest.raises(operations.LinkClosed):
        answer(version, fresh, now, csat=2)
    assert answer(draft.id, fresh, now, key="fresh", csat=2).version == 2


def test_what_nobody_goes_on_with_is_closed_as_partial_after_seven_days(two_pages, now):
    _, version, invitation, token = two_pages
    save(version, token, now, csat=2)
    assert operations.close_partials(by=SYSTEM, at=now + timedelta(days=7, seconds=-1)) == ()
    closed = operations.close_partials(by=SYSTEM, at=now + days(7))
    assert [(one.status, [score.value for score in one.scores]) for one in closed] == [(ResponseStatus.PARTIAL, [2])]
    assert operations.close_partials(by=SYSTEM, at=now + days(8)) == ()
    with pytest.raises(operations.LinkClosed):
        answer(version, token, now + days(8), csat=2)
    assert Invitation.objects.get(id=invitation).state == "expired"


def test_an_open_session_is_resumed_by_its_secret_and_finished_once(two_pages, now):
    _, version, _, _ = two_pages
    secret = operations.open_session(version=version, language="en", by=CUSTOMER, at=now)
    save(version, secret, now, csat=4)
    assert queries.started(secret, now).answers == {"csat": 4}
    assert answer(version, secret, now, key="a", csat=4).created
    with pytest.raises(operations.LinkClosed):
        answer(version, secret, now, key="b", csat=4)
    assert Response.objects.filter(session_hash__isnull=False).count() == 1


@pytest.mark.invariant("surveys-7")
@pytest.mark.django_db(transaction=True)
def test_any_interleaving_of_retries_is_one_response(now):
    company = small_company(now)
    survey, version = collecting_survey(company.units["root"], now)
    _, token = invited(survey, company.contacts["A-1"], now)
    outcomes, start = [], threading.Barrier(6)

    def post(key):
        try:
            start.wait()
            outcomes.append(answer(version, token, now, key=key).created)
        except operations.LinkClosed:
            outcomes.append(None)
        finally:
            connection.close()

    threads = [threading.Thread(target=post, args=(key,)) for key in ("a", "a", "a", "b", "b", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Response.objects.count() == 1
    assert outcomes.count(True) == 1
    assert outcomes.count(False) == 2
    assert outcomes.count(None) == 3
