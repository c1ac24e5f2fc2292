"""The digest from what customers said to mail, page, API and command; circulation time into the pack."""

import json
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client
from django.utils import timezone

from heedful.domain.cases import operations as cases
from heedful.domain.circulation import operations, queries
from heedful.domain.circulation.models import Carried, Digest, Thing
from heedful.domain.circulation.rules.choosing import PLAIN_ENOUGH
from heedful.domain.feedback.enums import Kind
from heedful.domain.feedback.models import Submission
from heedful.domain.feedback.operations.history import PastSubmission, load_history
from heedful.domain.feedback.rules import RecordInput
from heedful.foundation.access import CUSTOMER, SYSTEM, Role
from heedful.foundation.jobs.runner import run_inline
from heedful.interfaces.cli.__main__ import main
from heedful.warehouse.refresh import refresh
from heedful.workflows import inner_loop, privacy, team_digest
from tests.domain.circulation.test_rules import BODIES
from tests.trust.matrix import key_of
from tests.workflows.test_board_pack import closed, files

SECRET = "Call Amina Yusuf on 0722 111 222"


def said(company, at, unit="north-desk", bodies=BODIES, kind=Kind.QUESTION):
    """Let customers write, each with a name and a number that must not be read by others."""
    for n, body in enumerate(bodies):
        inner_loop.receive_feedback(
            kind=kind, channel="web", body=f"{body}. {SECRET}.", name="Amina Yusuf", submission_id=f"{unit}:{kind}:{n}",
            unit_id=company.units[unit], by=CUSTOMER, at=at - timedelta(hours=n + 1),
        )  # fmt: skip


def complaint(company, at, key, unit="north-desk"):
    received = inner_loop.receive_feedback(
        kind=Kind.COMPLAINT, channel="web", body="Broken again", submission_id=key, unit_id=company.units[unit],
        by=CUSTOMER, at=at,
    )  # fmt: skip
    return received.followed_up.case_id


def scores(company, months):
    """Give each month's NPS answers."""
    rows = [
        PastSubmission(
            submission_id=f"{month}:{n}", kind=Kind.ANSWER, channel="email", source_type="survey", source_id="x",
            collected_at=datetime(2026, month, 1 + n % 27, 9, tzinfo=UTC), unit_id=company.units["north-desk"],
            experienced_at=datetime(2026, month, 1, 9, tzinfo=UTC),
            records=[RecordInput(field_id="nps", field_type="nps", number=float(score), low=0, high=10)],
        )
        for month, given in months.items()
        for n, score in enumerate(given)
    ]  # fmt: skip
    load_history(submissions=rows, by=SYSTEM, at=datetime(2026, 3, 2, tzinfo=UTC))


def client_of(company, name):
    client = Client()
    client.force_login(get_user_model().objects.get(pk=company.users[name]))
    return client


@pytest.fixture
def eight(now, monkeypatch):
    at = now.replace(hour=8, minute=5)
    monkeypatch.setattr(timezone, "now", lambda: at)
    return at


def link_in(message):
    return re.search(r"http://127.0.0.1:8000(/colleagues/digest/[^/\s]+/)(?=\n)", message.body)[1]


@pytest.mark.feature("VO-13")
def test_three_things_reach_the_right_people_and_the_time_it_took_stands_in_the_pack(company, eight, capsys):
    said(company, eight)
    waits = complaint(company, eight - timedelta(hours=3), "waits")
    assert team_digest.send_due(at=eight) == 5  # north lead and agents, CX leader, analyst: those with something
    assert team_digest.send_due(at=eight + timedelta(minutes=10)) == 0
    run_inline(eight)
    letters = {each.to[0].partition("@")[0]: each for each in mail.outbox}
    assert set(letters) == {"leader", "analyst", "north-lead", "north-agent", "north-agent-2"}
    for each in letters.values():
        assert "Amina" not in each.body and "0722" not in each.body and "To do: " in each.body
        assert each.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "rain" in letters["north-agent"].body and "One customer waits" in letters["north-agent"].body
    for digest in Digest.objects.all():
        things = queries.things_of(digest)
        assert 1 <= len(things) <= 3 and digest.plainness <= PLAIN_ENOUGH and digest.action
        reader = client_of(company, next(n for n, key in company.people.items() if key == digest.person_id))
        for thing in things:
            assert reader.get(thing.url).status_code == 200
            if thing.quote:
                words = Submission.objects.get(id=thing.submission_id).body[thing.begins : thing.ends]
                assert words.split("rain")[0] in thing.quote
    path, nobody = link_in(letters["north-agent"]), Client()
    page = nobody.get(path).content.decode()
    assert "rain" in page and "Amina" not in page and "Broken again" not in page
    case = queries.passed(SYSTEM, eight - timedelta(days=1), eight)
    assert [each.reached_at for each in case] == [None]  # a fetched page is not a read one
    assert nobody.post(path).status_code == 303
    (reached,) = queries.passed(SYSTEM, eight - timedelta(days=1), eight)
    assert (reached.way, reached.hours, reached.case_id) == ("digest", 3.0, waits)
    later = eight + timedelta(days=20)
    refresh(at=later)
    pack = closed(company, date(2026, 3, 1), later)
    kept = json.loads(files(pack)["money.json"])["circulation"]
    assert kept == {"events": 1, "reached": 1, "median_hours": 3.0, "p95_hours": 3.0}
    shown = client_of(company, "leader").get(f"/board/{pack.id}/").content.decode()
    assert "95th percentile" in shown and "3.0 h" in shown
    assert "3.0 h" in client_of(company, "north-lead").get("/insight/circulation/?month=2026-03").content.decode()
    assert main(["digest", "times", "2026-03"]) == 0
    assert "1 of 1 reached" in capsys.readouterr().out


def test_noise_is_no_news_and_a_certain_fall_is_told_once(company, eight):
    scores(company, {1: [9, 8, 10, 3, 9] * 12, 2: [9, 8, 3, 10, 8] * 12})
    refresh(at=eight)
    lead = company.actor("north-lead")
    assert team_digest.compose(lead, Role.TEAM_LEADER, eight) == []
    scores_of_march = {3: [2, 3, 9, 1, 4] * 12}
    scores(company, scores_of_march)
    april = eight + timedelta(days=20)
    refresh(at=april)
    (told,) = team_digest.compose(lead, Role.TEAM_LEADER, april)
    assert told.sentence.startswith("NPS is worse") or "worse" in told.sentence
    assert team_digest.send(person_id=company.people["north-lead"], role=Role.TEAM_LEADER, at=april)
    assert team_digest.compose(lead, Role.TEAM_LEADER, april + timedelta(days=1)) == []


def test_words_stay_in_their_unit_and_below_ten_are_not_quoted(company, eight):
    said(company, eight, "south-desk")
    said(company, eight, "north-desk", BODIES[:9])
    assert team_digest.compose(company.actor("north-lead"), Role.TEAM_LEADER, eight) == []
    (told,) = team_digest.compose(company.actor("south-lead"), Role.TEAM_LEADER, eight)
    assert told.quote is not None and told.quote.among <= len(BODIES)
    assert team_digest.compose(company.actor("board"), Role.BOARD, eight) == []


def test_no_quote_about_one_colleague_below_the_threshold(company, eight):
    said(company, eight)
    Submission.objects.update(colleague_id=company.people["north-agent"])
    assert team_digest.compose(company.actor("north-lead"), Role.TEAM_LEADER, eight)  # ten speak of them
    Submission.objects.filter(submission_id__endswith=":0").update(colleague_id=None)
    assert team_digest.compose(company.actor("north-lead"), Role.TEAM_LEADER, eight) == []


def test_work_on_the_case_counts_too_and_the_first_of_both_is_taken(company, now):
    case = complaint(company, now, "a")
    complaint(company, now, "b")
    cases.take(case_id=case, by=company.actor("north-agent"), at=now + timedelta(minutes=30))
    rows = queries.passed(SYSTEM, now, now + timedelta(days=1))
    assert sorted((each.way, each.hours) for each in rows) == [("", None), ("case", 0.5)]
    found = queries.times(rows)
    assert (found.median_hours, found.p95_hours) == (0.5, None)
    assert queries.passed(company.actor("south-lead"), now, now + timedelta(days=1)) == []


def test_a_link_expires_shows_no_other_and_switches_off_with_one_post(company, eight, monkeypatch):
    said(company, eight)
    team_digest.send_due(at=eight)
    run_inline(eight)
    path = link_in(next(each for each in mail.outbox if each.to[0].startswith("north-lead")))
    nobody = Client(enforce_csrf_checks=True)
    forged = path.replace(path.split("/")[3][:8], "0" * 8, 1)
    assert nobody.get(path).status_code == 200 and nobody.get(forged).status_code == 404
    assert nobody.get(f"{path}off/").status_code == 200 and queries.wanted_by(company.people["north-lead"]).on
    assert nobody.post(f"{path}off/", {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not queries.wanted_by(company.people["north-lead"]).on
    assert nobody.post(f"{forged}off/").status_code == 200  # the same page, and nobody is switched off
    monkeypatch.setattr(timezone, "now", lambda: eight + timedelta(days=3))
    over = nobody.get(path)
    assert over.status_code == 404 and b"rain" not in over.content
    assert team_digest.send_due(at=eight + timedelta(days=1)) == 4
    assert Digest.objects.filter(person_id=company.people["north-lead"]).count() == 1


def test_everybody_chooses_their_hour_on_page_api_and_command(company, eight, capsys):
    lead = client_of(company, "north-lead")
    assert lead.post("/colleagues/digest/hour/", {"hour": "15", "on": "on"}).status_code == 302
    assert lead.post("/colleagues/digest/hour/", {"hour": "24"}).status_code == 422
    assert queries.wanted_by(company.people["north-lead"]) == queries.Wanted(15, on=True)
    said(company, eight)
    team_digest.send_due(at=eight)
    assert not Digest.objects.filter(person_id=company.people["north-lead"]).exists()
    team_digest.send_due(at=eight.replace(hour=15))
    assert Digest.objects.filter(person_id=company.people["north-lead"]).count() == 1
    assert "rain" in lead.get("/colleagues/digest/").content.decode()
    saturday = eight + timedelta(days=4)
    assert team_digest.send_due(at=saturday) == 0
    token = {"Authorization": f"Bearer {key_of(company, Role.CX_LEADER, eight)}"}
    assert Client().get("/api/v1/circulation?month=2026-03", headers=token).json()["events"] == 0
    assert Client().get("/api/v1/circulation?month=x", headers=token).status_code == 422
    put = {"data": json.dumps({"hour": 9}), "content_type": "application/json"}
    assert Client().put("/api/v1/circulation/digest", **put, headers=token).status_code == 422
    own = client_of(company, "north-agent")
    assert own.put("/api/v1/circulation/digest", **put).json()["hour"] == 9
    assert own.get("/api/v1/circulation/digest").json()["things"][0]["quote"]
    assert main(["digest", "hour", "7", "--by", "north-agent@simba.example", "--off"]) == 0
    assert queries.wanted_by(company.people["north-agent"]) == queries.Wanted(7, on=False)
    assert main(["digest", "show", "--by", "leader@simba.example"]) == 0
    assert "rain" in capsys.readouterr().out
    assert main(["digest", "show", "--by", "board@simba.example"]) == 2
    assert main(["digest", "send"]) == 0


def test_who_is_forgotten_is_no_longer_quoted(company, eight):
    said(company, eight)
    Submission.objects.update(contact_id=company.contacts["A-1"])
    team_digest.send_due(at=eight)
    assert Thing.objects.exclude(quote="").exists() and Carried.objects.exists()
    privacy.erase(contact_id=company.contacts["A-1"], reason="asked", by=SYSTEM, at=eight)
    assert not Thing.objects.exclude(quote="").exists()


def test_our_own_sentences_are_refused_above_the_target(company, eight):
    from heedful.domain.circulation.rules.choosing import promises
    from heedful.foundation.errors import Refused

    things = [promises(2, "/manage/promises/")]
    hard = "Operationalise organisational interdependencies notwithstanding departmental responsibilities"
    made = operations.NewDigest(
        person_id=company.people["leader"], role=Role.CX_LEADER, things=things, action=hard, action_url="/x/"
    )
    with pytest.raises(Refused, match="easier to read"):
        operations.keep_digest(made=made, by=SYSTEM, at=eight)
