"""The close: checklist, lock, two signatures, restatement; after the lock nothing moves by itself."""

import hashlib
import json
import random
from datetime import UTC, date, datetime
from fcntl import LOCK_EX, LOCK_NB, flock

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from heedful.analytics.scores.figure import Figure
from heedful.domain.measurement import operations, queries
from heedful.domain.measurement.enums import Check, PeriodKind, PeriodState, Split
from heedful.domain.measurement.models import PackFile, Period, Restatement, Result, SignOff
from heedful.domain.measurement.operations import NeedsTwoPeople, NotReady, WrongState
from heedful.domain.measurement.queries import FEW, Late, late
from heedful.domain.measurement.rules import TRANSITIONS
from heedful.domain.organisation.models import RoleGrant
from heedful.foundation.access import SYSTEM
from heedful.foundation.audit.models import AuditRow
from heedful.foundation.errors import Conflict, Denied, NotFound, Refused
from heedful.foundation.ids import new_id
from heedful.warehouse import dirty, reader, store
from heedful.workflows import board_pack, period_close
from tests.domain.measurement.conftest import COLUMNS

AT = datetime(2026, 4, 3, 9, tzinfo=UTC)
LATER = datetime(2026, 4, 9, 9, tzinfo=UTC)
place = {name: index for index, name in enumerate(COLUMNS["answers"])}


@pytest.fixture
def books(book, company):
    """A March with answers in two departments, and the leader who closes it."""
    book.nps(company.units["north-desk"], "2026-02", [10, 9, 8, 0] * 15, segment="key")
    book.nps(company.units["north-desk"], "2026-03", [10, 9, 8, 0] * 10, segment="key")
    book.nps(company.units["south-desk"], "2026-03", [0, 0, 7, 9] * 12, segment="standard")
    book.leader = company.actor("leader")
    book.company = company
    book.period = operations.open_period(kind=PeriodKind.MONTH, day=date(2026, 3, 9), by=book.leader, at=AT)
    return book


def said(result: Result, figure: Figure | None = None, **changes) -> Late:
    """Say of a closed figure that it is now another one, or the same."""
    for name, value in changes.items():
        setattr(result, name, value)
    closed = queries.closed_figure(result)
    return Late(result, closed, figure or closed, 0, figure or closed)


def ready(books) -> Period:
    period_id = books.period.id
    operations.write_headline(period_id=period_id, text="Nairobi lost its promoters.", by=books.leader, at=AT)
    period_close.begin(period_id=period_id, by=books.leader, at=AT)
    operations.record_check(
        period_id=period_id, code=Check.CHANGES_EXPLAINED, passed=True, note="late vans", by=books.leader, at=AT
    )
    return queries.period(period_id)


def closed(books) -> Period:
    found = ready(books)
    period_close.close(period_id=found.id, by=books.leader, at=AT)
    return queries.period(found.id)


def late_totals(found: Period, at: datetime) -> list[Late]:
    return [each for each in queries.late_data(found, at) if each.result.split == Split.TOTAL]


def test_the_same_day_opens_the_same_period(books):
    again = operations.open_period(kind=PeriodKind.MONTH, day=date(2026, 3, 31), by=books.leader, at=AT)
    assert again.id == books.period.id
    with pytest.raises(Denied):
        operations.open_period(kind=PeriodKind.MONTH, day=date(2026, 3, 1), by=books.company.actor("analyst"), at=AT)


def test_every_pair_of_states_obeys_the_table(books):
    for state in PeriodState:
        for target in PeriodState:
            books.period.refresh_from_db()
            hashes = {"locked_at": AT, "data_hash": "x"}
            Period.objects.filter(id=books.period.id).update(state=state, **hashes)
            if target in TRANSITIONS[state]:
                operations.closing.move(books.period.id, target)
            else:
                with pytest.raises(WrongState):
                    operations.closing.move(books.period.id, target)


def test_a_lock_names_every_line_that_is_missing(books):
    operations.begin_close(period_id=books.period.id, by=books.leader, at=AT)
    with pytest.raises(NotReady) as refusal:
        operations.lock(period_id=books.period.id, by=books.leader, at=AT)
    for text in ("cut-off is in the figures", "headline says", "better or worse"):
        assert text in refusal.value.message
    assert queries.period(books.period.id).state == PeriodState.CLOSING


def test_a_period_that_runs_or_follows_an_open_one_is_not_locked(books):
    april = operations.open_period(kind=PeriodKind.MONTH, day=date(2026, 4, 1), by=books.leader, at=AT)
    period_close.begin(period_id=april.id, by=books.leader, at=AT)
    lines = {line.code: line.passed for line in queries.checklist(queries.period(april.id), AT)}
    assert (lines[Check.PERIOD_OVER], lines[Check.PREVIOUS_CLOSED]) == (False, False)


def test_a_close_can_be_withdrawn_until_the_lock(books):
    found = ready(books)
    operations.withdraw_close(period_id=found.id, by=books.leader, at=AT)
    assert queries.period(found.id).state == PeriodState.OPEN
    locked = closed(books)
    with pytest.raises(WrongState):
        operations.withdraw_close(period_id=locked.id, by=books.leader, at=AT)
    with pytest.raises(WrongState):
        operations.write_headline(period_id=locked.id, text="All is well", by=books.leader, at=AT)


@pytest.mark.feature("ME-2", part="checklist, cut-off, lock, stored files")
def test_a_locked_period_keeps_its_figures_and_its_files(books):
    found = closed(books)
    assert found.state == PeriodState.LOCKED
    (nps,) = queries.results(found, "nps", Split.TOTAL)
    assert (nps.n, nps.basis["promoters"]) == (88, 32)
    assert queries.closed_figure(nps).estimate == pytest.approx(100 * (32 - 34) / 88)
    assert queries.data_hash(queries.results(found)) == found.data_hash
    files = {file.name: queries.content(file) for file in queries.files(found)}
    assert set(files) == {"pack.pdf", "pack.xlsx", "results.json", "money.json", "resolutions.json", "manifest.json"}
    assert files["pack.pdf"].startswith(b"%PDF-")
    manifest = json.loads(files["manifest.json"])
    for name in ("pack.pdf", "results.json"):
        assert manifest["files"][name] == hashlib.sha256(files[name]).hexdigest()
    assert manifest["stamp"]["data_sha256"] == found.data_hash
    actions = AuditRow.objects.filter(entity_id=str(found.id)).values_list("action", flat=True)
    expected = {"period.opened", "period.close_begun", "period.checked", "period.locked", "period.file_stored"}
    assert expected <= set(actions)


@pytest.mark.feature("ME-2", part="rendering again is bit-identical, the data hash for ever")
def test_a_year_later_the_same_bytes_and_the_same_hash(books):
    found = closed(books)
    for key in list(books.rows["answers"])[:20]:
        del books.rows["answers"][key]  # an erasure
    books.nps(books.company.units["north"], "2026-03", [0] * 9)
    books.refresh(datetime(2027, 4, 1, tzinfo=UTC))
    stored = {file.name: queries.content(file) for file in queries.files(found)}
    again = board_pack.rendered_again(found.id, 1)
    assert again == {name: content for name, content in stored.items() if name != "manifest.json"}
    assert queries.data_hash(queries.results(found)) == found.data_hash


@pytest.mark.feature("ME-2", part="late data is counted and changes figures only by restatement")
def test_late_rows_are_counted_and_only_a_restatement_speaks_of_them(books):
    found = closed(books)
    assert late_totals(found, LATER) == []
    books.nps(books.company.units["south-desk"], "2026-03", [0] * 12)
    books.refresh(LATER)
    (told,) = late_totals(found, LATER)
    assert (told.result.definition, told.more) == ("nps", 12)
    assert queries.closed_figure(told.result).n == 88
    period_close.restate(
        period_id=found.id, result_id=told.result.id, reason="Twelve answers came by post", by=books.leader, at=LATER
    )
    (made,) = queries.restatements(found)
    assert (made.old["n"], made.new["n"], made.material) == (88, 100, True)
    assert queries.closed_figure(queries.results(found, "nps", Split.TOTAL)[0]).n == 88
    assert queries.data_hash(queries.results(found)) == found.data_hash
    editions = [(file.edition, file.name) for file in queries.files(found)]
    assert len(editions) == 12
    assert b"Twelve answers" in queries.content(queries.file(found.id, "results.json", 2))
    for edition in (1, 2):
        again = board_pack.rendered_again(found.id, edition)
        assert again["pack.pdf"] == queries.content(queries.file(found.id, "pack.pdf", edition))
        assert again["results.json"] == queries.content(queries.file(found.id, "results.json", edition))


def naive_nps(books) -> tuple[int, float]:
    """Count March by hand: answers and net promoters."""
    values = [
        row[place["value"]]
        for row in books.rows["answers"].values()
        if row[place["collected_on"]].isoformat()[:7] == "2026-03"
    ]
    return len(values), 100 * (sum(v >= 900 for v in values) - sum(v <= 600 for v in values)) / len(values)


def change(books, kind: str, chance: random.Random) -> None:
    """Change rows of the closed March as a source may: they come, go, are corrected, or turn out to be of others."""
    rows = books.rows["answers"]
    march = sorted(key for key, row in rows.items() if row[place["collected_on"]].isoformat()[:7] == "2026-03")
    chosen = chance.sample(march, 14)
    if kind == "come":
        books.nps(
            books.company.units["south-desk"], "2026-03", [chance.choice([0, 8, 10]) for _ in range(14)], segment="key"
        )
    for key in chosen if kind != "come" else ():
        row = list(rows.pop(key))
        if kind == "corrected":
            row[place["value"]] = 1_000 - row[place["value"]] if row[place["value"]] != 500 else 0
        elif kind == "of another unit":
            other = {books.company.units["north-desk"]: "south-desk"}.get(row[place["unit_id"]], "north-desk")
            row[place["unit_id"]] = books.company.units[other]
        elif kind == "of another segment":
            row[place["segment"]] = "key" if row[place["segment"]] == "standard" else "standard"
        elif kind == "of another month":
            row[place["collected_on"]] = date(2026, 1, 5)
        if kind != "gone":
            rows[key] = tuple(row)
        dirty.mark("answers", [key])


CHANGES = ("come", "gone", "corrected", "of another unit", "of another segment", "of another month")


@pytest.mark.feature("ME-2")
def test_after_the_lock_any_change_makes_a_restatement_and_nothing_else_moves(books):
    """Whatever becomes of the rows: the books tell it, only a restatement speaks of it, what was closed stands."""
    found = closed(books)
    for person in ("leader", "board"):
        operations.sign(period_id=found.id, by=books.company.actor(person), at=AT)
    before = [(row.id, row.n, row.basis, row.figure) for row in queries.results(found)]
    first = {file.name: queries.content(file) for file in queries.files(found)}
    chance, made = random.Random(2), 0
    for number, kind in enumerate(CHANGES, start=2):
        change(books, kind, chance)
        books.refresh(LATER)
        late = queries.late_data(found, LATER)
        assert late, f"rows {kind}, and nobody is told"
        assert (kind in ("of another unit", "of another segment")) is all(each.result.split for each in late), kind
        assert period_close.restate(period_id=found.id, reason=f"rows {kind}", by=books.leader, at=LATER) == len(late)
        made += len(late)
        assert queries.late_data(found, LATER) == [], "what was restated is not late"
        told = queries.restatements(found)
        assert [each.number for each in told] == list(range(1, made + 1))
        assert {each.reason for each in told if each.edition == number} == {f"rows {kind}"}
        printed = json.loads(queries.content(queries.file(found.id, "results.json", number)))["restatements"]
        assert len(printed) == made, "each edition prints every restatement up to it"
        total = queries.told_of(queries.results(found, "nps", Split.TOTAL)[0])[-1]
        assert (total["n"], total["estimate"]) == pytest.approx(naive_nps(books)), kind
    with pytest.raises(Conflict, match="nothing to restate"):
        period_close.restate(period_id=found.id, reason="once more please", by=books.leader, at=LATER)
    assert AuditRow.objects.filter(action="period.restated", entity_id=str(found.id)).count() == made
    assert [(row.id, row.n, row.basis, row.figure) for row in queries.results(found)] == before
    assert queries.data_hash(queries.results(found)) == found.data_hash
    assert {file.name: queries.content(file) for file in queries.files(found) if file.edition == 1} == first
    for edition in (1, 1 + len(CHANGES)):
        again = board_pack.rendered_again(found.id, edition)
        assert again == {name: queries.content(queries.file(found.id, name, edition)) for name in again}
    assert queries.period(found.id).state == PeriodState.SIGNED


def test_a_group_beside_one_that_changed_by_a_few_is_hidden_with_it(books):
    """Twelve more in all and nine of them in one department would tell the three of the other."""
    found = closed(books)
    books.nps(books.company.units["south-desk"], "2026-03", [0] * 9)
    books.nps(books.company.units["north-desk"], "2026-03", [0] * 3)
    books.refresh(LATER)
    units = [each for each in queries.late_data(found, LATER) if each.result.split == Split.UNIT]
    assert {each.result.definition for each in units} == {"nps"}
    assert [each.now.hidden for each in units] == [FEW, FEW]
    (total,) = late_totals(found, LATER)
    assert total.now.n == 100


def test_rows_between_the_cut_off_and_the_lock_are_late_and_change_nothing(books):
    found = ready(books)
    books.nps(books.company.units["south-desk"], "2026-03", [0] * 12)
    books.refresh(LATER)
    assert [each.more for each in late_totals(found, LATER)] == [12]
    period_close.close(period_id=found.id, by=books.leader, at=LATER)
    found = queries.period(found.id)
    (nps,) = queries.results(found, "nps", Split.TOTAL)
    assert nps.n == 88
    (told,) = late_totals(found, LATER)
    assert (told.result.id, told.more, told.now.n) == (nps.id, 12, 100)
    assert found.draft == []


def test_every_figure_of_a_close_is_of_one_state_of_the_store(books, monkeypatch):
    """While the figures are computed nobody swaps the manifest, whatever is committed meanwhile."""
    seen = []
    real = late.figures

    def slow(**asked):
        seen.append(reader.state())
        books.nps(books.company.units["south-desk"], "2026-03", [0] * 9)
        with store.folder().joinpath("lock").open("w") as handle, pytest.raises(BlockingIOError):
            flock(handle, LOCK_EX | LOCK_NB)
        return real(**asked)

    monkeypatch.setattr(late, "figures", slow)
    ready(books)
    assert len(seen) > 10
    assert len(set(seen)) == 1


def test_few_late_rows_do_not_reveal_an_answer(books):
    found = closed(books)
    books.nps(books.company.units["south-desk"], "2026-03", [0])
    books.refresh(LATER)
    (told,) = late_totals(found, LATER)
    assert (told.more, told.now.estimate, told.now.n, told.now.hidden) == (1, None, None, FEW)
    period_close.restate(
        period_id=found.id, result_id=told.result.id, reason="One answer by post", by=books.leader, at=LATER
    )
    (made,) = queries.restatements(found)
    assert (made.new["estimate"], made.new["n"], made.new["hidden"]) == (None, None, FEW)
    books.nps(books.company.units["south-desk"], "2026-03", [0] * 3)
    with pytest.raises(Conflict, match="nothing to restate"):
        period_close.restate(
            period_id=found.id, result_id=told.result.id, reason="Three more came", by=books.leader, at=LATER
        )
    books.nps(books.company.units["south-desk"], "2026-03", [0] * 3)
    period_close.restate(
        period_id=found.id, result_id=told.result.id, reason="And three more", by=books.leader, at=LATER
    )
    assert [each.new["n"] for each in queries.restatements(found)] == [None, 95]


def test_a_group_that_lost_its_rows_is_restated_as_empty_and_an_unknown_figure_is_not_found(books):
    found = closed(books)
    gone = next(each for each in queries.results(found, "nps", Split.SEGMENT) if each.key == "key")
    for key, row in list(books.rows["answers"].items()):
        if "key" in row:
            del books.rows["answers"][key]
            dirty.mark("answers", [key])
    period_close.restate(period_id=found.id, result_id=gone.id, reason="They were a test", by=books.leader, at=LATER)
    (made,) = queries.restatements(found)
    assert (made.new["n"], made.new["estimate"], made.new["label"]) == (0, None, gone.label)
    for unknown in (new_id(),):
        with pytest.raises(NotFound):
            period_close.restate(
                period_id=found.id, result_id=unknown, reason="no such thing", by=books.leader, at=LATER
            )
        with pytest.raises(NotFound):
            operations.restate(late=[said(gone, id=unknown)], reason="no such thing", by=books.leader, at=LATER)


def test_a_withdrawn_close_forgets_what_people_had_answered(books):
    found = ready(books)
    operations.withdraw_close(period_id=found.id, by=books.leader, at=AT)
    period_close.begin(period_id=found.id, by=books.leader, at=LATER)
    lines = {line.code: line.passed for line in queries.checklist(queries.period(found.id), LATER)}
    assert lines[Check.CHANGES_EXPLAINED] is None


def test_a_headline_is_written_with_the_beginning_or_not_at_all(books):
    found = closed(books)
    with pytest.raises(WrongState):
        period_close.begin(period_id=found.id, headline="All is well", by=books.leader, at=LATER)
    april = operations.open_period(kind=PeriodKind.MONTH, day=date(2026, 4, 1), by=books.leader, at=AT)
    period_close.begin(period_id=april.id, headline="Nairobi is back.", by=books.leader, at=LATER)
    assert queries.period(april.id).headline == "Nairobi is back."
    with pytest.raises(WrongState):
        period_close.begin(period_id=april.id, headline="Nairobi is gone.", by=books.leader, at=LATER)
    assert queries.period(april.id).headline == "Nairobi is back."


def lift(table: str) -> None:
    """Take the triggers off, as somebody with the database in hand can."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for verb in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER {table}_no_{verb}")
        else:
            cursor.execute(f"DROP TRIGGER {table}_append_only ON {table}")


def test_the_database_lets_nobody_change_what_is_closed(books):
    found = closed(books)
    operations.sign(period_id=found.id, by=books.leader, at=LATER)
    result = queries.results(found, "nps", Split.TOTAL)[0]
    books.nps(books.company.units["south-desk"], "2026-03", [0] * 12)
    period_close.restate(period_id=found.id, result_id=result.id, reason="Came by post", by=books.leader, at=LATER)
    for model in (Result, SignOff, Restatement, PackFile):
        rows = model.objects.filter(period=found)
        assert rows.exists()
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rows.update(id=new_id())
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rows.all()._raw_delete(connection.alias)
        if connection.vendor == "postgresql":
            table = model._meta.db_table
            connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                connection.cursor().execute(f"TRUNCATE {table} CASCADE")


def test_a_figure_changed_beside_the_product_is_neither_signed_nor_shown(books):
    found = closed(books)
    lift("measurement_result")
    result = queries.results(found, "nps", Split.TOTAL)[0]
    found.results.filter(id=result.id).update(figure={**result.figure, "estimate": 99.0})
    for refused in (
        lambda: operations.sign(period_id=found.id, by=books.leader, at=LATER),
        lambda: queries.pack(found),
        lambda: queries.results_data(found),
        lambda: board_pack.rendered_again(found.id, 1),
    ):
        with pytest.raises(queries.Altered, match="no longer match their hash"):
            refused()
    assert not queries.period(found.id).signatures.exists()


def test_a_stored_file_that_was_changed_or_lost_is_not_given_out(books):
    found = closed(books)
    stored = queries.file(found.id, "results.json")
    queries.path_of(stored.sha256).write_bytes(b"{}")
    with pytest.raises(queries.Altered, match="hash"):
        queries.content(stored)
    queries.path_of(stored.sha256).unlink()
    with pytest.raises(queries.Altered):
        queries.content(stored)


def test_a_restatement_needs_a_locked_period_a_reason_and_a_difference(books):
    found = closed(books)
    result = queries.results(found, "nps", Split.TOTAL)[0]
    with pytest.raises(Refused, match="reason"):
        operations.restate(late=[said(result)], reason="oops", by=books.leader, at=LATER)
    with pytest.raises(Conflict, match="nothing to restate"):
        operations.restate(late=[said(result)], reason="no change at all", by=books.leader, at=LATER)
    other = queries.closed_figure(queries.results(found, "case_volume", Split.TOTAL)[0])
    with pytest.raises(Refused, match="another metric"):
        operations.restate(late=[said(result, other)], reason="wrong figure", by=books.leader, at=LATER)


@pytest.mark.feature("ME-2", part="sign-off by two people")
def test_two_different_people_sign(books):
    company = books.company
    with pytest.raises(WrongState):
        operations.sign(period_id=books.period.id, by=books.leader, at=AT)
    found = closed(books)
    with pytest.raises(Denied):
        operations.sign(period_id=found.id, by=company.actor("analyst"), at=LATER)
    with pytest.raises(NeedsTwoPeople, match="a person signs"):
        operations.sign(period_id=found.id, by=SYSTEM, at=LATER)
    assert operations.sign(period_id=found.id, by=books.leader, at=LATER).state == PeriodState.LOCKED
    with pytest.raises(NeedsTwoPeople, match="already"):
        operations.sign(period_id=found.id, by=books.leader, at=LATER)
    assert operations.sign(period_id=found.id, by=company.actor("board"), at=LATER).state == PeriodState.SIGNED
    assert [each.person_name for each in queries.period(found.id).signatures.all()] == ["Leader", "Board"]


def test_a_single_user_installation_says_how_to_add_the_second(books):
    found = closed(books)
    RoleGrant.objects.filter(person_id=books.company.people["board"]).delete()
    with pytest.raises(NeedsTwoPeople) as refusal:
        operations.sign(period_id=found.id, by=books.leader, at=LATER)
    assert "heedful user add" in refusal.value.fix


def test_who_looked_before_the_last_change_has_to_look_again(books):
    stale = queries.period(books.period.id)
    operations.begin_close(period_id=books.period.id, by=books.leader, at=AT)
    with pytest.raises(Conflict):
        operations.closing.claim(stale)


def test_the_database_refuses_what_the_operations_would(books):
    found = closed(books)
    for wrong in ({"data_hash": ""}, {"state": "ajar"}, {"ends": date(2020, 1, 1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Period.objects.filter(id=found.id).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Period.objects.create(kind=PeriodKind.MONTH, starts=found.starts, ends=found.ends)


def test_what_disclosure_hides_is_not_stored_either(books):
    books.nps(books.company.units["courier"], "2026-03", [0] * 2)
    found = closed(books)
    units = queries.results(found, "nps", Split.UNIT)
    hidden = [each for each in units if each.figure["hidden"]]
    assert "Kasi Couriers" in {each.label for each in hidden}
    for each in hidden:
        assert (each.n, each.basis, each.figure["estimate"], each.figure["n"]) == (None, {}, None, None)
