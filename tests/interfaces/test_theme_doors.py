"""Themes by page, API, command line and job, from no theme to an undone frame."""

import json
import re
from datetime import date

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from heedful.analytics.text.frame import Setter
from heedful.domain.feedback.models import Submission
from heedful.domain.themes import operations, queries
from heedful.domain.themes.models import Audit, Tag, Theme
from heedful.foundation.access import SYSTEM, Role
from heedful.interfaces.cli.__main__ import main
from heedful.interfaces.jobs.themes import look, read
from heedful.workflows import privacy
from tests.factories.comments import comments, said
from tests.trust.matrix import key_of

SPAN = "?since=2026-03&until=2026-03"


@pytest.fixture
def house(company, now, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: now)
    said(comments(230), company.units["north-desk"], now)
    return company


@pytest.fixture
def client(house):
    found = Client()
    found.force_login(get_user_model().objects.get(pk=house.users["leader"]))
    return found


@pytest.fixture
def ask(house, now):
    keys = {role: key_of(house, role, now) for role in (Role.CX_LEADER, Role.AGENT)}

    def asked(method, path, told=None, role=Role.CX_LEADER):
        sent = json.dumps(told).encode() if told is not None else b""
        headers = {"Authorization": f"Bearer {keys[role]}"}
        return Client().generic(method, f"/api/v1/themes{path}", sent, "application/json", headers=headers)

    return asked


def frame_at(now):
    operations.begin_with(name="general", by=SYSTEM, at=now)
    operations.propose_frame(reason="first", by=SYSTEM, at=now)
    operations.apply_frame(by=SYSTEM, at=now)
    return {each.name: each.id for each in queries.draft()}


@pytest.mark.feature("VO-7", part="pages: from no theme to a frame in force, corrections, merge, audit, undo")
def test_the_pages_lead_from_no_theme_to_an_undone_frame(house, client, now):
    assert "No theme is in force" in client.get("/insight/themes/").content.decode()
    assert client.post("/insight/themes/frames/begin/").status_code == 302
    refused = client.post("/insight/themes/frames/propose/", {"reason": " "})
    assert (refused.status_code, "say why" in refused.content.decode()) == (422, True)
    client.post("/insight/themes/frames/propose/", {"reason": "the first"})
    page = client.get("/insight/themes/frames/").content.decode()
    assert "Frame 1 is proposed" in page
    assert re.search(r"would move <strong>\d+</strong>", page)
    client.post("/insight/themes/frames/apply/")
    page = client.get(f"/insight/themes/{SPAN}").content.decode()
    late = Theme.objects.get(name="Late")
    n = len(queries.comments_of(SYSTEM, str(late.id), date(2026, 3, 1), date(2026, 4, 1)))
    assert f">{n}</bdi>" in page
    assert "of 100 comments fit no theme" in page
    assert "not audited" in page
    shown = client.get(f"/insight/themes/{late.id}/comments/{SPAN}").content.decode()
    assert shown.count("by rule") >= 20
    unthemed = queries.comments_of(SYSTEM, "unthemed", date(2026, 3, 1), date(2026, 4, 1)).first()
    told = {"feedback": unthemed.id, "said": late.id, "present": "yes", "key": "unthemed"}
    assert client.post("/insight/themes/say/", told).headers["Location"] == "/insight/themes/unthemed/comments/"
    assert Tag.objects.get(submission=unthemed).setter == Setter.HUMAN
    other = Theme.objects.get(name="Damaged or wrong")
    assert client.post(f"/insight/themes/of/{other.id}/change/", {"into": late.id, "reason": "one"}).status_code == 302
    assert client.post(f"/insight/themes/of/{late.id}/change/", {"name": "", "reason": "x"}).status_code == 422
    client.post("/insight/themes/frames/propose/", {"reason": "merged"})
    client.post("/insight/themes/frames/apply/")
    assert "Damaged or wrong went into" in client.get("/insight/themes/frames/").content.decode()
    assert client.post("/insight/themes/frames/undo/", {"reason": "they differ"}).status_code == 302
    assert Theme.objects.get(id=other.id).merged_into_id is None
    assert client.post("/insight/themes/audit/draw/", {"month": "2026-03", "n": "31"}).status_code == 302
    page = client.get("/insight/themes/audit/?month=2026-03").content.decode()
    item = queries.next_audit(date(2026, 3, 1))
    assert item.submission.body[:30] in page
    assert "checked" not in page  # blind
    for _ in range(31):
        item = queries.next_audit(date(2026, 3, 1))
        client.post("/insight/themes/audit/draw/", {"month": "2026-03", "audit": item.id, "theme": [late.id]})
    assert Audit.objects.filter(coded_at__isnull=False).count() == 31
    assert "31 of 230 read" in client.get(f"/insight/themes/{SPAN}").content.decode()
    assert client.post("/insight/themes/frames/burn/").status_code == 404


def test_the_api_does_what_the_pages_do(house, ask, now):
    assert ask("POST", "/begin/general").json() == {"made": 8}
    made = ask("POST", "", {"name": "Rain", "include": ["rain", "soaked*"]})
    assert (made.status_code, made.json()["version"]) == (201, 1)
    key = made.json()["id"]
    assert ask("PUT", f"/{key}", {"name": "Weather", "include": ["rain"], "reason": "wider"}).json()["version"] == 2
    told = ask("POST", "/frames", {"reason": "first"}).json()
    assert told["difference"]["comments"] == 230
    assert ask("POST", "/frames/apply").json()["state"] == "in force"
    view = ask("GET", "?since=2026-03-01&until=2026-04-01").json()
    assert (view["n"], sum(view["states"].values())) == (230, 230)
    late = next(each for each in view["themes"] if each["name"] == "Late")
    rows = ask("GET", f"/comments?theme={late['theme']}&since=2026-03-01&until=2026-04-01").json()
    assert rows["total"] == late["n"]
    one = rows["items"][0]["id"]
    assert ask("POST", f"/of/{one}", {"theme": late["theme"], "present": False}).json() == [
        each for each in ask("GET", f"/of/{one}").json() if each["theme"] != late["theme"]
    ]
    assert ask("POST", f"/{key}/merge", {"into": late["theme"], "reason": "same"}).json()["name"] == "Late"
    ask("POST", "/frames", {"reason": "second"})
    assert ask("POST", "/frames/drop").json() == {"state": "dropped"}
    assert ask("POST", "/frames/drop").status_code == 404
    ask("POST", "/frames", {"reason": "third"})
    ask("POST", "/frames/apply")
    assert ask("POST", "/frames/undo", {"reason": "no"}).json()["state"] == "in force"
    assert [each["state"] for each in ask("GET", "/frames").json()] == ["in force", "left", "dropped", "left"]
    assert ask("POST", "/audit", {"month": "2026-03-01", "n": 2}).json() == {"drawn": 2}
    drawn = ask("GET", "/audit?month=2026-03-01").json()
    assert set(drawn) == {"id", "body"}
    assert ask("POST", f"/audit/{drawn['id']}", {"themes": []}).json()["themes"] == []
    assert ask("POST", f"/audit/{drawn['id']}", {"themes": []}).status_code == 409
    assert len(ask("GET", "/tree").json()) == 9
    for method, path, body in (
        ("POST", "", {"name": "X"}), ("POST", "/frames", {"reason": "x"}), ("GET", "/audit?month=2026-03-01", None),
        ("POST", f"/of/{one}", {"theme": late["theme"]}),
    ):  # fmt: skip
        assert ask(method, path, body, Role.AGENT).status_code in (403, 404), path


def test_the_command_line_does_what_the_pages_do(house, now, capsys):
    assert main(["theme", "begin"]) == 0
    assert main(["theme", "make", "Rain", "--include", "rain"]) == 0
    rain = capsys.readouterr().out.split()[-1]
    assert main(["theme", "change", rain, "wider", "--name", "Weather", "--include", "soaked*"]) == 0
    assert (Theme.objects.get(id=rain).name, Theme.objects.get(id=rain).include) == ("Weather", ["soaked*"])
    capsys.readouterr()
    assert main(["theme", "propose", "first"]) == 0
    assert json.loads(capsys.readouterr().out)["comments"] == 230
    assert main(["theme", "apply"]) == 0
    capsys.readouterr()
    assert main(["theme", "show", "--since", "2026-03-01", "--until", "2026-04-01"]) == 0
    assert json.loads(capsys.readouterr().out)["n"] == 230
    late = Theme.objects.get(name="Late")
    one = Submission.objects.first()
    assert main(["theme", "say", str(one.id), str(late.id)]) == 0
    assert main(["theme", "say", str(one.id), str(late.id), "--not"]) == 0
    assert Tag.objects.get(submission=one, theme=late).absent
    assert main(["theme", "merge", rain, str(late.id), "same"]) == 0
    assert main(["theme", "propose", "second"]) == 0
    assert main(["theme", "drop"]) == 0
    assert main(["theme", "propose", "third"]) == 0
    assert main(["theme", "apply"]) == 0
    assert main(["theme", "undo", "no"]) == 0
    assert main(["theme", "draw", "2026-03", "--n", "3"]) == 0
    capsys.readouterr()
    assert main(["theme", "next", "2026-03"]) == 0
    drawn = capsys.readouterr().out.split()[0]
    assert main(["theme", "code", drawn, str(late.id)]) == 0
    assert main(["theme", "list"]) == 0
    assert "Late" in capsys.readouterr().out


def test_new_comments_are_read_by_the_job_and_gone_with_the_person(house, now):
    frame_at(now)
    look(now)
    said([("late again and again", "Late", 1.0)], house.units["north-desk"], now, key="new")
    assert queries.awaiting(queries.frame_in_force()) == 1
    look(now)
    read({}, now)
    assert queries.awaiting(queries.frame_in_force()) == 0
    new = Submission.objects.get(submission_id="new:0")
    Submission.objects.filter(id=new.id).update(contact_id=house.contacts["A-1"])
    assert queries.tags_of(new.id, queries.themes_in_force())
    privacy.erase(contact_id=house.contacts["A-1"], reason="asked by letter", by=house.actor("leader"), at=now)
    assert not Tag.objects.filter(submission=new).exists()
    assert queries.reading_of(new.id) is None
