"""A complaint by the book at every door: no stage skipped, prescribed clocks, letters, one record of it all."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from heedful.domain.cases import operations as cases
from heedful.domain.cases import queries
from heedful.domain.cases.enums import CaseKind, CaseState, LetterKind
from heedful.domain.cases.models import Case
from heedful.foundation.access import SYSTEM
from heedful.interfaces.cli.__main__ import main
from heedful.rendering.documents import letter_pdf
from tests.domain.cases import test_queries as auditors
from tests.domain.cases.conftest import OpenCase, house, opened
from tests.domain.cases.rules import test_states as stages
from tests.factories.company import Company
from tests.factories.promises import office_calendar

__all__ = ["house", "opened"]

FRIDAY = datetime(2026, 4, 3, 13, 30, tzinfo=UTC)
"""Half past four in Nairobi; Monday is a holiday."""
BODY = "The Ombudsman for Parcels, P.O. Box 1, Nairobi, within six months."
BY = ["--by", "north-agent@simba.example"]


@pytest.fixture
def agent(company: Company, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Client:
    monkeypatch.setattr(timezone, "now", lambda: FRIDAY)
    settings.HEEDFUL_OUTSIDE_ROUTE = BODY
    return signed_in(company, "north-agent")


def signed_in(company: Company, name: str) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(pk=company.users[name]))
    return client


def complaint(company: Company) -> Case:
    matter = cases.Matter(
        kind=CaseKind.COMPLAINT, subject="The parcel is late", channel="letter", received_at=FRIDAY,
        unit_id=company.units["north-desk"], contact_id=company.contacts["A-1"], wanted="My money",
    )  # fmt: skip
    return cases.open_case(matter=matter, by=SYSTEM, at=FRIDAY)


def said_in(case: Case, kind: LetterKind) -> str:
    """All words of a letter, one after the other."""
    data: Any = queries.letter_of(SYSTEM, case.id, kind, at=FRIDAY)
    parts = [word for part in data["parts"] for word in (part["heading"], *part["words"])]
    return " | ".join([data["title"], data["date"], data["recipient"], data["reference"], *parts])


def do(door: str, client: Client, case: Case, verb: str, words: str = "", **more: str) -> bool:
    """Take a step at a door; return whether it was done."""
    if door == "page":
        fields = {"begin": "impact", "propose": "answer", "close": "reason", "step": "evidence"}
        field = fields.get(verb, "text")
        return client.post(f"/desk/cases/{case.id}/{verb}/", {field: words, **more}).status_code == 302
    if door == "api":
        body = json.dumps({"verb": verb, "text": words, **more})
        return client.post(f"/api/v1/cases/{case.id}/acts", body, content_type="application/json").status_code == 200
    options = [part for name, value in more.items() for part in (f"--{name.replace('_', '-')}", value)]
    return main(["case", "do", case.reference, verb, "--text", words, *options, *BY]) == 0


def letter(door: str, client: Client, case: Case, kind: str, folder: Path) -> bytes | None:
    """Fetch a letter at a door; None where it is refused."""
    if door == "command":
        out = folder / "letter.pdf"
        out.unlink(missing_ok=True)
        done = main(["case", "letter", case.reference, str(kind), "--out", str(out), *BY]) == 0
        return out.read_bytes() if done else None
    url = f"/desk/cases/{case.id}/letters/{kind}.pdf" if door == "page" else f"/api/v1/cases/{case.id}/letters/{kind}"
    sent = client.get(url)
    return sent.content if sent.status_code == 200 else None


def publish(door: str, leader: Client, name: str = "disp") -> bool:
    if door == "page":
        return leader.post("/manage/standards/set/", {"set": name, "calendar": "office"}).status_code == 302
    if door == "api":
        url, body = f"/api/v1/journeys/promise-sets/{name}", json.dumps({"calendar": "office"})
        return leader.post(url, body, content_type="application/json").status_code == 201
    return main(["journey", "promises", name, "--calendar", "office", "--by", "leader@simba.example"]) == 0


@pytest.mark.feature("CA-2")
@pytest.mark.parametrize("door", ["page", "api", "command"])
def test_a_complaint_by_the_book(
    door: str, company: Company, agent: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office_calendar(FRIDAY - timedelta(days=60))
    monkeypatch.setattr(timezone, "now", lambda: FRIDAY - timedelta(hours=1))
    assert publish(door, signed_in(company, "leader"))
    assert not publish(door, signed_in(company, "leader"), "nonsense")
    monkeypatch.setattr(timezone, "now", lambda: FRIDAY)
    case = complaint(company)
    assert {view.clock.kind: view.due_at for view in queries.clocks_of(case.episodes.get().id, FRIDAY)} == {
        "acknowledge": datetime(2026, 4, 7, 14, 0, tzinfo=UTC),  # Tuesday at five: Monday was off
        "first_response": datetime(2026, 4, 9, 14, 0, tzinfo=UTC),  # Thursday at five
        "resolution": datetime(2026, 5, 29, 21, 0, tzinfo=UTC),  # the end of Friday eight weeks on
    }
    late = ("begin", "propose", "accept", "close")
    for verb, words, more in (
        ("acknowledge", "", {}),
        ("begin", "Missed a birthday", {}),
        ("propose", "We refund it.", {"findings": "A van broke down."}),
        ("accept", "", {}),
    ):
        for skipped in late[late.index(verb) + 1 :] if verb in late else late:
            needed = {"close": {"outcome": "upheld"}, "propose": {"findings": "x"}}.get(skipped, {})
            assert not do(door, agent, case, skipped, "x", **needed), f"{skipped} before {verb}"
        assert letter(door, agent, case, "final_response", tmp_path) is None or verb == "accept"
        assert do(door, agent, case, verb, words, **more)
    for kind, words in (
        (LetterKind.ACKNOWLEDGEMENT, ["We have received your complaint", "3 April 2026", "My money", "Contact A-1"]),
        (LetterKind.FINAL_RESPONSE, ["This is our final response", "A van broke down.", "We refund it.", BODY]),
    ):
        told = said_in(case, kind)
        assert [each for each in [*words, case.reference] if each not in told] == []
        data = queries.letter_of(company.actor("north-agent"), case.id, kind, at=FRIDAY)
        assert letter(door, agent, case, kind, tmp_path) == letter_pdf(data, at=FRIDAY)
    for step in ("empathise", "apologise", "resolve"):
        assert do(door, agent, case, "step", "On the phone", step=step)
    assert do(door, agent, case, "close", "The van broke down", outcome="upheld")
    case.refresh_from_db()
    assert case.state == CaseState.CLOSED
    kept = queries.case_record(company.actor("leader"), case.id, at=FRIDAY)
    assert [event["type"] for event in kept["events"]][:3] == ["opened", "acknowledge", "begin"]
    assert (kept["episodes"][0]["outcome"], kept["episodes"][0]["findings"]) == ("upheld", "A van broke down.")
    stages.test_a_complaint_is_never_closed_before_it_went_through_every_stage()


@pytest.mark.feature("CA-2", part="auditor export complete")
def test_the_auditors_copy_of_such_a_case_is_whole(house: Company, opened: OpenCase, now: datetime) -> None:
    auditors.test_the_record_holds_every_field_of_every_row(house, opened, now)


def test_without_the_outside_route_no_final_response_is_written(
    company: Company, agent: Client, settings: Any, tmp_path: Path
) -> None:
    settings.HEEDFUL_OUTSIDE_ROUTE = ""
    case = complaint(company)
    for verb, words, more in (("acknowledge", "", {}), ("begin", "x", {}), ("propose", "y", {"findings": "z"})):
        assert do("page", agent, case, verb, words, **more)
    refused = agent.get(f"/desk/cases/{case.id}/letters/final_response.pdf")
    assert refused.status_code == 422
    assert "HEEDFUL_OUTSIDE_ROUTE" in refused.content.decode()
    assert letter("api", agent, case, "acknowledgement", tmp_path)
    assert agent.get(f"/desk/cases/{case.id}/letters/love.pdf").status_code == 404
    other = signed_in(company, "south-agent")
    assert other.get(f"/desk/cases/{case.id}/letters/acknowledgement.pdf").status_code == 404


def test_words_are_never_markup_and_the_same_letter_has_the_same_bytes(company: Company, agent: Client) -> None:
    case = complaint(company)
    plain = agent.get(f"/desk/cases/{case.id}/letters/acknowledgement.pdf").content
    Case.objects.filter(id=case.id).update(subject="#panic() *bold* #read('data.json') <script>", wanted="$x #[")
    sent = [agent.get(f"/desk/cases/{case.id}/letters/acknowledgement.pdf").content for _ in range(2)]
    assert sent[0] == sent[1] != plain
    assert sent[0].startswith(b"%PDF-")
