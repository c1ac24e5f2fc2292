"""Scanners and guessers: lines 1 and 2 of the trust checklist, with their negative controls."""

import secrets
import statistics
import time

import pytest
from django.apps import apps
from django.db import connection, models
from django.http import HttpResponse
from django.test import RequestFactory

from heedful.domain.surveys import operations, queries, rules
from heedful.domain.surveys.models import InvitationLink
from heedful.foundation.access import CUSTOMER
from tests.factories.asking import collecting_survey, invited


def every_row() -> dict[str, int | str]:
    """Count and contents of every table there is, so that an update shows as well as an insert."""
    seen = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT * FROM "{table}"')
            seen[table] = hash(tuple(sorted(map(repr, cursor.fetchall()))))
    return seen


@pytest.fixture
def links(company, settings):
    settings.HEEDFUL_JOBS = "db"
    at = company.at
    survey, version = collecting_survey(company.units["root"], at)
    _, token = invited(survey, company.contacts["A-1"], at)
    scores = [f"/r/{token}/?score={score}" for score in range(11)]
    others = [f"/r/{token}/", f"/r/{token}/unsubscribe/", "/r/s/delivery-nps/", "/r/feedback/", f"/r/thanks/{version}/",
              "/r/feedback/thanks/", "/r/AAAAAAAAAAAAAAAAAAAAAA/"]  # fmt: skip
    return token, version, scores + others


def scan(client, urls, times):
    for _ in range(times):
        for url in urls:
            client.get(url)
            client.head(url)


@pytest.mark.trust(1)
@pytest.mark.invariant("surveys-8")
@pytest.mark.feature("VO-1", part="GET and HEAD record nothing")
def test_a_scanner_that_opens_every_link_changes_no_row_of_any_table(links, client):
    _, _, urls = links
    assert len(apps.get_models()) > 20
    before = every_row()
    scan(client, urls, 5)
    assert every_row() == before
    print(f"trust 1: {len(urls)} links x 5 x (GET, HEAD): 0 changes")


@pytest.mark.slow
@pytest.mark.trust(1)
def test_a_thousand_scans_change_no_row(links, client):
    _, _, urls = links
    before = every_row()
    scan(client, urls, 1_000)
    assert every_row() == before
    print(f"trust 1: {len(urls)} links x 1,000 x (GET, HEAD): 0 changes")


@pytest.mark.trust(1)
def test_negative_control_a_handler_that_records_on_get_is_caught(links, company):
    _, version, urls = links
    before = every_row()

    def old_style(request):
        operations.record_response(
            version=version, token=None, answers={"nps": int(request.GET["score"])}, language="en",
            idempotency_key=secrets.token_urlsafe(8), by=CUSTOMER, at=company.at,
        )  # fmt: skip
        return HttpResponse("thanks")

    for url in urls[:11]:
        old_style(RequestFactory().get(url))
    after = every_row()
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM surveys_response")
        assert cursor.fetchone()[0] == 11
    assert after != before


def guess(count, at):
    return sum(queries.started(rules.new_token(), at) is not None for _ in range(count))


@pytest.mark.trust(2)
def test_guessing_tokens_hits_nothing(links, company):
    assert guess(2_000, company.at) == 0
    print("trust 2: 2,000 guesses: 0 hits")


@pytest.mark.slow
@pytest.mark.trust(2)
def test_a_million_guesses_hit_nothing(links, company):
    assert guess(1_000_000, company.at) == 0
    print("trust 2: 1,000,000 guesses: 0 hits")


@pytest.mark.trust(2)
def test_negative_control_tokens_of_sixteen_bits_are_found(links, company):
    at = company.at
    weak = InvitationLink.objects.get()
    weak.token_hash = rules.token_hash("abcd")
    weak.save()
    tries = (f"{number:04x}" for number in range(0xA000, 0xB000))
    assert sum(queries.started(token, at) is not None for token in tries) == 1


@pytest.mark.trust(2)
def test_a_known_spent_link_costs_the_same_lookups_as_an_unknown_one(links, company, client, django_assert_num_queries):
    token, version, _ = links
    operations.record_response(
        version=version,
        token=token,
        answers={"nps": 9},
        language="en",
        idempotency_key="k",
        by=CUSTOMER,
        at=company.at,
    )
    times = {"known": [], "unknown": []}
    for _ in range(60):
        for name, url in (("known", f"/r/{token}/"), ("unknown", "/r/AAAAAAAAAAAAAAAAAAAAAA/")):
            start = time.perf_counter()
            with django_assert_num_queries(2):
                assert client.get(url).status_code == 404
            times[name].append(time.perf_counter() - start)
    gap = abs(statistics.median(times["known"]) - statistics.median(times["unknown"]))
    print(f"trust 2: 2 lookups each, median gap {gap * 1000:.2f} ms")


def test_tokens_are_long_and_kept_as_hashes_only(links):
    token, _, _ = links
    assert len({rules.new_token() for _ in range(1_000)}) == 1_000
    assert rules.asking.TOKEN_BYTES * 8 >= 128
    for model in apps.get_models():
        if model._meta.label == "notify.Mail":
            continue  # the letter itself, until it is sent
        texts = [f.name for f in model._meta.get_fields() if isinstance(f, (models.CharField, models.TextField))]
        for name in texts:
            assert not model.objects.filter(**{f"{name}__contains": token}).exists(), f"{model._meta.label}.{name}"
