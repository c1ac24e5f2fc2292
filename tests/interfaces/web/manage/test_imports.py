"""The import page: send, confirm the columns, try, write; and the same by API."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from heedful.domain.feedback import operations
from heedful.domain.feedback.models import ImportRun, Submission
from heedful.domain.organisation import operations as organisation
from heedful.domain.organisation.enums import KeyScope
from heedful.foundation.access import SYSTEM, Role
from heedful.foundation.errors import Conflict
from heedful.foundation.jobs.runner import run_due
from heedful.workflows import import_file
from heedful.workflows.import_file import spool

LATER = datetime(2099, 1, 1, tzinfo=UTC)
"""The doors read the real clock: whatever they queued is due by then."""
GOOD = "Ticket ID,Created,NPS score,Comment\n" + "".join(
    f"t{n},2026-03-0{1 + n % 9},{n % 11},fine\n" for n in range(30)
)


@pytest.fixture(autouse=True)
def quiet(settings: Any, tmp_path: Any) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.HEEDFUL_VAR = tmp_path
    settings.HEEDFUL_JOBS = "db"


@pytest.fixture
def leader(company: Any) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(id=company.users["leader"]))
    return client


def send(client: Client, text: str, name: str = "export.csv") -> Any:
    file = SimpleUploadedFile(name, text.encode(), content_type="text/csv")
    return client.post(reverse("manage:imports"), {"file": file}, follow=True)


@pytest.mark.feature("VO-4", part="wizard: columns guessed and confirmed, preview, dry run, then written")
def test_a_file_is_sent_looked_at_tried_and_written(leader: Client, now: Any) -> None:
    page = send(leader, GOOD).content.decode()
    assert "fine" in page
    assert "nps" in page
    run = ImportRun.objects.get()
    url = reverse("manage:import_start", args=[run.id])
    leader.post(url, {"do": "try"})
    run_due(LATER, worker="w")
    run.refresh_from_db()
    assert (run.state, run.new, run.read, run.refused) == ("checked", 30, 30, 0)
    assert not Submission.objects.exists()
    leader.post(url, {"do": "write"})
    run_due(LATER, worker="w")
    run.refresh_from_db()
    assert (run.state, run.new, run.read) == ("done", 30, 30)
    assert Submission.objects.count() == 30
    assert not import_file.path_of(run.id, run.name).exists(), "the rows are in: the file is not kept as well"
    assert leader.post(url, {"do": "write"}).status_code == 422
    assert "Written" in leader.get(reverse("manage:import", args=[run.id])).content.decode()


def test_refused_rows_hold_the_others_back_until_somebody_says_so(leader: Client, now: Any) -> None:
    send(leader, GOOD + "t99,2026-03-01,99,broken\n")
    run = ImportRun.objects.get()
    mapping = "kind: feedback\nsource: desk\nfields: {id: Ticket ID, collected_at: Created, body: Comment}\n"
    mapping += "scores: [{question: nps, type: nps, column: NPS score, scale: [0, 10]}]\n"
    leader.post(reverse("manage:import_say", args=[run.id]), {"mapping": mapping})
    start = reverse("manage:import_start", args=[run.id])
    leader.post(start, {"do": "write"})
    run_due(LATER, worker="w")
    run.refresh_from_db()
    assert (run.state, run.refused, run.held, run.new) == ("checked", 1, 30, 0)
    answer = leader.get(reverse("manage:import_refused", args=[run.id]))
    assert b"".join(answer.streaming_content).decode().splitlines()[1].startswith("32,NPS score,99,")
    leader.post(start, {"do": "good"})
    run_due(LATER, worker="w")
    run.refresh_from_db()
    assert (run.state, run.new, run.refused, run.held) == ("done", 30, 1, 0)


def test_the_columns_are_said_one_by_one(leader: Client) -> None:
    send(leader, "a,b,c\n1,9,words\n2,3,more words\n")
    run = ImportRun.objects.get()
    say = reverse("manage:import_say", args=[run.id])
    given = {"source": "desk", "time_zone": "UTC", "follow_up": "none", "column-0": "id", "column-1": "nps:0:10"}
    assert leader.post(say, given | {"column-2": "body"}).status_code == 302
    page = leader.get(reverse("manage:import", args=[run.id])).content.decode()
    assert "more words" in page
    twice = leader.post(say, given | {"column-2": "id"})
    assert twice.status_code == 422
    assert "two columns cannot be the same" in twice.content.decode()
    joined = leader.post(
        say, {"mapping": ImportRun.objects.get().mapping + "join: [{name: x, file: y.csv, match: a}]\n"}
    )
    assert "stands alone" in joined.content.decode()


@pytest.mark.parametrize("name", ["../../../etc/passwd.csv", "a\x00b.csv", "x" * 300 + ".csv"])
def test_a_file_name_leads_nowhere(name: str, company: Any, now: Any) -> None:
    run = operations.keep_import_file(name=name, parts=[b"a\n1\n"], by=SYSTEM, at=now)
    path = import_file.path_of(run.id, run.name)
    assert path.is_file()
    assert path.resolve().parent == path.parent.resolve()
    assert len(run.name) <= 100


def test_whoever_does_not_import_for_the_whole_company_finds_no_page(company: Any) -> None:
    client = Client()
    client.force_login(get_user_model().objects.get(id=company.users["north-lead"]))
    assert client.get(reverse("manage:imports")).status_code == 404


def test_a_run_cut_short_goes_on_where_it_stood(leader: Client, now: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "CHUNK", 10)
    send(leader, GOOD)
    run = ImportRun.objects.get()
    operations.start_import(run=run.id, dry_run=False, accept_good=False, by=SYSTEM, at=now)
    count = operations.count_import_chunk
    seen = []

    def dies(**told: Any) -> None:
        count(**told)
        seen.append(told)
        if len(seen) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(operations, "count_import_chunk", dies)
    with pytest.raises(KeyboardInterrupt):
        import_file.perform(run.id, now)
    run.refresh_from_db()
    assert (run.state, run.chunks, run.new) == ("running", 1, 10), "the second chunk went with its transaction"
    monkeypatch.setattr(operations, "count_import_chunk", count)
    import_file.perform(run.id, now)
    run.refresh_from_db()
    assert (run.state, run.new, run.same, run.read) == ("done", 30, 0, 30)
    assert Submission.objects.count() == 30
    import_file.perform(run.id, now)
    with pytest.raises(Conflict):
        operations.start_import(run=run.id, dry_run=False, accept_good=False, by=SYSTEM, at=now)


@pytest.mark.feature("X-5", part="imports by API as by page")
def test_the_same_by_api(company: Any, now: Any) -> None:
    key = organisation.issue_key(
        name="k", role=Role.CX_LEADER, unit_id=company.units["root"], scope=KeyScope.WRITE, by=SYSTEM, at=now
    )
    client = Client(headers={"Authorization": f"Bearer {key}"})
    mapping = "kind: feedback\nsource: desk\nfields: {id: Ticket ID}\n"
    mapping += "scores: [{question: nps, type: nps, column: NPS score, scale: [0, 10]}]\n"
    file = SimpleUploadedFile("export.csv", (GOOD + "t99,2026-03-01,99,broken\n").encode())
    sent = client.post("/api/v1/imports", {"file": file, "mapping": mapping, "accept_good": "true"})
    assert sent.status_code == 202, sent.content
    run_due(LATER, worker="w")
    told = client.get(f"/api/v1/imports/{sent.json()['id']}").json()
    assert (told["state"], told["new"], told["refused"], told["read"]) == ("done", 30, 1, 31)
    refused = b"".join(client.get(f"/api/v1/imports/{told['id']}/refused.csv").streaming_content).decode()
    assert refused.splitlines()[1].startswith("32,")
    wrong = client.post("/api/v1/imports", {"file": SimpleUploadedFile("a.csv", b"a\n1\n"), "mapping": "kind: x"})
    assert wrong.status_code == 422
    assert "kind" in wrong.content.decode()
