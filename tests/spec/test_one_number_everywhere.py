"""One metric engine: page, API, command line and hand-written SQL say the same, and none of them ranks a small unit."""

import csv
import io
import json
import random
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client

from heedful.domain.feedback.enums import Kind
from heedful.domain.feedback.operations import history
from heedful.domain.feedback.operations.history import PastSubmission
from heedful.domain.feedback.rules import RecordInput
from heedful.domain.organisation import operations as organisation
from heedful.domain.organisation.enums import KeyScope, UnitKind
from heedful.foundation.access import SYSTEM, Role
from heedful.interfaces.cli.__main__ import main
from heedful.warehouse import refresh
from tests.factories.company import SINCE, Company

AT = datetime(2026, 3, 17, 12, 0, tzinfo=UTC)
SCORES = (0, 2, 5, 6, 6.5, 7, 8, 8.5, 9, 9.5, 10, None)
"""Half points count as they fall (6.5 detracts, 8.5 is passive); None is a question that was dismissed."""


@dataclass
class House:
    """The company with random answers, and the doors to ask through."""

    company: Company
    page: Client
    key: str


def answers(company: Company, rng: random.Random) -> list[PastSubmission]:
    """Draw answers of three months; the courier's scores are all bad, so that its NPS is negative."""
    told = []
    for unit, count in (("north-desk", 400), ("south-desk", 300), ("courier", 90)):
        for number in range(count):
            at = datetime(2026, rng.randint(1, 3), rng.randint(1, 14), 9, tzinfo=UTC)
            score = rng.choice(SCORES) if unit != "courier" else rng.choice((0, 3, 6.5, 7))
            records = [RecordInput(field_id="why", field_type="text", text="words")]
            if score is not None:
                records.append(RecordInput(field_id="nps", field_type="nps", number=float(score), low=0, high=10))
            told.append(
                PastSubmission(
                    submission_id=f"{unit}-{number}",
                    kind=Kind.ANSWER,
                    channel=rng.choice(("email", "web")),
                    source_type="survey",
                    source_id="nps",
                    collected_at=at,
                    experienced_at=at - timedelta(days=1),
                    records=records,
                    unit_id=company.units[unit],
                    touchpoint_id=company.touchpoints[rng.choice(("delivery", "call"))],
                )
            )
    return told


@pytest.fixture
def house(company: Company) -> House:
    history.load_history(submissions=answers(company, random.Random(7)), by=SYSTEM, at=AT)
    refresh.refresh(at=AT)
    page = Client()
    page.force_login(get_user_model().objects.get(pk=company.users["analyst"]))
    key = organisation.issue_key(
        name="k", role=Role.ANALYST, unit_id=company.units["root"], scope=KeyScope.READ, by=SYSTEM, at=AT
    )
    return House(company, page, key)


def by_sql(unit_ids: list[str] | None, since: str, until: str, channel: str, point: str) -> tuple[int, int, int]:
    """Count promoters, detractors and answers by SQL written by hand against the tables of the product."""
    sql = """
        SELECT COALESCE(SUM(CASE WHEN r.value_number >= 9 THEN 1 ELSE 0 END), 0),
               COALESCE(SUM(CASE WHEN r.value_number < 7 THEN 1 ELSE 0 END), 0), COUNT(r.value_number)
        FROM feedback_record r JOIN feedback_submission s ON s.id = r.submission_id
        LEFT JOIN journeys_touchpoint t ON t.id = s.touchpoint_id
        WHERE r.field_type = 'nps' AND s.status = 'final' AND s.collected_at >= %s AND s.collected_at < %s
    """
    params: list[Any] = [f"{since}-01 00:00:00", f"{until}-01 00:00:00"]
    if unit_ids is not None:
        sql += f" AND s.unit_id IN ({', '.join(['%s'] * len(unit_ids))})"
        params += [each.replace("-", "") for each in unit_ids] if connection.vendor == "sqlite" else unit_ids
    for column, value in (("s.channel", channel), ("t.code", point)):
        if value:
            sql, params = f"{sql} AND {column} = %s", [*params, value]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        promoters, detractors, n = cursor.fetchone()
    return int(promoters), int(detractors), int(n)


@pytest.mark.feature("ME-1")
@pytest.mark.django_db
def test_page_api_command_line_and_sql_agree_on_random_questions(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    rng = random.Random(11)
    shown = negatives = 0
    for _ in range(25):
        unit = rng.choice((None, "root", "north", "north-desk", "south-desk", "courier"))
        first = rng.randint(1, 3)
        since, until = f"2026-{first:02d}", f"2026-{rng.randint(first + 1, 4):02d}"
        channel, point = rng.choice(("", "email", "web")), rng.choice(("", "delivery", "call"))
        api = by_api(house, unit, since, until, channel, point)
        line = by_command_line(unit, since, until, channel, point, capsys)
        assert line == api
        figure = api[0]
        if figure["hidden"] or figure["shown_for"]:
            assert not figure["hidden"] or (figure["estimate"] is None and figure["n"] is None)
            continue
        ids = None if unit is None else [str(i) for i in _below(house, unit)]
        promoters, detractors, n = by_sql(ids, since, until, channel, point)
        assert figure["n"] == n
        assert figure["estimate"] == pytest.approx(100 * (promoters - detractors) / n, abs=1e-6)
        low, high = _interval(promoters, detractors, n)
        assert (figure["low"], figure["high"]) == (pytest.approx(low, abs=1e-5), pytest.approx(high, abs=1e-5))
        assert by_page(house, unit, since, until, channel, point) == _as_shown(figure["estimate"], n)
        shown, negatives = shown + 1, negatives + (figure["estimate"] < 0)
    assert shown >= 15
    assert negatives >= 1


def by_api(house: House, unit: str | None, since: str, until: str, channel: str, point: str) -> list[dict[str, Any]]:
    query = {"since": f"{since}-01", "until": f"{until}-01", "channel": channel, "touchpoint": point}
    if unit:
        query["unit"] = str(house.company.units[unit])
    given = {name: value for name, value in query.items() if value}
    response = Client().get("/api/v1/metrics/nps", given, headers={"Authorization": f"Bearer {house.key}"})
    assert response.status_code == 200, response.content
    found: list[dict[str, Any]] = response.json()
    return found


def by_command_line(
    unit: str | None, since: str, until: str, channel: str, point: str, capsys: pytest.CaptureFixture[str]
) -> list[dict[str, Any]]:
    given = {"--unit": unit, "--channel": channel, "--touchpoint": point}
    options = [part for name, value in given.items() if value for part in (name, value)]
    capsys.readouterr()
    assert main(["metric", "nps", "--since", since, "--until", until, *options]) == 0
    return [json.loads(text) for text in capsys.readouterr().out.splitlines()]


def by_page(house: House, unit: str | None, since: str, until: str, channel: str, point: str) -> str:
    """Return value and n as the page prints them; its last month is named, not the one after."""
    year, month = (int(part) for part in until.split("-"))
    query = {"since": since, "until": f"{year}-{month - 1:02d}", "channel": channel, "touchpoint": point}
    query["unit"] = str(house.company.units[unit]) if unit else ""
    body = house.page.get("/insight/nps/", query).content.decode()
    value = re.search(r'class="hd-fig-value">([^<]+)<', body)
    n = re.search(r"n (?:<[^>]+>)?([\d\u202f]+)", body[value.start() :]) if value else None
    assert value is not None and n is not None
    return f"{value.group(1)} n {n.group(1)}"


def _as_shown(estimate: float, n: int) -> str:
    figure = f"{estimate:.0f}".replace("-0", "0") if round(estimate) == 0 else f"{estimate:.0f}"
    return f"{figure} n {n:,}".replace("-", "\u2212").replace(",", "\u202f")


def _below(house: House, unit: str) -> list[Any]:
    from heedful.domain.organisation.queries import subtree_ids

    return sorted(subtree_ids(house.company.units[unit], AT.date()), key=str)


def _interval(promoters: int, detractors: int, n: int) -> tuple[float, float]:
    """Compute the adjusted Wald interval from its formula, apart from the code under test."""
    p, d = (promoters + 0.75) / (n + 3), (detractors + 0.75) / (n + 3)
    half = 1.959963984540054 * ((p + d - (p - d) ** 2) / (n + 3)) ** 0.5
    return max(-100.0, 100 * (p - d - half)), min(100.0, 100 * (p - d + half))


@pytest.mark.feature("VO-9")
@pytest.mark.django_db
def test_neither_page_file_nor_api_ranks_or_colours_a_unit_below_thirty(company: Company) -> None:
    sizes = {"alpha": 30, "beta": 29, "gamma": 200, "delta": 12, "epsilon": 31}
    for code in sizes:
        added = organisation.add_unit(
            code=code,
            name=f"Unit {code}",
            kind=UnitKind.TEAM,
            parent_id=company.units["root"],
            since=SINCE,
            by=SYSTEM,
            at=AT,
        )
        company.units[code] = added.id
    told = []
    for month, good in ((1, 9), (2, 2)):
        for code, size in sizes.items():
            for number in range(size):
                at = datetime(2026, month, 1 + number % 27, 9, tzinfo=UTC)
                score = RecordInput(field_id="nps", field_type="nps", number=float(good), low=0, high=10)
                told.append(
                    PastSubmission(
                        submission_id=f"{code}-{month}-{number}",
                        kind=Kind.ANSWER,
                        channel="email",
                        source_type="survey",
                        source_id="nps",
                        collected_at=at,
                        experienced_at=at,
                        records=[score],
                        unit_id=company.units[code],
                    )
                )
    history.load_history(submissions=told, by=SYSTEM, at=AT)
    refresh.refresh(at=AT)
    page = Client()
    page.force_login(get_user_model().objects.get(pk=company.users["analyst"]))
    body = page.get("/insight/nps/", {"since": "2026-02", "until": "2026-02", "by": "unit"}).content.decode()
    order = body[body.index("Order, best first") :]
    assert set(re.findall(r'<li value="\d+">Unit (\w+):', order)) == {"alpha", "gamma", "epsilon"}
    assert set(re.findall(r"Unit (\w+)", order[order.index("Not ranked") :])) >= {"beta", "delta"}
    for code, size in sizes.items():
        one = page.get("/insight/nps/", {"since": "2026-02", "until": "2026-02", "unit": str(company.units[code])})
        called = re.search(r'class="[^"]*hd-(?:good|bad)', one.content.decode()) is not None
        assert called == (size >= 30), f"{code}: the fall from 100 to -100 is coloured only with 30 answers or more"
    key = organisation.issue_key(
        name="k", role=Role.ANALYST, unit_id=company.units["root"], scope=KeyScope.READ, by=SYSTEM, at=AT
    )
    query = {"since": "2026-02-01", "until": "2026-03-01", "group_by": "unit"}
    records = Client().get("/api/v1/metrics/nps", query, headers={"Authorization": f"Bearer {key}"}).json()
    assert {each["label"] for each in records if each["n"]} == {f"Unit {code}" for code in sizes}
    assert not {"rank", "place", "colour", "color", "word"} & {name for each in records for name in each}
    assert [each["label"] for each in records] == sorted(each["label"] for each in records), "by name, never by score"
    lines = page.get(
        "/insight/nps/figures.csv", {"since": "2026-02", "until": "2026-02", "by": "unit"}
    ).content.decode()
    rows = list(csv.DictReader(io.StringIO(lines)))
    assert [row["label"] for row in rows] == [each["label"] for each in records]
    assert not {"rank", "place", "colour", "word"} & set(rows[0])
