"""The queue as a page and as a file."""

import csv
import io
import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from heedful.domain.cases import operations as cases
from heedful.domain.cases.models import Case
from heedful.domain.cases.queries import COLUMNS
from tests.domain.cases.conftest import OpenCase
from tests.factories.company import Company
from tests.interfaces.web.desk.conftest import SignedIn


def screen(html: str) -> list[list[str]]:
    """Read the fields of every row of the page, in the order of the export."""
    rows = []
    for row in html.split("<tr data-row>")[1:]:
        fields = dict(re.findall(r'data-field="(\w+)"[^>]*>([^<]*)<', row.partition("</tr>")[0]))
        rows.append([unescape(fields[name]) for name in COLUMNS])
    return rows


def text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.feature("CA-1", part="export = screen, field by field")
def test_the_file_says_what_the_screen_says(house: Company, opened: OpenCase, signed_in: SignedIn) -> None:
    at = house.at
    opened(at, subject='Late, "again" & <b>again</b>')
    opened(at, contact_id=None, account_id=None, sender='=HYPERLINK("http://x")', kind="enquiry")
    mine = opened(at)
    cases.take(case_id=mine.id, by=house.actor("north-agent"), at=at)
    client = signed_in("analyst")
    for query in ("", "?owner=nobody", "?kind=enquiry", "?q=again", "?status=all&due=today"):
        shown = screen(text(client, f"/desk/cases/{query}"))
        file = b"".join(client.get(f"/desk/cases.csv{query}").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
        header, *rows = csv.reader(io.StringIO(file))
        assert header == list(COLUMNS.values())
        assert [[cell.removeprefix("'") for cell in row] for row in rows] == shown
        assert shown
        assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


def test_a_filter_is_in_the_address_and_says_how_many(house: Company, opened: OpenCase, signed_in: SignedIn) -> None:
    at = house.at
    opened(at)
    opened(at, kind="enquiry", subject="Opening hours", contact_id=None, account_id=None)
    client = signed_in("north-agent")
    page = text(client, "/desk/cases/?kind=enquiry")
    assert "Opening hours" in page
    assert "The parcel is late" not in page
    assert "Showing 1 of 1" in page
    assert '<option value="enquiry" selected>' in page
    assert "Showing 0 of 0" in text(client, "/desk/cases/?q=nothing+like+this")
    assert "Showing 2 of 2" in text(client, "/desk/cases/?kind=nonsense&priority=99&owner=x&unit=y&due=z&status=w")
    assert client.get("/desk/cases/?after=rubbish~x").status_code == 302


def test_bulk_hand_over_says_what_it_did(house: Company, opened: OpenCase, signed_in: SignedIn) -> None:
    at = house.at
    one, foreign = opened(at), opened(at, unit_id=house.units["south-desk"], contact_id=None, account_id=None)
    form = {"case": [one.id, foreign.id, "rubbish"], "owner": house.people["north-agent"], "next": "/desk/cases/?q=x"}
    client = signed_in("north-lead")
    response = client.post("/desk/cases/assign/", form, follow=True)
    assert response.redirect_chain == [("/desk/cases/?q=x", 302)]
    assert "1 handed over." in response.content.decode()
    assert "One was skipped: no case has this id." in response.content.decode()
    assert Case.objects.get(id=one.id).owner_id == house.people["north-agent"]
    assert Case.objects.get(id=foreign.id).owner_id is None
    away = client.post("/desk/cases/assign/", form | {"owner": house.people["south-agent"], "next": "https://evil.x/"})
    assert away["Location"] == "/desk/cases/"
    assert Case.objects.get(id=one.id).owner_id == house.people["north-agent"]


@pytest.mark.trust(8)
def test_who_may_open_what(house: Company, opened: OpenCase, signed_in: SignedIn) -> None:
    case = opened()
    urls = ["/desk/cases/", "/desk/cases.csv", f"/desk/cases/{case.id}/", "/desk/cases/new/", "/desk/"]
    got = {
        name: [signed_in(name).get(url).status_code for url in urls]
        for name in ("north-agent", "south-agent", "analyst", "board", "admin")
    }
    assert got == {
        "north-agent": [200, 404, 200, 200, 200],
        "south-agent": [200, 404, 404, 200, 200],
        "analyst": [200, 200, 200, 404, 200],
        "board": [404, 404, 404, 404, 404],
        "admin": [404, 404, 404, 404, 404],
    }
    assert Client().get("/desk/cases/")["Location"].startswith("/sign-in/")


def test_pages_take_as_many_queries_for_three_cases_as_for_one(
    house: Company, opened: OpenCase, signed_in: SignedIn
) -> None:
    client = signed_in("north-agent")
    case = opened()

    def taken(url: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    urls = ["/desk/cases/?owner=", f"/desk/cases/{case.id}/", "/desk/?"]
    before = [taken(url) for url in urls]
    for _ in range(2):
        other = opened(contact_id=None, account_id=None)
        cases.note(case_id=case.id, body="x", by=house.actor("north-agent"), at=house.at)
        cases.take(case_id=other.id, by=house.actor("north-agent"), at=house.at)
    after = [taken(url) for url in urls]
    assert after[:2] == before[:2]
    assert max(before) <= 40
