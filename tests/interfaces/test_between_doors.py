"""Hand-overs, what partners owe, and what goes with a recovery: by page, API and command line."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import numpy as np
import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from heedful.analytics.calendar_intervals import Span
from heedful.domain.cases import operations as cases
from heedful.domain.cases.enums import CaseKind
from heedful.domain.cases.models import Case, HandOver
from heedful.domain.journeys.enums import TargetKind
from heedful.domain.journeys.operations.targets import publish_target
from heedful.domain.measurement import queries as measurement
from heedful.domain.organisation import operations as organisation
from heedful.domain.organisation.enums import UnitKind
from heedful.domain.problems import operations as problems
from heedful.domain.problems.enums import ActionKind, CauseCategory, CauseRole
from heedful.domain.problems.models import Action, Cause
from heedful.foundation.access import SYSTEM, Role
from heedful.foundation.errors import Denied
from heedful.interfaces.cli.__main__ import main
from heedful.warehouse import reader
from tests.domain.cases.rules import test_hand_overs as over_clock_changes
from tests.factories.company import SINCE, Company, small_company
from tests.factories.promises import HOUR, office_calendar
from tests.factories.served import plant
from tests.factories.trouble import opened

H = timedelta(hours=1)


def promised(at: datetime) -> None:
    """Let every department and partner answer the others within eight working hours."""
    office_calendar(at)
    publish_target(
        code="ola", name="Between departments", kind=TargetKind.OLA, amount=8 * HOUR, span=Span.BUSINESS_SECONDS,
        pausable=True, calendar="office", by=SYSTEM, at=at,
    )  # fmt: skip


def client(company: Company, name: str) -> Client:
    found = Client()
    found.force_login(get_user_model().objects.get(pk=company.users[name]))
    return found


def case(company: Company, at: datetime, unit: str = "north-desk") -> Case:
    matter = cases.Matter(
        kind=CaseKind.COMPLAINT, subject="Secret of the customer", channel="phone", received_at=at,
        unit_id=company.units[unit],
    )  # fmt: skip
    return cases.open_case(matter=matter, by=SYSTEM, at=at)


@dataclass
class Doors:
    """The three ways to hand over, to move a hand-over, and to list."""

    company: Company
    told: Callable[..., tuple[int, str]]

    def ask(self, door: str, who: str, of: Case, unit: str) -> HandOver:
        before = set(HandOver.objects.values_list("id", flat=True))
        if door == "page":
            given: dict[str, object] = {"unit": self.company.units[unit], "asked": "Find the parcel"}
            assert client(self.company, who).post(f"/desk/cases/{of.id}/ask/", given).status_code == 302
        elif door == "api":
            body = json.dumps(
                {"case": of.id, "unit": self.company.units[unit], "asked": "Find the parcel"}, default=str
            )
            sent = client(self.company, who).post("/api/v1/hand-overs", body, content_type="application/json")
            assert sent.status_code == 201, sent.content
        else:
            code, _ = self.told("handover", "ask", of.reference, unit, "--asked", "Find the parcel", "--by", who)
            assert code == 0
        return HandOver.objects.exclude(id__in=before).get()

    def move(self, door: str, who: str, found: HandOver, verb: str, **given: str) -> bool:
        if door == "page":
            form = {"verb": verb, **given}
            return client(self.company, who).post(f"/desk/handovers/{found.id}/", form).status_code == 302
        if door == "api":
            url, body = f"/api/v1/hand-overs/{found.id}", json.dumps({"verb": verb, **given})
            return client(self.company, who).post(url, body, content_type="application/json").status_code == 200
        options = [word for name, value in given.items() for word in (f"--{name}", value)]
        return self.told("handover", "move", found.id, verb, *options, "--by", who)[0] == 0

    def listed(self, door: str, who: str) -> str:
        if door == "page":
            return client(self.company, who).get("/desk/handovers/").content.decode()
        if door == "api":
            return client(self.company, who).get("/api/v1/hand-overs").content.decode()
        return self.told("handover", "list", "--by", who)[1]


@pytest.fixture
def doors(
    company: Company, now: datetime, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Doors:
    monkeypatch.setattr(timezone, "now", lambda: now)
    promised(now - timedelta(days=30))

    def told(*words: object) -> tuple[int, str]:
        given = [str(word) for word in words]
        if "--by" in given:
            given[-1] = f"{given[-1]}@simba.example"
        return main(given), "".join(capsys.readouterr())

    return Doors(company, told)


@pytest.mark.feature("JO-4", part="asked, paused with a reason and answered at every door")
@pytest.mark.parametrize("door", ["page", "api", "command"])
def test_a_department_is_asked_pauses_and_answers_at_every_door(door: str, doors: Doors, now: datetime) -> None:
    asked_for = case(doors.company, now)
    found = doors.ask(door, "north-agent", asked_for, "south-desk")
    assert "Find the parcel" in doors.listed(door, "south-agent")
    assert "Find the parcel" in doors.listed(door, "north-agent")
    assert "Find the parcel" not in doors.listed(door, "partner")
    assert "Secret of the customer" not in doors.listed(door, "south-agent")
    assert not doors.move(door, "south-agent", found, "pause")
    assert doors.move(door, "south-agent", found, "pause", reason="waits_for_the_customer")
    assert not doors.move(door, "north-agent", found, "answer", words="It is in Thika")
    assert not doors.move(door, "south-agent", found, "answer")
    assert doors.move(door, "south-agent", found, "resume")
    assert doors.move(door, "south-agent", found, "answer", words="It is in Thika")
    found.refresh_from_db()
    assert (found.state, found.result, found.answer) == ("stopped", "met", "It is in Thika")
    page = client(doors.company, "north-agent").get(f"/desk/cases/{asked_for.id}/").content.decode()
    assert "It is in Thika" in page
    second = doors.ask(door, "north-agent", asked_for, "courier")
    assert doors.move(door, "north-agent", second, "withdraw")


def test_the_list_asks_as_often_for_three_as_for_one(doors: Doors, now: datetime) -> None:
    counts = []
    asker = client(doors.company, "south-agent")
    for more in (1, 2):
        for _ in range(more):
            doors.ask("api", "north-agent", case(doors.company, now), "south-desk")
        asker.get("/desk/handovers/")
        with CaptureQueriesContext(connection) as asked:
            assert asker.get("/desk/handovers/").status_code == 200
        counts.append(len(asked))
    assert counts == [13, 13]


UNTIL = date(2026, 4, 1)
NOW = datetime(2026, 4, 10, 9, tzinfo=UTC)


def late_world(chance: np.random.Generator, effect: float, n: int = 240) -> dict[str, list[dict[str, Any]]]:
    """Customers with one case each and a hand-over: a late one lowers the score after by `effect`, and hits the low."""
    rows: dict[str, list[dict[str, Any]]] = {"cases": [], "olas": [], "answers": []}
    for _ in range(n):
        account, case_id, segment = uuid4(), uuid4(), str(chance.choice(["key", "standard"]))
        before = float(chance.uniform(40, 90))
        late = bool(chance.uniform() < (0.6 if before < 65 else 0.3))
        after = before - 0.4 * (before - 65) - effect * late + float(chance.normal(0, 8))
        common = {"account_id": account, "segment": segment}
        rows["cases"].append(common | {
            "id": case_id, "kind": "complaint", "opened_on": date(2026, 1, 10), "closed_on": date(2026, 1, 15),
        })  # fmt: skip
        rows["olas"].append({
            "id": uuid4(), "case_id": case_id, "opened_on": date(2026, 1, 11), "result": "missed" if late else "met",
            "missed": late, "met": not late,
        })  # fmt: skip
        rows["answers"] += [_answer(common, date(2025, 10, 1), before), _answer(common, date(2026, 2, 1), after)]
    return rows


def _answer(common: dict[str, Any], day: date, score: float) -> dict[str, Any]:
    value = round(100 * min(100.0, max(0.0, score)))
    return common | {"collected_on": day, "status": "final", "scale_low": 0, "scale_high": 100, "value": value}


@pytest.fixture
def planted(company: Company, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    yield lambda rows: plant(monkeypatch, rows, NOW)
    reader.close()


@pytest.mark.feature("JO-4")
@pytest.mark.parametrize(("effect", "says"), [(12.0, "A late hand-over is associated with"), (0.0, "No link of late")])
def test_a_breach_is_joined_to_the_score_on_matched_cases_at_every_door(
    company: Company, planted: Any, capsys: pytest.CaptureFixture[str], effect: float, says: str
) -> None:
    planted(late_world(np.random.default_rng(11), effect))
    since = date(2025, 4, 1)
    found = measurement.ola_effect(actor=SYSTEM, since=since, until=UNTIL)
    low, high = found.finding.low, found.finding.high
    assert low is not None and high is not None and low <= -effect <= high
    assert found.late + found.kept == 240
    assert found.finding.n_used == found.late == len(found.rows)
    assert found.sentence.startswith(says)
    html = client(company, "analyst").get("/insight/aftermath/?until=2026-03").content.decode()
    assert escape(found.sentence) in html
    told = client(company, "analyst").get(f"/api/v1/metrics/departments?since={since}&until={UNTIL}").json()
    assert (told["wording"], told["n"]) == (found.sentence, found.late)
    assert main(["recovery", "departments", "--since", str(since), "--until", str(UNTIL)]) == 0
    assert capsys.readouterr().out.strip() == found.sentence
    over_clock_changes.test_only_working_time_that_ran_counts()


def test_without_evidence_the_sentence_says_so(company: Company, planted: Any) -> None:
    planted(late_world(np.random.default_rng(5), 12.0, n=8))
    found = measurement.ola_effect(actor=SYSTEM, since=date(2025, 4, 1), until=UNTIL)
    assert found.sentence.startswith("Nothing can be said: ")
    assert found.record()["low"] is None and found.record()["estimate"] is None
    with pytest.raises(Denied):
        measurement.ola_effect(actor=company.actor("north-lead"), since=date(2025, 4, 1), until=UNTIL)


def recovered_world(
    chance: np.random.Generator, *, lift: float, stay: float, n: int = 300
) -> dict[str, list[dict[str, Any]]]:
    """Customers of half a year, a third with a failure: recovery lifts the score by `lift`; `stay` of them buy on."""
    rows: dict[str, list[dict[str, Any]]] = {"cases": [], "answers": [], "revenue": []}
    for place in range(n):
        account, failed = uuid4(), place % 3 == 0
        common = {"account_id": account, "segment": "key" if place % 2 else "standard"}
        before = float(chance.uniform(60, 90))
        after = before + lift * failed + float(chance.normal(0, 4))
        if failed:
            rows["cases"].append(common | {
                "id": uuid4(), "kind": "complaint", "opened_on": date(2025, 11, 10), "closed_on": date(2025, 11, 20),
                "second_failure": place % 30 == 0,
            })  # fmt: skip
        rows["answers"] += [_answer(common, date(2025, 8, 1), before), _answer(common, date(2025, 12, 10), after)]
        amounts = [(date(2025, 8, 1), 1_000)]
        if chance.uniform() < (stay if failed else 0.9):
            amounts.append((date(2026, 2, 1), 1_000))
        rows["revenue"] += [
            {"account_id": account, "month": month, "currency": "KES", "amount_minor": amount}
            for month, amount in amounts
        ]
    return rows


@pytest.mark.feature("CA-8")
def test_the_score_after_a_recovery_never_stands_without_retention_and_the_warning(
    company: Company, planted: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    planted(recovered_world(np.random.default_rng(3), lift=8.0, stay=0.6))
    found = measurement.recovery(actor=SYSTEM, until=UNTIL, months=3)
    delta, retention = found.effect.delta, found.effect.retention
    assert delta.low is not None and delta.high is not None and delta.low <= 8.0 <= delta.high
    assert retention.low is not None and retention.high is not None and retention.low <= -0.3 <= retention.high
    assert found.effect.paradox
    assert (found.effect.failed, found.second, len(found.rows)) == (100, 10, 100)
    score, stayed = found.sentences
    html = client(company, "analyst").get("/insight/aftermath/?until=2026-03&months=3").content.decode()
    for said in (score, stayed, found.warning):
        assert escape(said) in html
    told = client(company, "analyst").get(f"/api/v1/metrics/recovery?until={UNTIL}&months=3").json()
    assert (told["score"]["wording"], told["retention"]["wording"]) == (score, stayed)
    assert told["warning"] == found.warning
    assert main(["recovery", "effect", "--until", "2026-04", "--months", "3"]) == 0
    assert capsys.readouterr().out.splitlines() == [score, stayed, found.warning]


@pytest.mark.feature("CA-8", part="where retention is not known the score is not shown either")
def test_without_retention_there_is_no_score(
    company: Company, planted: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    world = recovered_world(np.random.default_rng(3), lift=-20.0, stay=0.6)  # heard, but hardly anybody recovered
    planted(world)
    found = measurement.recovery(actor=SYSTEM, until=UNTIL, months=3)
    assert found.effect.delta.low is not None  # it could be shown by itself
    assert found.effect.retention.low is None
    assert not found.effect.shown
    html = client(company, "analyst").get("/insight/aftermath/?until=2026-03&months=3").content.decode()
    assert 'data-part="score"' not in html
    assert "Nothing can be said of score or retention" in html
    told = client(company, "analyst").get(f"/api/v1/metrics/recovery?until={UNTIL}&months=3").json()
    assert told["score"] is told["retention"] is None
    assert main(["recovery", "effect", "--until", "2026-04", "--months", "3", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["score"] is None
    with pytest.raises(Denied):
        measurement.recovery(actor=company.actor("north-lead"), until=UNTIL)


WHO = ("courier", "depot", None)


class TestPartners(TestCase):
    """Random rows of two partners and of ourselves: each partner reads exactly its own, at every door."""

    @classmethod
    def setUpTestData(cls) -> None:
        now = datetime(2026, 3, 17, 12, tzinfo=UTC)
        cls.company, cls.now = small_company(now), now
        promised(now - timedelta(days=30))
        unit = organisation.add_unit(
            code="depot", name="Depot Ltd", kind=UnitKind.PARTNER, parent_id=cls.company.units["root"], since=SINCE,
            by=SYSTEM, at=now,
        )  # fmt: skip
        cls.company.units["depot"] = unit.id
        user = get_user_model().objects.create_user(username="depot-person", email="depot-person@simba.example")
        person = organisation.add_person(
            name="Depot Person", email="depot-person@simba.example", unit_id=unit.id, since=SINCE, user_id=user.pk,
            by=SYSTEM, at=now,
        )  # fmt: skip
        organisation.grant_role(person_id=person.id, role=Role.PARTNER, unit_id=unit.id, since=SINCE, by=SYSTEM, at=now)
        cls.company.people["depot-person"], cls.company.users["depot-person"] = person.id, user.pk

    @pytest.mark.feature("CA-11")
    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        actions=st.lists(st.sampled_from(WHO), max_size=4),
        causes=st.lists(st.sampled_from(WHO), max_size=3),
        handed=st.lists(st.sampled_from([("north-desk", "courier"), ("north-desk", "depot"), ("courier", "north-desk"),
                                         ("north-desk", "south-desk"), ("depot", "courier")]), max_size=4),
    )  # fmt: skip
    def test_a_partner_reads_exactly_what_it_owes_or_is_owed(
        self, actions: list[str | None], causes: list[str | None], handed: list[tuple[str, str]]
    ) -> None:
        company, now = self.company, self.now
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(timezone, "now", lambda: now)
            made = rows_of(company, now, actions, causes, handed)
            for partner, name in (("courier", "partner"), ("depot", "depot-person")):
                mine = {text for text, units in made.items() if partner in units}
                for door, said in everything(company, name).items():
                    read = set(re.findall(r"row-[a-z]+-\d+", said))
                    assert read == mine, door
                    assert "Secret of the customer" not in said
            lead = client(company, "leader")
            problem = Action.objects.first() or Cause.objects.first()
            if problem:
                shown = lead.get(f"/manage/problems/{problem.problem_id}/").content.decode()
                followed = {text for text in made if text.startswith(("row-action", "row-cause"))}
                assert followed <= set(re.findall(r"row-[a-z]+-\d+", shown)), "one follow-up shows them all"


def rows_of(
    company: Company, now: datetime, actions: list[str | None], causes: list[str | None], handed: list[tuple[str, str]]
) -> dict[str, set[str | None]]:
    """Make the rows; return by their words who may read them."""
    lead = company.actor("leader")
    problem = opened(company, lead, at=now)
    made: dict[str, set[str | None]] = {}
    for n, who in enumerate(actions):
        owner: dict[str, UUID] = (
            {"partner_id": company.units[who]} if who else {"owner_id": company.people["north-agent"]}
        )
        problems.add_action(
            problem_id=problem.id, kind=ActionKind.CORRECTIVE, statement=f"row-action-{n}", due_on=now.date(),
            by=lead, at=now, **owner,
        )  # fmt: skip
        made[f"row-action-{n}"] = {who}
    for n, who in enumerate(causes):
        problems.add_cause(
            problem_id=problem.id, statement=f"row-cause-{n}", role=CauseRole.OCCURRENCE,
            category=CauseCategory.PARTNER, partner_id=company.units[who] if who else None, by=lead, at=now,
        )  # fmt: skip
        made[f"row-cause-{n}"] = {who}
    for n, (asker, asked) in enumerate(handed):
        of = case(company, now, asker)
        cases.hand_over(case_id=of.id, to_unit_id=company.units[asked], asked=f"row-clock-{n}", by=SYSTEM, at=now)
        made[f"row-clock-{n}"] = {asker, asked}
    return made


def everything(company: Company, name: str) -> dict[str, str]:
    """Return all that a partner reads at each door."""
    import contextlib
    import io

    user = client(company, name)
    owed, between = (user.get(f"/desk/{page}/").content.decode() for page in ("owed", "handovers"))
    told = "".join(
        user.get(f"/api/v1/{path}").content.decode() for path in ("problems/owed", "problems/causes-owed", "hand-overs")
    )
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        for words in (["problem", "owed"], ["handover", "list"]):
            assert main([*words, "--by", f"{name}@simba.example"]) == 0
    assert user.get("/manage/problems/").status_code == 404
    return {"page": owed, "page of clocks": owed + between, "api": told, "command": printed.getvalue()}


def test_a_partner_finishes_by_command_what_it_owes(doors: Doors, now: datetime) -> None:
    company = doors.company
    problem = opened(company, company.actor("leader"), at=now)
    action = problems.add_action(
        problem_id=problem.id, kind=ActionKind.CORRECTIVE, statement="Ring twice", due_on=now.date(),
        partner_id=company.units["courier"], by=company.actor("leader"), at=now,
    )  # fmt: skip
    assert doors.told("problem", "finish", action.id, "--evidence", "Rota", "--by", "north-agent")[0] == 2
    assert doors.told("problem", "owed", "--by", "north-agent")[0] == 2
    assert doors.told("problem", "finish", action.id, "--evidence", "Rota", "--by", "partner") == (0, "done\n")
