"""The store equals the source, whatever happens while it is refreshed."""

import random
import threading
import uuid
from datetime import UTC, date, datetime, timedelta

import duckdb
import pytest
from django.db import connection, transaction

from heedful.warehouse import dirty, facts, reader, refresh, store
from heedful.warehouse.models import DirtyKey
from tests.warehouse.conftest import COLUMNS, read

AT = datetime(2026, 4, 1, tzinfo=UTC)
NAMES = ", ".join(COLUMNS)


def stored() -> list[tuple[object, ...]]:
    return sorted(reader.execute(f"SELECT {NAMES} FROM answers"), key=str)


def current() -> list[tuple[object, ...]]:
    return sorted((facts.fact("answers").stored(row) for row in read(None)), key=str)


def put(key: uuid.UUID, rng: random.Random) -> None:
    day = date(2026, 1, 1) + timedelta(days=rng.randrange(90))
    row = [str(key), "nps", rng.choice([None, 0, 650, 850, 900]), rng.choice("ab"), None, day.isoformat()]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM source_answers WHERE key = %s", [str(key)])
        cursor.execute("INSERT INTO source_answers VALUES (%s, %s, %s, %s, %s, %s)", row)
    dirty.mark("answers", [key])


def drop(key: uuid.UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM source_answers WHERE key = %s", [str(key)])
    dirty.mark("answers", [key])


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(12))
def test_incremental_refresh_equals_a_full_rebuild(source, seed):
    rng = random.Random(seed)
    keys = [uuid.UUID(int=rng.getrandbits(128)) for _ in range(60)]
    for _ in range(6):
        for key in rng.sample(keys, rng.randrange(1, 30)):
            put(key, rng) if rng.random() < 0.7 else drop(key)
        refresh.refresh(at=AT)
        assert stored() == current()
        assert dirty.pending() == 0
    incremental = store.manifest().facts
    refresh.rebuild(at=AT)
    assert stored() == current()
    assert store.manifest().facts == incremental  # the same files by the hash of their content


@pytest.mark.django_db
def test_a_refresh_rewrites_only_the_months_it_touches(source):
    rng = random.Random(1)
    for number in range(1, 201):
        put(uuid.UUID(int=number), rng)
    refresh.refresh(at=AT)
    before = store.manifest().facts["answers"].parts
    with connection.cursor() as cursor:
        cursor.execute("SELECT key, collected_day FROM source_answers WHERE collected_day < '2026-02' LIMIT 1")
        key, _ = cursor.fetchone()
        cursor.execute("UPDATE source_answers SET value = 123 WHERE key = %s", [key])
    dirty.mark("answers", [uuid.UUID(key)])
    assert refresh.refresh(at=AT) == 1
    after = store.manifest().facts["answers"].parts
    assert {month for month in after if after[month] != before[month]} == {"2026-01"}


@pytest.mark.django_db
def test_a_crash_after_the_swap_loses_nothing_and_doubles_nothing(source, monkeypatch):
    rng = random.Random(2)
    put(uuid.UUID(int=1), rng)
    refresh.refresh(at=AT)
    put(uuid.UUID(int=1), rng)
    put(uuid.UUID(int=2), rng)
    marks = list(DirtyKey.objects.values("fact", "key"))
    refresh.refresh(at=AT)
    DirtyKey.objects.bulk_create(DirtyKey(**mark) for mark in marks)  # as if the process died before deleting them
    refresh.refresh(at=AT)
    assert stored() == current()


@pytest.mark.django_db
def test_new_columns_rebuild_the_fact(source, monkeypatch):
    put(uuid.UUID(int=1), random.Random(3))
    refresh.refresh(at=AT)
    fewer = {name: kind for name, kind in COLUMNS.items() if name != "segment"}

    def rows(keys):
        return ((row[0], row[1], row[2], row[3], row[5]) for row in read(keys))

    monkeypatch.setattr(facts, "_facts", {})
    facts.register(facts.Fact("answers", "key", fewer, "collected_day", rows))
    refresh.refresh(at=AT)
    with pytest.raises(duckdb.BinderException):
        reader.execute("SELECT segment FROM answers")
    assert reader.execute("SELECT COUNT(*) FROM answers") == [(1,)]


@pytest.mark.django_db
def test_a_column_of_a_new_release_is_empty_until_the_next_refresh(source, monkeypatch):
    put(uuid.UUID(int=1), random.Random(3))
    refresh.refresh(at=AT)
    more = {**COLUMNS, "tone": facts.ColumnType.INTEGER}
    monkeypatch.setattr(facts, "_facts", {})
    facts.register(facts.Fact("answers", "key", more, "collected_day", lambda keys: ((*row, 7) for row in read(keys))))
    reader.close()
    assert reader.execute("SELECT COUNT(*), COUNT(tone), SUM(tone) FROM answers") == [(1, 0, None)]
    refresh.refresh(at=AT)
    assert reader.execute("SELECT COUNT(*), SUM(tone) FROM answers") == [(1, 7)]


@pytest.mark.django_db
def test_a_reader_with_an_old_manifest_finds_its_files_after_one_more_refresh(source):
    put(uuid.UUID(int=1), random.Random(4))
    refresh.refresh(at=AT)
    held = store.manifest()
    put(uuid.UUID(int=1), random.Random(5))
    refresh.refresh(at=AT)
    assert all((store.folder() / name).exists() for name in held.files())
    for seed in (6, 7):
        put(uuid.UUID(int=1), random.Random(seed))
        refresh.refresh(at=AT)
    assert not any((store.folder() / name).exists() for name in held.files() - store.manifest().files())


@pytest.mark.django_db
def test_an_empty_store_answers_with_nothing(registry):
    assert reader.execute("SELECT COUNT(*), SUM(value) FROM answers") == [(0, None)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("merging", [False, True])
def test_marks_written_while_refreshing_are_never_lost(source, merging):
    """A writer marks a key that is already marked, and commits only after the refresher has read the old row.

    With marks merged by key (the negative control) the refresher deletes the only mark and the change is lost.
    """
    key = uuid.UUID(int=9)
    put(key, random.Random(10))
    refresh.refresh(at=AT)
    dirty.mark("answers", [key])
    seen, written = threading.Event(), threading.Event()

    def rows(keys):
        found = list(read(keys))
        seen.set()
        written.wait(10)  # the writer's change lands after the row was read
        return iter(found)

    def writer() -> None:
        seen.wait(10)
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("UPDATE source_answers SET value = 777 WHERE key = %s", [str(key)])
            if not (merging and DirtyKey.objects.filter(fact="answers", key=key).exists()):
                dirty.mark("answers", [key])
        connection.close()
        written.set()

    slow = facts.Fact("answers", "key", COLUMNS, "collected_day", rows)
    facts._facts["answers"] = slow
    thread = threading.Thread(target=writer)
    thread.start()
    refresh.refresh(at=AT)
    thread.join()
    written.set()
    refresh.refresh(at=AT)
    assert (stored() == current()) is not merging


@pytest.mark.django_db(transaction=True)
def test_concurrent_writers_and_refreshers_end_equal(source):
    stop = threading.Event()
    errors: list[BaseException] = []

    def work(seed: int) -> None:
        rng = random.Random(seed)
        try:
            for _ in range(60):
                key = uuid.UUID(int=rng.randrange(40))
                with transaction.atomic():
                    put(key, rng) if rng.random() < 0.7 else drop(key)
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    def keep_fresh() -> None:
        try:
            while not stop.is_set():
                refresh.refresh(at=AT)
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    writers = [threading.Thread(target=work, args=(seed,)) for seed in range(3)]
    refresher = threading.Thread(target=keep_fresh)
    for thread in (*writers, refresher):
        thread.start()
    for thread in writers:
        thread.join()
    stop.set()
    refresher.join()
    refresh.refresh(at=AT)
    deadlocks = [error for error in errors if "deadlock" not in str(error) and "duplicate key" not in str(error)]
    assert deadlocks == []
    assert stored() == current()


@pytest.mark.django_db
def test_a_mark_for_everything_reads_everything_even_when_it_comes_with_others(source):
    rng = random.Random(8)
    put(uuid.UUID(int=1), rng)
    refresh.refresh(at=AT)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE source_answers SET value = 55")  # a bulk change that marked no key
    put(uuid.UUID(int=2), rng)
    DirtyKey.objects.create(fact="answers", key=dirty.EVERYTHING)
    refresh.refresh(at=AT)
    assert stored() == current()
    assert dirty.pending() == 0


@pytest.mark.django_db
def test_rows_come_sorted_so_that_sums_do_not_depend_on_threads(source):
    rng = random.Random(4)
    for _ in range(80):
        put(uuid.UUID(int=rng.getrandbits(128)), rng)
    refresh.refresh(at=AT)
    text = "SELECT collected_day, segment, value, COUNT(*) FROM answers GROUP BY collected_day, segment, value"
    rows = reader.rows(text)
    assert len(rows) > 40
    assert rows == sorted(rows, key=lambda row: (*row[:2], row[2] is None, row[2] or 0, row[3]))
    backwards = reader.execute(text + " ORDER BY collected_day DESC")
    assert backwards != rows  # the control: another order of the same rows would be seen
    assert sorted(backwards, key=str) == sorted(rows, key=str)
