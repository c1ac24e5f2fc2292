"""Each definition gives the same integers on DuckDB, SQLite and PostgreSQL, and in a naive second implementation."""

import random
import uuid
from datetime import date, timedelta

import pytest

from heedful.analytics.definitions import Condition, definition, definitions
from heedful.analytics.definitions.kinds import Kind
from heedful.analytics.definitions.model import Definition
from heedful.analytics.scores.figure import measured
from heedful.analytics.scores.tally import Tally
from heedful.warehouse import engine, facts, reader, store
from heedful.warehouse.facts import ColumnType, Fact
from heedful.warehouse.query import UnknownColumn, statement, table

ID, TEXT, INT, DAY, FLAG = ColumnType.ID, ColumnType.TEXT, ColumnType.INTEGER, ColumnType.DAY, ColumnType.FLAG
COLUMNS = {
    "answers": {
        "id": ID, "question": TEXT, "metric": TEXT, "value": INT, "scale_high": INT, "status": TEXT,
        "unit_id": ID, "segment": TEXT, "collected_on": DAY,
    },
    "invitations": {"id": ID, "asked": FLAG, "answered": FLAG, "unit_id": ID, "segment": TEXT, "sent_on": DAY},
    "cases": {
        "id": ID, "seconds_to_acknowledge": INT, "seconds_to_first_response": INT, "seconds_to_resolution": INT,
        "redress_minor": INT,
        "unit_id": ID, "segment": TEXT, "opened_on": DAY,
    },
    "interactions": {
        "id": ID, "promised": FLAG, "delivered": FLAG, "days_late": INT, "unit_id": ID, "segment": TEXT,
        "started_on": DAY,
    },
    "ease_answers": {"id": ID, "value": INT, "unit_id": ID, "segment": TEXT, "answered_on": DAY},
    "clocks": {"id": ID, "result": TEXT, "unit_id": ID, "segment": TEXT, "opened_on": DAY},
}  # fmt: skip
UNITS = [str(uuid.UUID(int=n)) for n in range(4)]
VALUES = {
    "metric": ["nps", "nps", "csat", "ces", "rating", "rating"],
    "question": ["communication_effort", "recommend"],
    "scale_high": [5, 7, 7, 10],
    "status": ["final", "final", "partial", "suspect"],
    "value": [None, 0, 1, 5, 7, 300, 400, 500, 650, 699, 700, 850, 899, 900, 1000, 1100, -100, -1],
    "segment": ["", "alpha", "beta", "Ünïcode", "O'Neil; --", None],
    "result": ["met", "missed", "running", None],
}


def random_rows(name: str, rng: random.Random, n: int) -> list[tuple[object, ...]]:
    def one(column: str, kind: ColumnType) -> object:
        if kind is ID:
            return rng.choice(UNITS) if column == "unit_id" else str(uuid.UUID(int=rng.getrandbits(128)))
        if kind is DAY:
            return (date(2025, 11, 1) + timedelta(days=rng.randrange(150))).isoformat()
        if kind is FLAG:
            return rng.randrange(2)
        if column in VALUES:
            return rng.choice(VALUES[column])
        return rng.choice([None, rng.randrange(500), rng.randrange(2**33), -1])

    return [tuple(one(column, kind) for column, kind in COLUMNS[name].items()) for _ in range(n)]


def naive(each: Definition, rows: list[dict[str, object]], where: list[Condition], group_by: list[str]) -> dict:
    """Compute the sufficient statistics row by row, without SQL."""

    def holds(condition: Condition, row: dict[str, object]) -> bool:
        value, other = row[condition.column], condition.value
        if condition.operator in ("is null", "is not null"):
            return (value is None) is (condition.operator == "is null")
        if value is None:
            return False
        return {
            "=": lambda: value == other,
            "<>": lambda: value != other,
            "<": lambda: value < other,
            "<=": lambda: value <= other,
            ">": lambda: value > other,
            ">=": lambda: value >= other,
            "in": lambda: value in other,
        }[condition.operator]()

    result: dict[tuple[str, ...], Tally] = {} if group_by else {(): Tally()}
    for row in rows:
        if not all(holds(condition, row) for condition in (*each.population, *where)):
            continue
        keys = [row[each.day][:7] if name == "month" else row[name] for name in group_by]
        group = tuple("" if key is None else str(key) for key in keys)
        sums = {"n": 1} | {name: int(all(holds(c, row) for c in cs)) for name, cs in each.counts.items()}
        if each.kind in (Kind.MEAN, Kind.EFFORT, Kind.TOTAL):
            sums["total"] = row[each.value]
        if each.kind in (Kind.MEAN, Kind.EFFORT):
            sums["squares"] = row[each.value] ** 2
        histogram = {row[each.value]: 1} if each.kind is Kind.MEDIAN else {}
        result[group] = result.get(group, Tally()) + Tally(sums, histogram)
    return result


@pytest.fixture
def registry(monkeypatch, settings, tmp_path):
    settings.HEEDFUL_VAR = tmp_path
    reader.close()
    monkeypatch.setattr(facts, "_facts", {})
    for name, columns in COLUMNS.items():
        day = next(column for column, kind in columns.items() if kind is DAY)
        facts.register(Fact(name, "id", columns, day, lambda keys: iter(())))
    yield
    reader.close()


def random_question(each: Definition, rng: random.Random) -> tuple[list[Condition], list[str]]:
    where = rng.sample(
        [
            Condition(each.day, ">=", "2026-01-01"),
            Condition(each.day, "<", "2026-03-01"),
            Condition("unit_id", "in", tuple(rng.sample(UNITS, rng.randrange(4)))),
            Condition("segment", "=", rng.choice(["alpha", "O'Neil; --", "Ünïcode"])),
            Condition("segment", "is not null"),
        ],
        rng.randrange(4),
    )
    return where, rng.sample(["month", "unit_id", "segment"], rng.randrange(4))


@pytest.mark.feature("ME-1", part="one SQL text on DuckDB over Parquet, SQLite, PostgreSQL and a naive twin")
@pytest.mark.parametrize("name", list(definitions()))
def test_every_engine_and_the_naive_twin_agree(name, registry, engines):
    rng, each = random.Random(name), definition(name)
    fact = facts.fact(each.fact)
    for _ in range(2):
        rows = random_rows(each.fact, rng, 400)
        engines.load(table(fact), fact.name, rows)
        months = {row[-1][:7] for row in rows}
        parts = {m: store.write(fact, m, store.table_of(fact, [r for r in rows if r[-1][:7] == m])) for m in months}
        store.swap(store.Manifest("", {fact.name: store.Held(store.empty(fact).columns, parts)}))
        dicts = [dict(zip(fact.columns, row, strict=True)) for row in rows]
        for _ in range(12):
            where, group_by = random_question(each, rng)
            expected = naive(each, dicts, where, group_by)
            assert engine.tallies(each, where, group_by) == expected, "Parquet"
            for name_of_engine, execute in engines.all().items():
                assert engine.tallies(each, where, group_by, execute=execute) == expected, name_of_engine


@pytest.mark.feature("ME-1", part="NPS fixtures: 6.5, 8.5, dismissed, negative scores")
@pytest.mark.parametrize(
    ("values", "score"),
    [
        ([0, 700, 700, 900, 900, 900], 100 / 3),  # R package NPS
        ([650, 900], 0.0),  # 6.5 is a detractor
        ([850, 900], 50.0),  # 8.5 is a passive
        ([None, None, 900], 100.0),  # dismissed is no answer
        ([0, 100, 600, 900], -50.0),  # a negative score
        ([-100, -1, 1100, 900], 100.0),  # outside the scale is no answer
        ([None, None], None),
    ],
)
def test_nps_fixtures(values, score, registry, engines):
    fact = facts.fact("answers")
    rows = [
        (str(n), "recommend", "nps", value, 10, "final", UNITS[0], None, "2026-01-05") for n, value in enumerate(values)
    ]
    engines.load(table(fact), "answers", rows)
    for execute in engines.all().values():
        figure = measured(definition("nps"), engine.tallies(definition("nps"), execute=execute)[()])
        assert figure.estimate == pytest.approx(score)
        if figure.low is not None:
            assert -100 <= figure.low <= figure.estimate <= figure.high <= 100


@pytest.mark.parametrize("name", ["value; DROP TABLE answers", "VALUE", "no_such", ""])
def test_names_of_users_never_get_into_the_text(name, registry):
    with pytest.raises(UnknownColumn):
        statement(definition("nps"), facts.fact("answers"), [Condition(name, "=", 1)])
    with pytest.raises(UnknownColumn):
        statement(definition("nps"), facts.fact("answers"), group_by=[name])


def test_a_constant_of_the_wrong_type_is_refused(registry):
    with pytest.raises(UnknownColumn, match="cannot be compared"):
        statement(definition("nps"), facts.fact("answers"), [Condition("value", "=", "9")])
    with pytest.raises(UnknownColumn, match="cannot be compared"):
        statement(definition("nps"), facts.fact("answers"), [Condition("segment", "=", 9)])
