"""The pages of analysts and of the board: the same numbers as the query, and nothing outside the scope."""

import csv
import io
import json
import re
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from heedful.domain.measurement import operations, queries
from heedful.domain.measurement.enums import Check, PeriodKind
from heedful.foundation.disclosure import SENTENCE
from heedful.foundation.errors import Refused
from heedful.workflows import period_close
from tests.domain.measurement.conftest import Book, book

__all__ = ["book"]
AT = datetime(2026, 4, 3, 9, tzinfo=UTC)
WINDOW = "?since=2026-01&until=2026-03"
Q1 = {"since": date(2026, 1, 1), "until": date(2026, 4, 1)}


@pytest.fixture(autouse=True)
def static_folder(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path  # WhiteNoise warns when there is none


@pytest.fixture
def filled(book: Book, company) -> Book:
    for month in ("2025-10", "2025-11", "2025-12"):
        book.nps(company.units["north-desk"], month, [9] * 40)
    for month in ("2026-01", "2026-02", "2026-03"):
        book.nps(company.units["north-desk"], month, [0] * 20 + [9] * 20)
        book.nps(company.units["south-desk"], month, [9] * 12)
    book.nps(company.units["courier"], "2026-02", [0] * 3)
    book.refresh()
    book.company = company
    return book


def enter(company, name: str) -> Client:
    from django.contrib.auth import get_user_model

    client = Client()
    client.force_login(get_user_model().objects.get(pk=company.users[name]))
    return client


def closed_period(filled: Book):
    leader = filled.company.actor("leader")
    found = operations.open_period(kind=PeriodKind.MONTH, day=date(2026, 3, 1), by=leader, at=AT)
    operations.write_headline(period_id=found.id, text="Mombasa fell <b>hard</b>.", by=leader, at=AT)
    period_close.begin(period_id=found.id, by=leader, at=AT)
    operations.record_check(period_id=found.id, code=Check.CHANGES_EXPLAINED, passed=True, note="", by=leader, at=AT)
    period_close.close(period_id=found.id, by=leader, at=AT)
    return queries.period(found.id)


@pytest.mark.feature("ME-1", part="page = CSV = query")
def test_page_and_file_show_what_the_query_returns(filled):
    client = enter(filled.company, "analyst")
    (figure,) = queries.figures(definition="nps", actor=filled.company.actor("analyst"), at=AT, **Q1)
    for url in (reverse("insight:home"), reverse("insight:metric", args=["nps"])):
        page = client.get(url + WINDOW).content.decode()
        assert queries.value_text(figure) in page
        assert queries.note_text(figure) in page
        assert "worse" in page
    body = client.get(reverse("insight:export", args=["nps"]) + WINDOW + "&by=unit").content.decode()
    rows = list(csv.DictReader(io.StringIO(body)))
    found = queries.figures(definition="nps", actor=filled.company.actor("analyst"), at=AT, group_by="unit", **Q1)
    assert [row["label"] for row in rows] == [each.label for each in found]
    assert [row["n"] for row in rows] == ["" if each.n is None else str(each.n) for each in found]


@pytest.mark.feature("VO-9", part="pages give no rank below thirty and no small group")
def test_small_groups_are_hidden_on_the_page_and_in_the_file(filled):
    client = enter(filled.company, "analyst")
    page = client.get(reverse("insight:metric", args=["nps"]) + WINDOW).content.decode()
    assert SENTENCE in page
    order = page[page.index("Order, best first") :]
    ranked = re.findall(r'<li value="\d+">([^:]+):', order)
    assert ranked == ["Mombasa"]
    body = client.get(reverse("insight:export", args=["nps"]) + WINDOW + "&by=unit").content.decode()
    courier = next(row for row in csv.DictReader(io.StringIO(body)) if row["label"] == "Kasi Couriers")
    assert (courier["estimate"], courier["n"], courier["hidden"]) == ("", "", SENTENCE)


def test_a_leader_sees_the_own_units_and_no_others(filled):
    client = enter(filled.company, "north-lead")
    page = client.get(reverse("insight:metric", args=["nps"]) + WINDOW).content.decode()
    assert "Mombasa desk" in page
    assert "Nairobi" not in page
    other = f"&unit={filled.company.units['south']}"
    assert client.get(reverse("insight:metric", args=["nps"]) + WINDOW + other).status_code == 404
    assert enter(filled.company, "north-agent").get(reverse("insight:home")).status_code == 404


def test_the_url_holds_the_whole_question(filled):
    client = enter(filled.company, "analyst")
    page = client.get(
        reverse("insight:metric", args=["nps"]) + WINDOW + f"&unit={filled.company.units['north']}&by=unit"
    ).content.decode()
    assert 'value="2026-01"' in page
    assert re.search(rf'<option value="{filled.company.units["north"]}" selected>', page)
    assert "Mombasa desk" in page


@pytest.mark.parametrize("query", ["?since=yesterday", "?since=2026-05&until=2026-01", "?by=shoe-size"])
def test_a_question_that_cannot_be_answered_says_so(filled, query):
    response = enter(filled.company, "analyst").get(reverse("insight:metric", args=["nps"]) + query)
    assert response.status_code == 409
    assert b"fix" in response.content.lower() or b"write" in response.content.lower() or response.content


def test_an_unknown_metric_is_not_found(filled):
    assert enter(filled.company, "analyst").get(reverse("insight:metric", args=["nonsense"])).status_code == 404


def test_definitions_say_whose_and_when(filled):
    page = enter(filled.company, "analyst").get(reverse("insight:definitions")).content.decode()
    for each in queries.metrics():
        assert f'id="{each.id}"' in page
        assert each.owner in page


def test_charts_carry_their_values_in_the_table(filled):
    page = enter(filled.company, "analyst").get(reverse("insight:metric", args=["nps"]) + WINDOW).content.decode()
    scripts = re.findall(r'<script id="chart-(\w+)" type="application/json">(.*?)</script>', page)
    assert [name for name, _ in scripts] == ["trend", "groups"]
    for _, text in scripts:
        assert set(json.loads(text)) == {"light", "dark"}
    assert " style=" not in page
    assert not re.search(r"\son\w+=", page)


@pytest.mark.feature("ME-3", part="page and PDF from closed figures")
def test_the_pack_page_and_its_files(filled):
    found = closed_period(filled)
    client = enter(filled.company, "board")
    assert client.get(reverse("board:home")).url == reverse("board:pack", args=[found.id])
    page = client.get(reverse("board:pack", args=[found.id])).content.decode()
    assert "Mombasa fell &lt;b&gt;hard&lt;/b&gt;." in page
    assert found.data_hash in page
    for file in queries.files(found):
        response = client.get(reverse("board:file", args=[found.id, file.edition, file.name]))
        assert response.content == queries.content(file)
        assert response["Content-Type"] == file.media_type
    assert client.get(reverse("board:file", args=[found.id, 9, "pack.pdf"])).status_code == 404
    assert client.get(reverse("board:file", args=[found.id, 1, "..%2f..%2fsecret_key"])).status_code == 404


def test_an_open_period_has_no_pack(filled):
    leader = filled.company.actor("leader")
    found = operations.open_period(kind=PeriodKind.MONTH, day=date(2026, 3, 1), by=leader, at=AT)
    client = enter(filled.company, "board")
    assert client.get(reverse("board:home")).status_code == 200
    assert client.get(reverse("board:pack", args=[found.id])).status_code == 404


def test_a_period_is_closed_and_signed_by_pages_alone(filled):
    client = enter(filled.company, "leader")
    opened = client.post(reverse("board:open"), {"month": "2026-02", "kind": "month"})
    period_id = opened.url.rstrip("/").split("/")[-1]
    step = reverse("board:step", args=[period_id])
    refused = client.post(step, {"step": "lock"}, follow=True)
    assert b"the checklist is not complete" in refused.content
    client.post(step, {"step": "headline", "headline": "It fell."})
    client.post(step, {"step": "begin"})
    client.post(step, {"step": "check", "code": "changes_explained", "passed": "yes", "note": "seen"})
    assert client.post(step, {"step": "lock"}).url == reverse("board:pack", args=[period_id])
    sign = reverse("board:sign", args=[period_id])
    assert client.get(sign).status_code == 405
    client.post(sign)
    assert enter(filled.company, "analyst").post(sign).status_code == 404
    enter(filled.company, "board").post(sign)
    page = client.get(reverse("board:period", args=[period_id])).content.decode()
    assert "The period is final." in page
    for nonsense in ({"step": "dance"}, {"step": "restate", "result": "x"}, {"step": "check", "code": "x"}):
        assert client.post(step, nonsense, follow=True).status_code == 200


@pytest.mark.parametrize("wrong", [{"month": "soon", "kind": "month"}, {"month": "2026-02", "kind": "decade"}])
def test_nonsense_opens_no_books(filled, wrong):
    client = enter(filled.company, "leader")
    assert b"Choose a month" in client.post(reverse("board:open"), wrong, follow=True).content
    assert queries.periods().count() == 0


@pytest.mark.parametrize(
    "query",
    [
        "?since=0001-01",
        "?since=1026-01&until=2026-03",
        "?until=9999-12",
        "?since=2026-13",
        "?since=2010-01&until=2026-03",
    ],
)
def test_a_window_out_of_reach_is_refused_by_its_field_and_burns_nothing(filled, query):
    client = enter(filled.company, "analyst")
    for name, args in (("insight:home", []), ("insight:metric", ["nps"]), ("insight:rows", ["nps"])):
        assert client.get(reverse(name, args=args) + query).status_code == 409


@pytest.mark.parametrize("page", ["²", "10" * 12, "-1", "nan", "٣"])
def test_a_malformed_page_shows_the_first(filled, page):
    client = enter(filled.company, "analyst")
    assert client.get(reverse("insight:rows", args=["nps"]) + WINDOW + f"&page={page}").status_code == 200


def test_a_window_has_at_most_ten_years(filled):
    actor = filled.company.actor("analyst")
    asked = {"definition": "nps", "actor": actor, "at": AT, "until": date(2026, 4, 1), "group_by": "month"}
    assert len(queries.figures(since=date(2016, 4, 1), **asked)) == 120
    with pytest.raises(Refused, match="120 months") as refused:
        queries.figures(since=date(2016, 3, 1), **asked)
    assert refused.value.field == "since" and refused.value.fix
