"""The close: checklist, lock, two signatures, restatement; after the lock nothing moves by itself."""

import hashlib
import json
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from heedful.domain.measurement import operations, queries
from heedful.domain.measurement.enums import Check, PeriodKind, PeriodState, Split
from heedful.domain.measurement.models import Period
from heedful.domain.measurement.operations import NeedsTwoPeople, NotReady, WrongState
from heedful.domain.measurement.rules import TRANSITIONS
from heedful.domain.organisation.models import RoleGrant
from heedful.foundation.access import SYSTEM
from heedful.foundation.audit.models import AuditRow
from heedful.foundation.errors import Conflict, Denied, Refused
from heedful.workflows import period_close

AT = datetime(2026, 4, 3, 9, tzinfo=UTC)
LATER = datetime(2026, 4, 9, 9, tzinfo=UTC)


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
        operations.lock(period_id=books.period.id, figures=[], by=books.leader, at=AT)
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
    assert set(files) == {"pack.pdf", "results.json", "manifest.json"}
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
    again = period_close.rendered_again(found.id, 1)
    assert again == {name: stored[name] for name in ("pack.pdf", "results.json")}
    assert queries.data_hash(queries.results(found)) == found.data_hash


@pytest.mark.feature("ME-2", part="late data is counted and changes figures only by restatement")
def test_late_rows_are_counted_and_only_a_restatement_speaks_of_them(books):
    found = closed(books)
    assert queries.late_data(found, LATER) == []
    books.nps(books.company.units["south-desk"], "2026-03", [0] * 12)
    books.refresh(LATER)
    (late,) = queries.late_data(found, LATER)
    assert (late.result.definition, late.more) == ("nps", 12)
    assert queries.closed_figure(late.result).n == 88
    period_close.restate(
        period_id=found.id, result_id=late.result.id, reason="Twelve answers came by post", by=books.leader, at=LATER
    )
    (made,) = queries.restatements(found)
    assert (made.old["n"], made.new["n"], made.material) == (88, 100, True)
    assert queries.closed_figure(queries.results(found, "nps", Split.TOTAL)[0]).n == 88
    assert queries.data_hash(queries.results(found)) == found.data_hash
    editions = [(file.edition, file.name) for file in queries.files(found)]
    assert len(editions) == 6
    assert b"Twelve answers" in queries.content(queries.file(found.id, "results.json", 2))
    for edition in (1, 2):
        again = period_close.rendered_again(found.id, edition)
        assert again["pack.pdf"] == queries.content(queries.file(found.id, "pack.pdf", edition))
        assert again["results.json"] == queries.content(queries.file(found.id, "results.json", edition))


def test_a_restatement_needs_a_locked_period_a_reason_and_a_difference(books):
    found = closed(books)
    result = queries.results(found, "nps", Split.TOTAL)[0]
    figure = queries.closed_figure(result)
    with pytest.raises(Refused, match="reason"):
        operations.restate(result_id=result.id, figure=figure, reason="oops", by=books.leader, at=LATER)
    with pytest.raises(Conflict, match="nothing to restate"):
        operations.restate(result_id=result.id, figure=figure, reason="no change at all", by=books.leader, at=LATER)
    other = queries.closed_figure(queries.results(found, "case_volume", Split.TOTAL)[0])
    with pytest.raises(Refused, match="another metric"):
        operations.restate(result_id=result.id, figure=other, reason="wrong figure", by=books.leader, at=LATER)


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
