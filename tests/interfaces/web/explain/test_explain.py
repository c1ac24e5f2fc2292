"""The pages that explain, through the browser's door: read and acknowledge, follow, decide, launch."""

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from heedful.domain.communication import operations
from heedful.domain.communication.models import Announcement, Campaign, Node, Question
from heedful.domain.communication.operations import campaigns
from heedful.domain.communication.queries import comprehension
from heedful.domain.organisation import operations as organisation
from heedful.domain.organisation.enums import KeyScope
from heedful.domain.strategy.models import Decision, DirectionVersion
from heedful.foundation.access import SYSTEM, Role
from heedful.interfaces.cli.__main__ import main
from tests.factories.cascades import ITEMS, begun, everybody, explained, node, put_out, words
from tests.factories.company import Company
from tests.factories.loop import loop

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
DAY = timedelta(days=1)


@pytest.fixture
def signed_in(company: Company) -> SignedIn:
    """Give the function that signs a colleague in."""

    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(get_user_model().objects.get(pk=company.users[name]))
        return client

    return sign_in


@pytest.fixture(autouse=True)
def standing_clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    """Let the doors read Tuesday noon."""
    monkeypatch.setattr(timezone, "now", lambda: now)


@pytest.fixture
def told(company: Company, now: datetime) -> dict[str, UUID]:
    """A company in the middle of a cascade."""
    return explained(company, now)


def page(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status, url
    return response.content.decode()


def key(company: Company, role: Role, now: datetime) -> dict[str, str]:
    secret = organisation.issue_key(
        name=role, role=role, unit_id=company.units["root"], scope=KeyScope.WRITE, expires_at=None, by=SYSTEM, at=now
    )
    return {"Authorization": f"Bearer {secret}"}


@pytest.mark.invariant("M16")
def test_a_get_acknowledges_nothing_and_a_post_does(
    company: Company, now: datetime, told: dict[str, UUID], signed_in: SignedIn
) -> None:
    agent, place = signed_in("north-agent"), Node.objects.get(id=told["node"])
    for url in ("/explain/read/", f"/explain/read/{place.id}/", f"/explain/read/{place.id}/?lang=sw"):
        assert "Night sorting on the coast" in page(agent, url)
    assert agent.get(f"/explain/read/{place.id}/acknowledge/").status_code == 405
    place.refresh_from_db()
    assert (place.seen_at, place.acknowledged_at) == (now, None)
    answer = agent.post(f"/explain/read/{place.id}/acknowledge/", {"version": "1", "language": "en"})
    assert answer.status_code == 302
    place.refresh_from_db()
    assert (place.acknowledged_at, place.language) == (now, "en")
    stranger = signed_in("south-agent").post(f"/explain/read/{place.id}/acknowledge/", {"version": "1"})
    assert stranger.status_code == 404


def test_wrong_answers_lead_back_to_the_passage_and_the_first_try_stays(
    told: dict[str, UUID], signed_in: SignedIn
) -> None:
    agent, place = signed_in("north-agent-2"), Node.objects.get(id=told["acknowledged"])
    asked = comprehension.drawn(place, 2)
    url = f"/explain/read/{place.id}/check/"
    assert agent.post(url, {}).status_code == 422
    wrong = agent.post(url, {f"q{item.id}": "2" for item in asked}).content.decode()
    assert wrong.count('href="#what_to_say"') == 3
    right = agent.post(url, {f"q{item.id}": "0" for item in comprehension.drawn(place, 3)})
    assert right.status_code == 302
    place.refresh_from_db()
    assert place.first_passed is False
    assert "at try 3" in page(agent, f"/explain/read/{place.id}/")


def test_briefing_and_questions_go_through_the_pages(told: dict[str, UUID], signed_in: SignedIn) -> None:
    lead, agent = signed_in("north-lead"), signed_in("north-agent")
    url = f"/explain/read/{told['manager']}/brief/"
    assert lead.post(url, {"attendees": "none", "minutes": "5"}).status_code == 422
    assert lead.post(url, {"attendees": "2", "minutes": "5", "raised": "Why now?"}).status_code == 302
    assert "Why now?" in page(lead, f"/explain/read/{told['manager']}/")
    asked = Question.objects.get()
    assert "From which Monday?" in page(lead, "/explain/read/questions/")
    assert "From which Monday?" not in page(signed_in("south-lead"), "/explain/read/questions/")
    assert lead.post(f"/explain/read/questions/{asked.id}/", {"answer": ""}).status_code == 422
    assert lead.post(f"/explain/read/questions/{asked.id}/", {"up": "1"}).status_code == 302
    leader = signed_in("leader")
    assert leader.post(f"/explain/read/questions/{asked.id}/", {"answer": "The 23rd."}).status_code == 302
    assert "The 23rd." in page(agent, f"/explain/read/{told['node']}/")
    assert agent.post(f"/explain/read/{told['node']}/ask/", {"text": "And on the 24th?"}).status_code == 302
    assert agent.post(f"/explain/read/{told['node']}/nonsense/", {}).status_code == 404


def test_the_board_shows_the_break_and_the_proof_lists_person_version_language_time(
    told: dict[str, UUID], signed_in: SignedIn
) -> None:
    shown = page(signed_in("leader"), f"/explain/announcements/{told['announcement']}/")
    assert re.search(r"South Lead</strong><span[^>]*>2 wait<", shown)
    assert "has not briefed the team" in shown
    assert "not reached" in shown
    team = page(signed_in("north-lead"), f"/explain/announcements/{told['announcement']}/")
    assert "South Lead" not in team
    file = signed_in("leader").get(f"/explain/announcements/{told['announcement']}/proof.csv").content.decode()
    rows = {row["email"]: row for row in csv.DictReader(io.StringIO(file))}
    done = rows["north-lead@simba.example"]
    assert (done["version"], done["language"], bool(done["acknowledged_at"])) == ("1", "en", True)
    assert rows["north-agent@simba.example"]["acknowledged_at"] == ""
    assert signed_in("board").get(f"/explain/announcements/{told['coming']}/proof.csv").status_code == 404


def test_an_announcement_is_written_checked_and_released_through_the_pages(
    company: Company, told: dict[str, UUID], signed_in: SignedIn
) -> None:
    leader, url = signed_in("leader"), f"/explain/announcements/{told['coming']}/"
    refused = leader.post(f"{url}step/", {"verb": "check"})
    assert refused.status_code == 422
    assert "from when it holds; why (English)" in refused.content.decode()
    text = words()
    form = {name: getattr(text, name) for name in text.__dataclass_fields__ if name != "questions"}
    form |= {"question0": "Why?", "answer0": "Because.", "lang": "en", "effective": "2026-03-30", "blocks": "3"}
    for n in range(3):
        form |= {f"item{n}": f"Question {n}", f"item{n}right": "1", f"item{n}passage": "why"}
        form |= {f"item{n}o{m}": f"Option {m}" for m in range(4)}
    assert leader.post(f"{url}write/", form | {"item0scenario": ""}).status_code == 302
    assert leader.post(f"{url}write/", form | {"effective": "soon"}).status_code == 422
    assert "Nothing is missing" in page(leader, f"{url}write/")
    assert leader.post(f"{url}step/", {"verb": "check"}).status_code == 302
    assert leader.post(f"{url}step/", {"verb": "approve"}).status_code == 422, "nobody approves their own words"
    assert leader.post(f"{url}step/", {"verb": "jump"}).status_code == 404
    made = leader.post(
        "/explain/announcements/new/",
        {"topic": "new", "code": "new", "audience_unit": company.units["north"], "unit": company.units["root"]},
    )
    assert made.status_code == 302
    assert Announcement.objects.get(code="new").audience.name == "Mombasa and below"
    assert leader.post("/explain/announcements/new/", {"topic": "new", "code": "new"}).status_code == 422


@pytest.mark.feature("CO-1", part="decision record and announcement on pages, plain-language index shown")
def test_a_decision_goes_its_way_through_the_pages(
    company: Company, told: dict[str, UUID], signed_in: SignedIn
) -> None:
    leader, board = signed_in("leader"), signed_in("board")
    form = {
        "title": "Ask for a number", "what": "We ask for a second number.", "why": "Because riders find nobody.",
        "forum": "Committee", "topic": "number", "code": "number", "unit": company.units["root"],
        "owner": company.people["leader"], "touches": "on", "effective": "2026-04-01",
        "touchpoint": [company.touchpoints["call"]],
    }  # fmt: skip
    assert leader.post("/explain/decisions/new/", form | {"title": ""}).status_code == 422
    assert leader.post("/explain/decisions/new/", form).status_code == 302
    decision = Decision.objects.get(code="number")
    url = f"/explain/decisions/{decision.id}/"
    assert "Missing before approval" in page(leader, url)
    line = {"customers": "40000", "times": "1.5", "before": "2", "after": "8", "documents_after": "1"}
    assert leader.post(f"{url}assess/", line | {"times": "0"}).status_code == 422
    assert leader.post(f"{url}assess/", line).status_code == 302
    assert leader.post(f"{url}assess/", {**line, "segment": "key"}).status_code == 302
    assert "+12\u202f000 hours a year" in page(board, url)
    assert leader.post(f"{url}approve/").status_code == 422
    assert board.post(f"{url}approve/").status_code == 302
    assert "+1 documents" in page(board, "/explain/decisions/burden/")
    assert board.post(f"{url}embargo/", {"until": "2026-03-25", "because": "Talks."}).status_code == 302
    assert leader.post(f"{url}withdraw/").status_code == 302
    assert leader.post(f"{url}nonsense/").status_code == 404
    assert "LIX" in page(leader, f"/explain/announcements/{told['coming']}/write/")


@pytest.mark.feature("ST-1", part="create, version, put in force and retire on pages; objective without owner refused")
def test_directions_are_stated_and_retired_on_pages(
    company: Company, told: dict[str, UUID], signed_in: SignedIn
) -> None:
    leader = signed_in("leader")
    form = {"code": "warm", "kind": "objective", "text": "Warm words", "why": "Because people leave."}
    assert leader.post("/explain/decisions/directions/state/", form).status_code == 302
    refused = leader.post("/explain/decisions/directions/live/", {"code": "warm"})
    assert refused.status_code == 422
    assert "an owner, a measure, a target, a date" in refused.content.decode()
    whole = form | {
        "owner": company.people["leader"], "measure": "NPS", "target": "40", "due_on": "2026-12-31",
    }  # fmt: skip
    assert leader.post("/explain/decisions/directions/state/", whole).status_code == 302
    assert leader.post("/explain/decisions/directions/live/", {"code": "warm"}).status_code == 302
    shown = page(leader, "/explain/decisions/directions/")
    assert "a slogan: no live initiative, no budget" in shown
    assert "Because people leave." in shown
    work = {"code": "warm", "name": "Training", "owner": company.people["leader"], "budget": "5", "currency": "KES"}
    assert leader.post("/explain/decisions/directions/initiative/", work).status_code == 302
    assert leader.post("/explain/decisions/directions/retire/", {"code": "warm"}).status_code == 302
    assert DirectionVersion.objects.filter(direction__code="warm", state="retired").count() == 1
    assert leader.post("/explain/decisions/directions/nonsense/", {"code": "warm"}).status_code == 404


@pytest.mark.invariant("M6")
@pytest.mark.feature("CO-5", part="early launch refused on page, API and command line; override by another name")
def test_an_early_launch_is_stopped_at_every_door_and_overridden_by_another_name(
    company: Company,
    now: datetime,
    told: dict[str, UUID],
    signed_in: SignedIn,
    capsys: pytest.CaptureFixture[str],
) -> None:
    leader, url = signed_in("leader"), f"/explain/campaigns/{told['campaign']}/"
    refused = leader.post(f"{url}launch/")
    assert refused.status_code == 422
    assert "front line has acknowledged" in refused.content.decode()
    headers = key(company, Role.CX_LEADER, now)
    by_key = Client().post(f"/api/v1/campaigns/{told['campaign']}/launch", headers=headers)
    assert by_key.status_code == 422
    assert "front line has acknowledged" in by_key.json()["detail"]
    gate = Client().get(f"/api/v1/campaigns/{told['campaign']}/gate", headers=headers).json()
    assert gate["ready"] is False
    assert main(["campaign", "launch", "faster"]) == 2
    assert "front line has acknowledged" in capsys.readouterr().err
    assert main(["campaign", "gate", "faster"]) == 1
    assert Campaign.objects.get(id=told["campaign"]).state == "not_ready"
    override = {"because": "The regulator set the day.", "until": "2026-03-20"}
    by_a_key = Client().post(
        f"/api/v1/campaigns/{told['campaign']}/override", {"because": "x", "until": "2026-03-20T00:00:00Z"},
        content_type="application/json", headers=headers,
    )  # fmt: skip
    assert by_a_key.status_code == 403, "a key has no name"
    assert leader.post(f"{url}override/", override).status_code == 422, "nor does the owner's own name count"
    assert signed_in("board").post(f"{url}override/", override).status_code == 302
    assert Campaign.objects.get(id=told["campaign"]).state == "launched_by_override"
    assert "overridden by Board" in page(leader, url)


@pytest.mark.feature("CO-5", part="override listed on the page of the board pack")
def test_an_override_stands_on_the_page_of_the_board_pack() -> None:
    house = loop()
    february = datetime(2026, 2, 10, 9, tzinfo=UTC)
    leader, board = house.company.actor("leader"), house.company.actor("board")
    early = campaigns.add_campaign(
        code="early", name="Too early", why="x", unit_id=house.company.units["root"], launch_on=february.date(),
        announcement_ids=[], by=leader, at=february,
    )  # fmt: skip
    campaigns.launch_by_override(
        campaign_id=early.id, because="The regulator set the day.", until=february + DAY, by=board, at=february
    )
    client = Client()
    client.force_login(get_user_model().objects.get(pk=house.company.users["board"]))
    shown = page(client, f"/board/{house.february}/")
    assert "Campaigns that started before colleagues were ready: 1" in shown
    assert "The regulator set the day." in shown


@pytest.mark.feature("CO-12")
def test_every_campaign_shows_both_sums_and_the_unprepared_one_is_flagged(
    company: Company, told: dict[str, UUID], signed_in: SignedIn
) -> None:
    leader, url = signed_in("leader"), f"/explain/campaigns/{told['campaign']}/"
    assert "money outside, none inside" in page(leader, "/explain/campaigns/")
    line = {"side": "internal", "what": "Briefings", "planned": "1500.50", "currency": "KES", "planned_minutes": "600"}
    assert leader.post(f"{url}budget/", line | {"currency": ""}).status_code == 422
    assert leader.post(f"{url}budget/", line).status_code == 302
    campaigns.add_budget(
        campaign_id=None, side=campaigns.Side.INTERNAL, month=company.at.date(), what="Intranet", currency="KES",
        planned_minor=50, by=company.actor("leader"), at=company.at,
    )  # fmt: skip
    shown = page(leader, "/explain/campaigns/")
    assert "money outside, none inside" not in shown
    row = next(row for row in shown.split("<tr>") if row.startswith("<td>Internal"))
    sums = re.findall(r"([\d,.\u202f]+)\u00a0KES", row)
    assert sums[:3] == ["1\u202f500.50", "0.50", "1\u202f501.00"], "campaigns and unassigned make the whole"
    made = leader.post(
        "/explain/campaigns/new/",
        {"name": "x", "code": "x", "launch_on": "2026-05-01", "unit": company.units["root"]},
    )
    assert made.status_code == 302
    assert leader.post("/explain/campaigns/new/", {"name": "x", "code": "x"}).status_code == 422
    assert leader.post(f"{url}gate/").status_code == 302
    assert leader.post(f"{url}nonsense/").status_code == 404


@pytest.mark.parametrize(
    ("url", "who", "most"),
    [
        ("/explain/read/", "north-agent", 16),
        ("/explain/announcements/", "leader", 16),
        ("/explain/decisions/", "leader", 11),
        ("/explain/campaigns/", "leader", 16),
        ("/explain/read/questions/", "leader", 11),
    ],
)
def test_lists_ask_as_often_for_three_rows_as_for_one(
    company: Company, now: datetime, signed_in: SignedIn, url: str, who: str, most: int
) -> None:
    audience, begin = everybody(company, now - 9 * DAY), now - 9 * DAY
    client, counts = signed_in(who), []
    from tests.factories.decisions import approved

    for wave in (1, 2):
        for n in range(2 * wave - 1):
            code = f"{wave}-{n}"
            approved(company, begin, code=code)
            held = begun(company, begin, code, audience_id=audience)
            version = put_out(company, held, begin, items=ITEMS)
            place = node(company, version, "north-agent")
            operations.ask(node_id=place.id, text="?", blocking=False, by=company.actor("north-agent"), at=now)
            campaigns.add_campaign(
                code=code, name=code, why="x", unit_id=company.units["root"], launch_on=now.date(),
                announcement_ids=[held.id], by=company.actor("leader"), at=now,
            )  # fmt: skip
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page(client, url)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= most


@pytest.mark.feature("ST-1", part="API and command line equal to the pages")
def test_the_api_and_the_command_line_decide_and_explain(
    company: Company, now: datetime, told: dict[str, UUID], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    headers, client = key(company, Role.CX_LEADER, now), Client()

    def post(path: str, body: dict[str, object], status: int = 200) -> dict[str, object]:
        answer = client.post(f"/api/v1{path}", body, content_type="application/json", headers=headers)
        assert answer.status_code == status, answer.content
        found: dict[str, object] = answer.json()
        return found

    root, owner = str(company.units["root"]), str(company.people["leader"])
    made = post(
        "/decisions",
        {
            "code": "api", "title": "By key", "what": "x", "why": "y", "forum": "f", "topic": "api", "unit": root,
            "owner": owner, "decided_on": "2026-03-01", "touchpoints": ["delivery"], "effective_at": now.isoformat(),
        },
        201,
    )  # fmt: skip
    line = {"customers": 10, "times_a_year": 2, "seconds_before": 0, "seconds_after": 3_600}
    assert post(f"/decisions/{made['id']}/steps", {"verb": "assess", "burdens": [line]})["state"] == "assessed"
    post(f"/decisions/{made['id']}/steps", {"verb": "approve"}, 403)
    statement = {"verb": "state", "code": "by-key", "kind": "objective", "text": "x", "why": "y"}
    post("/decisions/directions", statement)
    post("/decisions/directions", {"verb": "live", "code": "by-key"}, 422)
    post("/decisions/directions", statement | {"owner": owner, "measure": "m", "target": "t", "due_on": "2026-12-01"})
    post("/decisions/directions", {"verb": "live", "code": "by-key"})
    post("/decisions/directions", {"verb": "initiative", "code": "by-key", "name": "w", "owner": owner})
    shown = client.get("/api/v1/decisions/directions", headers=headers).json()["items"]
    assert next(each["missing"] for each in shown if each["code"] == "by-key") == ["no budget"]
    post("/decisions/directions", {"verb": "retire", "code": "by-key"})
    post("/decisions/policies", {"code": "p", "name": "P", "owner": owner}, 201)
    clause = {"policy": "p", "code": "c", "title": "C", "text": "t", "why": "w", "exemptable": False}
    post("/decisions/policies/clauses", clause | {"hard_limit": "law"}, 201)
    fact = {"clause": "c", "code": "f", "name": "F", "kind": "amount", "value": "1,000"}
    assert post("/decisions/policies/facts", fact, 201)["value"] == "1000"
    ledger = client.get("/api/v1/decisions/ledger", headers=headers).json()["items"]
    assert (ledger[0]["hours_a_year"], ledger[0]["n"], ledger[0]["interval"]) == (8_000, 1, "census")
    board = client.get(f"/api/v1/announcements/{told['announcement']}/board", headers=headers).json()
    assert (board["levels"][0]["n"], board["levels"][0]["median_seconds"]) == (11, None)
    proof = client.get(f"/api/v1/announcements/{told['announcement']}/proof", headers=headers).json()
    assert proof["total"] == 11
    assert client.get("/api/v1/announcements/mine", headers=headers).json()["total"] == 0, "a key has nothing to read"
    act = {"verb": "acknowledge", "version": 1}
    post(f"/announcements/mine/{told['node']}/acts", act, 403)
    post("/announcements/audiences", {"code": "n", "name": "N", "units": [str(company.units["north"])]}, 201)
    statement_file = tmp_path / "statement.json"
    statement_file.write_text(json.dumps({"kind": "value", "text": "We answer", "why": "Because."}))
    assert main(["decision", "direct", "answer", "state", "--file", str(statement_file)]) == 0
    assert main(["decision", "direct", "answer", "live"]) == 0
    assert main(["decision", "directions"]) == 0
    assert "We answer" in capsys.readouterr().out
    assert main(["decision", "direct", "answer", "retire"]) == 0
    assert main(["decision", "ledger"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["hours_a_year"] == 8_000


def test_a_colleague_reads_and_acknowledges_through_the_api(
    company: Company, told: dict[str, UUID], signed_in: SignedIn
) -> None:
    agent = signed_in("north-agent")
    (item,) = agent.get("/api/v1/announcements/mine").json()["items"]
    assert (item["standing"], item["version"]) == ("late", 1)

    def act(body: dict[str, object], status: int = 200) -> dict[str, object]:
        answer = agent.post(f"/api/v1/announcements/mine/{item['id']}/acts", body, content_type="application/json")
        assert answer.status_code == status, answer.content
        found: dict[str, object] = answer.json()
        return found

    assert act({"verb": "acknowledge", "version": 1})["acknowledged_at"]
    answers = {question["id"]: 0 for question in item["check"]}
    assert act({"verb": "check", "answers": answers}) == {"try": 1, "passed": True}
    assert act({"verb": "ask", "text": "When?"})["state"] == "routed"
    act({"verb": "brief", "attendees": 1, "minutes": 1}, 422)


def test_the_command_line_writes_releases_and_follows(
    company: Company, now: datetime, told: dict[str, UUID], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = words()
    wording = {name: getattr(text, name) for name in text.__dataclass_fields__}
    file, by = tmp_path / "version.json", ["--by", "leader@simba.example"]
    told_file = {
        "topic": "cli", "audience": "south", "unit": "root", "words": {"en": wording | {"why": ""}},
        "effective_at": (now + DAY).isoformat(),
    }  # fmt: skip
    file.write_text(json.dumps(told_file))
    assert main(["announcement", "audience", "south", "South", "--unit", "south", *by]) == 0
    assert main(["announcement", "write", "cli", str(file), *by]) == 0
    assert capsys.readouterr().out == "missing: why (English)\n"
    file.write_text(json.dumps(told_file | {"words": {"en": wording}}))
    assert main(["announcement", "write", "cli", str(file), *by]) == 0
    assert main(["announcement", "step", "cli", "check", *by]) == 0
    assert main(["announcement", "step", "cli", "approve", *by]) == 2
    assert main(["announcement", "step", "cli", "approve", "--by", "deputy@simba.example"]) == 0
    assert main(["announcement", "step", "cli", "release", *by]) == 0
    assert "version 1 is released" in capsys.readouterr().out
    assert main(["announcement", "board", "cli", *by]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[0])["n"] == 2
    assert main(["announcement", "proof", "cli", *by]) == 0
    assert "south-agent@simba.example" in capsys.readouterr().out
    assert main(["announcement", "list"]) == 0
    assert main(["announcement", "board", "nothing"]) == 2
    plan = ["campaign", "plan", "cli", "By hand", "--why", "w", "--unit", "root", "--launch-on", "2026-05-01"]
    assert main([*plan, "--announcement", "cli", *by]) == 0
    assert main([*plan, "--announcement", "none", *by]) == 2
    decision = {
        "code": "cli", "title": "t", "what": "w", "why": "y", "forum": "f", "topic": "cli", "unit": "root",
        "owner": "leader@simba.example", "decided_on": "2026-03-01", "effective_at": now.isoformat(),
        "no_burden_because": "Nobody notices.",
    }  # fmt: skip
    file.write_text(json.dumps(decision))
    capsys.readouterr()
    assert main(["decision", "propose", str(file), *by]) == 0
    assert main(["decision", "step", "cli", "approve", "--by", "board@simba.example"]) == 0
    assert main(["decision", "list"]) == 0
    assert "cli is approved" in capsys.readouterr().out
    policy = {"code": "q", "name": "Q", "owner": "leader@simba.example", "clauses": [
        {"code": "q1", "title": "T", "text": "t", "why": "w", "exemptable": True,
         "facts": [{"code": "q-days", "name": "Days", "kind": "days", "value": "5"}]}]}  # fmt: skip
    file.write_text(json.dumps(policy))
    assert main(["decision", "policy", str(file), *by]) == 0
    file.write_text("[]")
    assert main(["decision", "policy", str(file), *by]) == 2


def test_a_case_shows_what_changed_at_its_touchpoint_why_and_what_to_say(
    company: Company, now: datetime, told: dict[str, UUID], signed_in: SignedIn
) -> None:
    from heedful.domain.cases import operations as cases
    from heedful.domain.cases.enums import CaseKind

    shown = {}
    for point in ("delivery", "call"):
        matter = cases.Matter(
            kind=CaseKind.COMPLAINT, subject="Late", channel="phone", received_at=now,
            unit_id=company.units["north-desk"], touchpoint_id=company.touchpoints[point],
        )  # fmt: skip
        made = cases.open_case(matter=matter, by=SYSTEM, at=now)
        shown[point] = page(signed_in("north-agent"), f"/desk/cases/{made.id}/")
    assert "What changed here, and why" in shown["delivery"]
    assert words().why in shown["delivery"]
    assert words().what_to_say in shown["delivery"]
    assert "What changed here, and why" not in shown["call"]
