"""What the board resolved: who, by when, whether it heads the next pack, and what the closes since have shown."""

import json
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from heedful.domain.measurement import operations, queries
from heedful.domain.measurement.enums import Check, PeriodKind, ResolutionState, ResolutionVerb, Split
from heedful.domain.measurement.models import Resolution
from heedful.domain.measurement.operations import Decided, Ended
from heedful.domain.measurement.rules import RESOLUTIONS
from heedful.domain.organisation import queries as organisation
from heedful.foundation.audit.models import AuditRow
from heedful.foundation.errors import Denied, NotFound, Refused
from heedful.interfaces.cli.__main__ import main
from heedful.workflows import board_pack, period_close

FEBRUARY, MARCH, APRIL, MAY = (date(2026, month, 1) for month in (2, 3, 4, 5))
MEETING = datetime(2026, 3, 12, 9, tzinfo=UTC)


@pytest.fixture
def books(book, company):
    """February is poor, March the same, April much better: each with 120 answers."""
    poor, good = [0, 0, 7, 9] * 30, [10, 10, 10, 7] * 30
    for month, values in (("2026-02", poor), ("2026-03", poor), ("2026-04", good)):
        book.nps(company.units["north-desk"], month, values)
    book.company, book.leader = company, company.actor("leader")
    return book


def close(books, month: date, day: date) -> queries.Period:
    at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    books.refresh(at)
    found = operations.open_period(kind=PeriodKind.MONTH, day=month, by=books.leader, at=at)
    period_close.begin(period_id=found.id, headline="What changed.", by=books.leader, at=at)
    check = Check.CHANGES_EXPLAINED
    operations.record_check(period_id=found.id, code=check, passed=True, note="seen", by=books.leader, at=at)
    period_close.close(period_id=found.id, by=books.leader, at=at)
    return queries.period(found.id)


def resolved(books, number: int | None = None, **more) -> Resolution:
    told = {"text": "Two vans more for the north", "due_on": date(2026, 4, 30), "metric": "nps", **more}
    decided = Decided(owner_id=books.company.people["north-lead"], **told)
    return operations.decide(number=number, decided=decided, by=books.leader, at=MEETING)


def stored(found: queries.Period) -> dict[str, bytes]:
    return {each.name: queries.content(each) for each in queries.files(found)}


@pytest.mark.feature("ME-4")
def test_overdue_decisions_head_the_next_pack_with_their_effect_at_each_close(books, monkeypatch) -> None:
    close(books, FEBRUARY, date(2026, 3, 3))
    question = operations.ask(question="Two vans more, or later promises?", by=books.leader, at=MEETING)
    assert queries.resolution(question.number).state == ResolutionState.ASKED
    made = resolved(books, question.number)
    unasked = resolved(books, text="A letter to the ten customers who waited longest", metric="")
    operations.finish(number=unasked.number, outcome="Sent on 2 April", by=books.leader, at=MEETING)
    march = close(books, MARCH, date(2026, 4, 3))
    told = json.loads(stored(march)["resolutions.json"])
    assert [each["number"] for each in told["running"]] == [made.number] and not told["overdue"]
    assert [each["number"] for each in told["ended"]] == [unasked.number]
    (effect,) = told["running"][0]["effects"]
    assert effect.startswith("March 2026: Net Promoter Score") and "no certain change" in effect
    april = close(books, APRIL, date(2026, 5, 4))
    files = stored(april)
    told = json.loads(files["resolutions.json"])
    assert [each["number"] for each in told["overdue"]] == [made.number] and not told["running"]
    assert [part.split(":")[0] for part in told["overdue"][0]["effects"]] == ["March 2026", "April 2026"]
    nps = 100 * (90 - 0) / 120 - 100 * (30 - 60) / 120
    assert nps == 100.0 and "+100, better since the decision" in told["overdue"][0]["effects"][1]
    assert "Naomi" not in json.dumps(told)
    rows = list(load_workbook(BytesIO(files["pack.xlsx"]))["Resolutions"].values)
    assert rows[1][:3] == ("overdue", f"R-{made.number}", "Two vans more for the north")
    page = Client()
    page.force_login(get_user_model().objects.get(pk=books.company.users["board"]))
    html = page.get(reverse("board:pack", args=[april.id])).content.decode()
    assert html.index("Overdue decisions of the board: 1") < html.index('<p class="hd-headline">')
    operations.drop(number=made.number, outcome="The vans were not to be had", by=books.leader, at=MEETING)
    assert board_pack.rendered_again(april.id, 1) == {
        name: content for name, content in files.items() if name != "manifest.json"
    }
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 5, 20, 9, tzinfo=UTC))
    log = page.get(reverse("board:resolutions")).content.decode()
    assert "Overdue" not in log and "The vans were not to be had" in log and "+100" in log


@pytest.mark.feature("ME-3", part="decisions asked of the board stand in the pack until they are answered")
def test_a_question_stands_in_every_pack_until_it_is_answered(books) -> None:
    february = operations.open_period(kind=PeriodKind.MONTH, day=FEBRUARY, by=books.leader, at=MEETING)
    made = operations.ask(question="Vans or promises?", period_id=february.id, by=books.leader, at=MEETING)
    early = operations.open_period(kind=PeriodKind.MONTH, day=MAY, by=books.leader, at=MEETING)
    operations.ask(question="For May only", period_id=early.id, by=books.leader, at=MEETING)
    first = json.loads(stored(close(books, FEBRUARY, date(2026, 3, 13)))["resolutions.json"])
    second = json.loads(stored(close(books, MARCH, date(2026, 4, 3)))["resolutions.json"])
    assert [each["question"] for each in first["asked"]] == ["Vans or promises?"]
    assert [each["number"] for each in second["asked"]] == [made.number]
    with pytest.raises(Refused, match="closed"):
        operations.ask(question="Too late", period_id=february.id, by=books.leader, at=MEETING)


def test_every_pair_of_state_and_verb_obeys_the_table(books) -> None:
    for state in ResolutionState:
        for verb in ResolutionVerb:
            made = operations.ask(question="Vans?", by=books.leader, at=MEETING)
            if state is not ResolutionState.ASKED:
                resolved(books, made.number)
            if state in (ResolutionState.DONE, ResolutionState.DROPPED):
                end = operations.finish if state is ResolutionState.DONE else operations.drop
                end(number=made.number, outcome="so", by=books.leader, at=MEETING)
            target = RESOLUTIONS[state].get(verb)
            if target is None:
                with pytest.raises(Ended):
                    take(books, verb, made.number)
                target = state
            else:
                take(books, verb, made.number)
            assert queries.resolution(made.number).state == target


def take(books, verb: ResolutionVerb, number: int) -> None:
    told = {"number": number, "by": books.leader, "at": MEETING}
    if verb is ResolutionVerb.DECIDE:
        resolved(books, number)
    elif verb is ResolutionVerb.POSTPONE:
        operations.postpone(due_on=date(2026, 7, 1), because="no vans", **told)
    elif verb is ResolutionVerb.FINISH:
        operations.finish(outcome="done", **told)
    else:
        operations.drop(outcome="no", **told)


def test_what_is_wrong_is_refused_by_its_field(books) -> None:
    for field, more in (
        ("due_on", {"due_on": date(2026, 3, 1)}),
        ("taken_on", {"taken_on": date(2026, 3, 13)}),
        ("text", {"text": "  "}),
        ("definition", {"metric": "no-such"}),
    ):
        with pytest.raises(Refused) as refusal:
            resolved(books, **more)
        assert refusal.value.field == field
    with pytest.raises(NotFound):
        operations.finish(number=99, outcome="done", by=books.leader, at=MEETING)
    made = resolved(books)
    with pytest.raises(Refused, match="not later"):
        operations.postpone(number=made.number, due_on=made.due_on, because="x", by=books.leader, at=MEETING)
    with pytest.raises(Denied):
        operations.ask(question="Why?", by=books.company.actor("analyst"), at=MEETING)


def test_the_first_day_stays_on_record_and_every_step_is_audited(books) -> None:
    made = resolved(books)
    operations.postpone(number=made.number, due_on=date(2026, 6, 1), because="no vans", by=books.leader, at=MEETING)
    found = queries.track(made.number, date(2026, 5, 30))
    assert (found.row.first_due_on, found.row.due_on, found.overdue) == (date(2026, 4, 30), date(2026, 6, 1), False)
    assert queries.track(made.number, date(2026, 6, 1)).overdue is False
    assert queries.track(made.number, date(2026, 6, 2)).overdue is True
    actions = AuditRow.objects.filter(entity_id=str(made.id)).order_by("id").values_list("action", flat=True)
    assert list(actions) == ["resolution.taken", "resolution.postponed"]


def test_a_decision_that_is_written_down_late_keeps_its_own_before(books) -> None:
    february = close(books, FEBRUARY, date(2026, 3, 3))
    close(books, MARCH, date(2026, 4, 3))
    close(books, APRIL, date(2026, 5, 4))
    decided = Decided(
        text="Two vans", owner_id=books.company.people["north-lead"], due_on=date(2026, 6, 1), metric="nps",
        taken_on=date(2026, 4, 2),
    )  # fmt: skip
    made = operations.decide(number=None, decided=decided, by=books.leader, at=datetime(2026, 5, 6, 9, tzinfo=UTC))
    assert made.taken_in == february, "March had no pack on the day of the meeting"
    found = queries.track(made.number, date(2026, 5, 6))
    assert [effect.period.starts for effect in found.effects] == [APRIL], "March was over before the decision"


def test_a_restated_figure_speaks_with_its_newest_value(books) -> None:
    february = close(books, FEBRUARY, date(2026, 3, 3))
    made = resolved(books)
    march = close(books, MARCH, date(2026, 4, 3))
    books.nps(books.company.units["north-desk"], "2026-03", [10] * 60)
    later = datetime(2026, 4, 9, 9, tzinfo=UTC)
    books.refresh(later)
    (result,) = queries.results(march, "nps", Split.TOTAL)
    period_close.restate(period_id=march.id, result_id=result.id, reason="Late cards", by=books.leader, at=later)
    (effect,) = queries.track(made.number, later.date()).effects
    assert made.taken_in == february and effect.restated and effect.moved.now.n == 180


@pytest.mark.feature("X-5", part="resolutions of the board through page, API and command line")
def test_page_api_and_command_line_do_the_same(books, monkeypatch, capsys) -> None:
    monkeypatch.setattr(timezone, "now", lambda: MEETING)
    page = Client()
    page.force_login(get_user_model().objects.get(pk=books.company.users["leader"]))
    owner = books.company.people["north-lead"]
    assert page.post(reverse("board:resolution_add"), {"kind": "ask", "question": "Vans?"}).status_code == 302
    refused = page.post(reverse("board:resolution_add"), {"kind": "take", "text": "Two vans", "owner": owner})
    html = refused.content.decode()
    assert refused.status_code == 422 and "Due on: it is due before" in html and "Two vans" in html
    answer = {"text": "Two vans", "owner": str(owner), "due_on": "2026-04-30"}
    told = page.post("/api/v1/resolutions/1", {"verb": "decide", "answer": answer}, content_type="application/json")
    assert (told.status_code, told.json()["state"], told.json()["due_on"]) == (200, "taken", "2026-04-30")
    leader = ["--by", organisation.person(books.company.people["leader"]).email]
    assert main(["resolution", "postpone", "1", "--due", "2026-05-31", "--because", "no vans", *leader]) == 0
    assert main(["resolution", "list", *leader]) == 0
    assert "R-1    taken    2026-05-31  Two vans" in capsys.readouterr().out
    done = page.post(reverse("board:resolution_step", args=[1, "finish"]), {"outcome": "They drive"})
    assert done.status_code == 302
    (each,) = page.get("/api/v1/resolutions").json()
    assert (each["state"], each["outcome"], each["ended_at"][:10]) == ("done", "They drive", "2026-03-12")
    assert queries.resolution(1).owner_id == owner
