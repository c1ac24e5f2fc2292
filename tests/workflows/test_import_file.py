"""Imports: every row is counted once, bad ones come back, a repeat changes nothing."""

import csv
import gzip

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heedful.domain.cases.models import Case
from heedful.domain.customers import queries as customers
from heedful.domain.feedback.models import Record, Submission
from heedful.domain.feedback.rules.mapping import MappingRefused, parse_mapping
from heedful.domain.journeys.models import Interaction, Touchpoint
from heedful.foundation.access import SYSTEM
from heedful.foundation.audit.models import AuditRow
from heedful.foundation.errors import Refused
from heedful.workflows import import_file

CSAT = """
kind: feedback
source: helpdesk
time_zone: Africa/Nairobi
fields: {id: id, account: customer, body: words, collected_at: at, kind: {text: answer}}
scores: [{question: csat, type: csat, column: score, scale: [1, 5], values: {good: 5, bad: 1}}]
"""
HEADER = "id,customer,score,words,at\n"


@pytest.fixture
def load(company, now, tmp_path):
    def load(text, mapping=CSAT, **options):
        path = tmp_path / "in.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape"))
        return import_file.run(path, mapping, by=SYSTEM, at=now, **options)

    return load


def counts(report):
    assert report.read == report.new + report.changed + report.same + report.refused + report.held
    return (report.new, report.changed, report.same, report.refused, report.held)


GOOD = (
    HEADER
    + 'a,A-1,5,"Said, with\nline break",2026-03-01 10:00:00\n'
    + "b,A-2,bad,,2026-03-02\nc,A-1,3,=1+1,2026-03-02T09:00:00+00:00\n"
)


@pytest.mark.feature("VO-4", part="CSV with mapping, declared scales, idempotent")
def test_a_file_goes_in_once(load):
    assert counts(load(GOOD)) == (3, 0, 0, 0, 0)
    assert counts(load(GOOD)) == (0, 0, 3, 0, 0)
    assert counts(load(GOOD.replace("a,A-1,5", "a,A-1,4"))) == (0, 1, 2, 0, 0)
    assert set(Record.objects.values_list("value_number", flat=True)) == {4, 1, 3}
    first = Submission.objects.get(submission_id="helpdesk:a")
    assert first.body == "Said, with\nline break"
    assert first.collected_at.isoformat() == "2026-03-01T07:00:00+00:00"
    assert first.account.code == "A-1"
    assert Submission.objects.get(submission_id="helpdesk:c").body == "=1+1"


@pytest.mark.feature("VO-4", part="dry run")
def test_a_dry_run_counts_the_same_and_writes_nothing(load):
    report = load(GOOD, dry_run=True)
    assert counts(report) == (3, 0, 0, 0, 0)
    assert not report.written
    assert not Submission.objects.exists()


BAD = HEADER + "".join(
    f"{row}\n"
    for row in (
        "a,A-1,5,,2026-03-01", "b,A-9,5,,2026-03-01", "c,A-1,6,,2026-03-01", "d,A-1,five,,2026-03-01",
        "e,A-1,5,,31.12.2026", "f,A-1,5,a\x07b,2026-03-01", "g,A-1,5,\udcff,2026-03-01", "h,A-1,5",
        ",A-1,5,,2026-03-01",
        "i,A-1,,,2026-03-01", "j,A-1,4,,1812-01-01",
    )
)  # fmt: skip


@pytest.mark.feature("VO-4", part="error file; good rows go in only when the user says so")
def test_bad_rows_come_back_with_line_column_value_and_reason(load, tmp_path):
    errors = tmp_path / "errors.csv"
    report = load(BAD, errors_path=errors)
    assert counts(report) == (0, 0, 0, 10, 1)
    assert not Submission.objects.exists()
    rows = list(csv.reader(errors.read_text(encoding="utf-8").splitlines()))
    assert rows[0] == ["line", "column", "value", "reason"]
    assert [row[:3] for row in rows[1:]] == [
        ["3", "customer", "A-9"], ["4", "score", "6"], ["5", "score", "five"], ["6", "at", "31.12.2026"],
        ["7", "words", "a\ufffdb"], ["8", "words", "\ufffd"], ["9", "", "h,A-1,5"], ["10", "id", ""],
        ["11", "score", ""], ["12", "at", "1812-01-01"],
    ]  # fmt: skip
    assert all(row[3] for row in rows[1:])
    assert counts(load(BAD, accept_good=True)) == (1, 0, 0, 10, 0)
    assert Submission.objects.get().submission_id == "helpdesk:a"


def test_the_error_file_runs_nothing_in_a_spreadsheet(load, tmp_path):
    errors = tmp_path / "errors.csv"
    load(HEADER + 'a,"=HYPERLINK(1)",5,,2026-03-01\n', errors_path=errors)
    assert list(csv.reader(errors.read_text(encoding="utf-8").splitlines()))[1][2] == "'=HYPERLINK(1)"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,customer\na,b\n", "'at'"),
        ("", "'at'"),
    ],
)
def test_a_file_without_the_columns_is_refused_by_their_names(text, said, load):
    with pytest.raises(Refused, match=said):
        load(text)


@pytest.mark.parametrize(
    ("mapping", "field"),
    [
        ("kind: feedbak", "kind"),
        ("kind: feedback\nsource: s\nfields: {id: i, boddy: b}", "mapping"),
        ("kind: revenue\nsource: s\nfields: {account: a, month: m, amount: x}", "mapping"),
        (CSAT.replace("[1, 5]", "[0, 2]"), "scores.0"),
        (CSAT.replace("Africa/Nairobi", "Mars"), "time_zone"),
        ("- a\n- b", "mapping"),
        ("a: [", "mapping"),
    ],
)
def test_a_wrong_mapping_is_refused_by_its_key(mapping, field):
    with pytest.raises(MappingRefused) as refused:
        parse_mapping(mapping)
    assert refused.value.field == field
    assert refused.value.fix


def test_customers_orders_and_money_come_joined_and_packed(load, company, now, tmp_path):
    people = "kind: customers\nsource: shop\nfields: {reference: id, name: name, email: mail, unit: unit}"
    assert counts(
        load("id,name,mail,unit\nP1,Ana,ana@x.example,north-desk\nP1,Ana,ana@x.example,north-desk\n", people)
    ) == (1, 0, 1, 0, 0)
    with gzip.open(tmp_path / "owners.csv.gz", "wt") as file:
        file.write("order,person\nO1,P1\nO2,P9\n")
    orders = """
kind: interactions
source: shop
touchpoint: {code: parcel, name: Parcel, journey: Order to door, kind: physical}
join: [{name: owner, file: owners.csv.gz, match: order}]
fields:
  id: order
  contact: owner.person
  started_at: bought
  promised_at: promised
  actual_at: {column: came, when: {state: delivered}}
  state: state
"""
    text = "order,bought,promised,came,state\n" + "\n".join(
        (
            "O1,2026-01-02,2026-01-05,2026-01-06,delivered",
            "O2,2026-01-02,,,lost",
            "O1,2026-01-02,2026-01-05,2026-01-06,canceled",
        )
    )
    report = load(text, orders, accept_good=True)
    assert counts(report) == (1, 1, 0, 1, 0)
    (fault,) = report.faults
    assert (fault.line, fault.column, fault.value) == (3, "owner.person", "P9")
    order = Interaction.objects.get()
    assert (order.actual_at, order.state) == (None, "canceled")
    assert order.unit_id == company.units["north-desk"]
    assert Touchpoint.objects.filter(code="parcel").count() == 1
    money = MONEY + "control_totals: {2026-01: '10.15', 2026-02: '3'}"
    paid = "a,m,x\nP1,2026-01-02,10.10\nP1,2026-01-20,0.05\nP1,2026-02-01,3\n"
    assert counts(load(paid, money)) == (3, 0, 0, 0, 0)
    assert counts(load(paid, money)) == (0, 0, 3, 0, 0)
    january = customers.account_by_code("P1").id
    first, until = now.date().replace(month=1, day=1), now.date()
    assert [total for _, _, total in customers.revenue_of(january, first, until)] == [1015, 300]
    with pytest.raises(Refused, match=r"difference -1\b"):
        load(paid, MONEY + "control_totals: {2026-01: '10.16', 2026-02: '3'}")


MONEY = "kind: revenue\nsource: shop\ncurrency: BRL\nfields: {account: a, month: m, amount: x}\n"


def revenue(code, company, now):
    months = customers.revenue_of(company.accounts[code], now.date().replace(month=1, day=1), now.date())
    return {month.month: total for month, _, total in months}


def test_a_corrected_file_of_the_same_sum_and_length_replaces_the_first(load, company, now):
    money = MONEY + "control_totals: {2026-01: '30'}"
    assert counts(load("a,m,x\nA-1,2026-01-02,10\nA-2,2026-01-02,20\n", money)) == (2, 0, 0, 0, 0)
    assert counts(load("a,m,x\nA-2,2026-01-02,20\nA-1,2026-01-02,10\n", money)) == (0, 0, 2, 0, 0)
    assert counts(load("a,m,x\nA-1,2026-01-02,20\nA-2,2026-01-02,10\n", money)) == (0, 2, 0, 0, 0)
    assert (revenue("A-1", company, now), revenue("A-2", company, now)) == ({1: 2_000}, {1: 1_000})


def test_a_month_without_a_stated_total_is_refused_and_nothing_is_kept(load, company, now):
    with pytest.raises(Refused, match="ledger's total") as refused:
        load("a,m,x\nA-1,2026-01-02,10\nA-1,2026-02-02,10\n", MONEY + "control_totals: {2026-01: '10'}")
    assert (refused.value.field, refused.value.value) == ("control_totals", "2026-02")
    assert revenue("A-1", company, now) == {}


def test_a_month_with_a_refused_row_is_held_back_even_when_good_rows_are_accepted(load, company, now):
    money = MONEY + "control_totals: {2026-01: '10', 2026-02: '7'}"
    paid = "a,m,x\nA-1,2026-01-02,10\nnobody,2026-01-03,0\nA-1,2026-02-02,7\n"
    assert counts(load(paid, money, accept_good=True)) == (1, 0, 0, 1, 1)
    assert revenue("A-1", company, now) == {2: 700}
    unreadable = "a,m,x\nA-1,2026-01-02,10\nA-1,someday,3\n"
    assert counts(load(unreadable, money, accept_good=True)) == (0, 0, 0, 1, 1)
    assert revenue("A-1", company, now) == {2: 700}


def test_a_customer_whose_row_has_changed_is_updated_and_counted(load, company):
    people = "kind: customers\nsource: shop\nfields: {reference: id, name: name, email: mail}"
    assert counts(load("id,name,mail\nP1,Ana,ana@x.example\n", people)) == (1, 0, 0, 0, 0)
    assert counts(load("id,name,mail\nP1,Ana,ana@y.example\n", people)) == (0, 1, 0, 0, 0)
    assert counts(load("id,name,mail\nP1,Ana,\n", people)) == (0, 0, 1, 0, 0)
    found = customers.visible_contacts(SYSTEM).get(reference="P1")
    assert found.email == "ana@y.example"
    (row,) = AuditRow.objects.filter(entity_id=str(found.id), action="contact.updated")
    assert "y.example" not in row.data


def test_low_scores_open_cases_when_the_mapping_says_so(load):
    load(GOOD, CSAT + "follow_up: none")
    assert not Case.objects.exists()
    load(GOOD.replace("b,A-2", "z,A-2"), CSAT + "follow_up: cases")
    assert Case.objects.count() == 1


@pytest.mark.invariant("surveys-14")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=15)
@given(
    rows=st.lists(st.tuples(st.integers(0, 5), st.integers(1, 5)), max_size=10, unique_by=lambda row: row[0]),
    data=st.data(),
)
def test_the_same_rows_reordered_or_split_are_the_same_table(rows, data, load):
    Submission.objects.all().delete()
    lines = [f"{n},A-1,{score},,2026-03-01\n" for n, score in rows]
    assert counts(load(HEADER + "".join(lines))) == (len(rows), 0, 0, 0, 0)
    shuffled = data.draw(st.permutations(lines))
    cut = data.draw(st.integers(0, len(lines)))
    for part in (shuffled[:cut], shuffled[cut:]):
        assert counts(load(HEADER + "".join(part))) == (0, 0, len(part), 0, 0)


@pytest.mark.trust(16)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(body=st.binary(max_size=120))
def test_no_bytes_break_an_import(body, load):
    report = load(HEADER.encode() + body, dry_run=True, accept_good=True)
    assert sum(counts(report)) == report.read


def test_memory_does_not_grow_with_the_file(company, now, tmp_path):
    import tracemalloc

    def peak(count):
        path = tmp_path / f"{count}.csv"
        with path.open("w") as file:
            file.write(HEADER)
            file.writelines(f"{n},A-9,5,{'x' * 500},2026-03-01\n" for n in range(count))
        tracemalloc.start()
        report = import_file.run(path, CSAT, by=SYSTEM, at=now)
        _, top = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert report.refused == count
        return top

    small, large = peak(500), peak(5_000)
    assert large < small * 1.5 + 1_000_000
