"""One shape for all feedback: once, within limits, with its history."""

import math
import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heedful.domain.feedback import operations, queries
from heedful.domain.feedback.enums import FieldType, Kind, Outcome
from heedful.domain.feedback.facts import answers
from heedful.domain.feedback.models import Record, Submission
from heedful.domain.feedback.rules import FeedbackRefused, RecordInput, SubmissionInput, needs_follow_up
from heedful.foundation.access import SYSTEM
from heedful.foundation.errors import NotFound
from heedful.warehouse import dirty
from heedful.warehouse.facts import fact
from tests.factories.company import small_company


def tell(at, **more):
    told = {"kind": Kind.COMPLAINT, "channel": "email", "submission_id": "<1@mail>", "body": "Late", **more}
    return operations.record(**told, by=SYSTEM, at=at)


def nps(value, **more):
    return RecordInput(field_id="nps", field_type="nps", number=value, low=0, high=10, **more)


@pytest.mark.feature("VO-3", part="the same mail twice is one record")
def test_the_same_mail_twice_is_one_submission(company, now):
    first, created = tell(now)
    again, created_again = tell(now + timedelta(hours=1))
    assert (created, created_again) == (True, False)
    assert (first.id, again.outcome) == (again.id, Outcome.SAME)
    assert Submission.objects.count() == 1


def test_changed_content_replaces_and_the_old_is_kept(company, now):
    kept, _ = tell(now, records=[nps(2)])
    changed, created = tell(now, body="Late and wet", records=[nps(1)])
    assert (changed.outcome, created, changed.id) == (Outcome.CHANGED, False, kept.id)
    assert [row.value for row in queries.scores(kept.id)] == [1]
    (before,) = queries.history(kept.id)
    assert before["body"] == "Late"
    assert before["records"][0]["value_number"] == 2
    assert tell(now, body="Late and wet", records=[nps(1)])[0].outcome is Outcome.SAME


def test_every_write_marks_the_facts_it_changes(company, now):
    kept, _ = tell(now, records=[nps(2)])
    old = Record.objects.get().id
    assert [row[4] for row in answers([old])] == [200]
    tell(now, records=[nps(6.5)])
    assert dirty.pending("answers") == 3
    assert list(answers([old])) == []
    (row,) = answers(None)
    assert fact("answers").stored(row)[1:5] == ("", "nps", "nps", 650)
    assert kept.outcome is Outcome.NEW


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"submission_id": ""}, "submission_id"),
        ({"submission_id": "x" * 256}, "submission_id"),
        ({"body": "a\x00b"}, "body"),
        ({"body": "a\x07b"}, "body"),
        ({"body": "\udcff"}, "body"),
        ({"body": "x" * 30_001}, "body"),
        ({"body": " "}, "body"),
        ({"kind": "rant"}, "kind"),
        ({"channel": ""}, "channel"),
        ({"language": "x" * 11}, "language"),
        ({"collected_at": datetime(1969, 1, 1, tzinfo=UTC)}, "collected_at"),
        ({"experienced_at": datetime(2081, 1, 2, tzinfo=UTC)}, "experienced_at"),
        ({"records": [nps(11)]}, "nps"),
        ({"records": [nps(-1)]}, "nps"),
        ({"records": [nps(math.nan)]}, "nps"),
        ({"records": [nps(5), nps(6)]}, "nps"),
        ({"records": [RecordInput(field_id="c", field_type="csat", number=0, low=0, high=2)]}, "c"),
        ({"records": [RecordInput(field_id="c", field_type="rating", number=3)]}, "c"),
        ({"records": [RecordInput(field_id="", field_type="text", text="x")]}, "field_id"),
        ({"records": [RecordInput(field_id="t", field_type="blob", text="x")]}, "t"),
        ({"records": [RecordInput(field_id="t", field_type="text", text="x" * 30_001)]}, "t"),
        ({"records": [RecordInput(field_id="n", field_type="number", number=1e16)]}, "n"),
        ({"records": [RecordInput(field_id="d", field_type="date", day=date(1900, 1, 1))]}, "d"),
        ({"records": [RecordInput(field_id="g", field_type="text", text="x", group_id="g" * 256)]}, "g.group_id"),
    ],
)
def test_what_breaks_a_limit_is_refused_by_name_with_a_remedy(more, field, company, now):
    with pytest.raises(FeedbackRefused) as refused:
        tell(now, **more)
    assert refused.value.field == field
    assert refused.value.fix
    assert not Submission.objects.exists()


@pytest.mark.invariant("surveys-5")
def test_the_database_itself_refuses_a_score_off_its_scale(company, now):
    tell(now, records=[nps(5)])
    with pytest.raises(IntegrityError), transaction.atomic():
        Record.objects.update(value_number=11)


@pytest.mark.parametrize(
    ("kind", "metric", "value", "low", "high", "needed"),
    [
        ("answer", "nps", 6, 0, 10, True),
        ("answer", "nps", 6.5, 0, 10, True),
        ("answer", "nps", 7, 0, 10, False),
        ("answer", "nps", 10, 0, 10, False),
        ("answer", "csat", 2, 1, 5, True),
        ("answer", "csat", 3, 1, 5, False),
        ("answer", "ces", 3, 1, 7, True),
        ("answer", "ces", 4, 1, 7, False),
        ("answer", "ces", 2, 1, 5, True),
        ("answer", "rating", 2, 1, 5, True),
        ("answer", "rating", 3, 1, 5, False),
        ("answer", "rating", 3, 1, 10, False),
        ("complaint", "nps", 10, 0, 10, True),
        ("compliment", "nps", 9, 0, 10, False),
    ],
)
def test_who_is_called_back(kind, metric, value, low, high, needed):
    score = RecordInput(field_id="q", field_type=metric, number=value, low=low, high=high)
    assert needs_follow_up(kind, [score]).needed is needed


def test_a_complaint_needs_no_score_and_a_wish_none_either():
    assert needs_follow_up(Kind.COMPLAINT, []).reason == "complaint"
    assert not needs_follow_up(Kind.WISH, []).needed


@pytest.mark.invariant("surveys-14")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(
    data=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 10)), max_size=12),
    split=st.integers(1, 5),
)
def test_many_at_once_are_the_same_as_one_by_one_however_split(data, split, company, now):
    Submission.objects.all().delete()

    def told(n, score):
        return SubmissionInput(
            kind=Kind.ANSWER, channel="import", submission_id=f"s{n}", collected_at=now, records=(nps(score),)
        )

    rows = [told(n, score) for n, score in data]
    counts = dict.fromkeys(Outcome, 0)
    for start in range(0, len(rows), split):
        for one in operations.record_many(told=rows[start : start + split], by=SYSTEM, at=now):
            counts[one.outcome] += 1
    assert sum(counts.values()) == len(rows)
    assert counts[Outcome.NEW] == Submission.objects.count() == len({n for n, _ in data})
    last = {f"s{n}": score for n, score in data}
    assert dict(Record.objects.values_list("submission__submission_id", "value_number")) == last
    final = [told(int(name[1:]), score) for name, score in last.items()]
    assert {one.outcome for one in operations.record_many(told=final, by=SYSTEM, at=now)} <= {Outcome.SAME}


def test_one_bad_of_many_writes_nothing(company, now):
    rows = [
        SubmissionInput(kind=Kind.WISH, channel="api", submission_id=str(n), body="x" if n else "", collected_at=now)
        for n in range(3)
    ]
    with pytest.raises(FeedbackRefused):
        operations.record_many(told=rows, by=SYSTEM, at=now)
    assert not Submission.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_same_submission_from_many_sides_at_once_is_one(now):
    small_company(now)
    start, created = threading.Barrier(4), []

    def post():
        start.wait()
        created.append(tell(now)[1])
        connection.close()

    threads = [threading.Thread(target=post) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(created) == [False, False, False, True]
    assert Submission.objects.count() == 1


def test_feedback_is_seen_in_the_own_unit_only(company, now):
    mine, _ = tell(now, unit_id=company.units["north-desk"])
    lead, stranger = company.actor("north-lead"), company.actor("south-lead")
    assert [one.id for one in queries.inbox(lead)] == [mine.id]
    assert not queries.inbox(stranger).exists()
    assert queries.submission(mine.id, lead).body == "Late"
    with pytest.raises(NotFound):
        queries.submission(mine.id, stranger)
    assert queries.count_by_kind(lead)["complaint"] == 1
    assert queries.count_by_kind(stranger) == dict.fromkeys(Kind, 0)


def test_each_field_type_keeps_its_value(company, now):
    kept, _ = tell(
        now,
        records=[
            RecordInput(field_id="t", field_type=FieldType.TEXT, text="=1+1"),
            RecordInput(field_id="b", field_type=FieldType.BOOLEAN, boolean=False),
            RecordInput(field_id="d", field_type=FieldType.DATE, day=date(2026, 3, 17)),
            RecordInput(field_id="c", field_type=FieldType.CATEGORICAL, value_id="a", text="a"),
        ],
    )
    rows = {row.field_id: row for row in queries.records(kept.id)}
    assert (rows["t"].value_text, rows["b"].value_boolean, rows["d"].value_date) == ("=1+1", False, date(2026, 3, 17))
    assert rows["c"].value_id == "a"
