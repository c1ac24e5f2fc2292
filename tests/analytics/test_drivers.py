"""Drivers against the published numbers of other programs, on simulated truth, and in any partition."""

import random
from itertools import pairwise
from time import process_time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heedful.analytics.inference.drivers import drivers_lmg, drivers_relative_weights, lmg
from heedful.analytics.inference.moments import jackknife, moments_from, moments_of, moments_sql
from heedful.analytics.inference.penalty import Kind, importance_performance, penalty_reward
from tests.analytics.data import column, needs_data, rows

ITEMS = (
    "Departure and Arrival Time Convenience", "Ease of Online Booking", "Check-in Service", "Online Boarding",
    "Gate Location", "On-board Service", "Seat Comfort", "Leg Room Service", "Cleanliness", "Food and Drink",
    "In-flight Service", "In-flight Wifi Service", "In-flight Entertainment", "Baggage Handling",
)  # fmt: skip
AIRLINE = (
    0.0224003520, 0.0220168828, 0.0181501456, 0.1519373876, 0.0028956082, 0.0344808697, 0.0348142209, 0.0405449440,
    0.0223821402, 0.0100070233, 0.0145942599, 0.0519980734, 0.0464523393, 0.0156563667,
)  # fmt: skip


def parts(name: str, outcome: str, drivers: list[str]) -> tuple[list[float], float]:
    found = rows(f"small/{name}.csv")
    values = np.array([column(found, each) for each in [*drivers, outcome]]).T
    done = drivers_lmg(moments_of(values, [*drivers, outcome], buckets=5), outcome, drivers)
    return [each.raw for each in done.drivers], done.r_squared


@needs_data
def test_oracle_a_swiss() -> None:
    names = ["Agriculture", "Examination", "Education", "Catholic", "Infant.Mortality"]
    raw, r_squared = parts("swiss", "Fertility", names)
    assert raw == pytest.approx([0.05709122077, 0.17117302890, 0.26013467862, 0.10557015037, 0.11276592293], abs=1e-11)
    assert r_squared == pytest.approx(0.7067350016, abs=1e-10)


@needs_data
def test_oracle_b_attitude() -> None:
    names = ["complaints", "privileges", "learning", "raises", "critical", "advance"]
    raw, r_squared = parts("attitude", "rating", names)
    assert raw == pytest.approx(
        [0.3708161943, 0.0509037930, 0.1557659902, 0.1203450794, 0.0065887225, 0.0281822131], abs=1e-10
    )
    assert r_squared == pytest.approx(0.7326019925, abs=1e-10)


@needs_data
def test_oracles_d_and_e_relative_weights() -> None:
    found = rows("small/mtcars.csv")
    names = ["cyl", "disp", "hp", "gear"]
    values = np.array([column(found, each) for each in [*names, "mpg"]]).T
    done = drivers_relative_weights(moments_of(values, [*names, "mpg"], buckets=8), "mpg", names)
    assert [each.raw for each in done.drivers] == pytest.approx([0.2284797, 0.2221469, 0.2321744, 0.0963886], abs=5e-8)
    found = rows("small/flip_drivers_327.csv")
    values = np.array([column(found, each) for each in ["v1", "v2", "v3", "y"]]).T
    done = drivers_relative_weights(moments_of(values, ["v1", "v2", "v3", "y"]), "y", ["v1", "v2", "v3"])
    assert done.drivers[0].raw == pytest.approx(0.00427583141764991, abs=1e-14)
    assert 100 * done.drivers[2].share == pytest.approx(84.2542544222, abs=1e-10)
    assert done.r_squared == pytest.approx(0.0409055316886271, abs=1e-13)


@pytest.fixture(scope="module")
def airline() -> tuple[np.ndarray, np.ndarray]:
    found = rows("airline/airline_passenger_satisfaction.csv.gz")
    items = np.array([column(found, name) for name in ITEMS]).T
    satisfied = np.array([float(row["Satisfaction"] == "Satisfied") for row in found])
    complete = (items > 0).all(axis=1)
    return items[complete], satisfied[complete]


@needs_data
def test_oracle_c_airline_with_signs_errors_and_warnings(airline: tuple[np.ndarray, np.ndarray]) -> None:
    items, satisfied = airline
    assert len(items) == 119_567
    moments = moments_of(np.column_stack([items, satisfied]), [*ITEMS, "y"])
    begun = process_time()
    done = drivers_lmg(moments, "y", list(ITEMS))
    assert process_time() - begun < 20, "65 exact decompositions of 14 drivers"
    assert [each.raw for each in done.drivers] == pytest.approx(AIRLINE, abs=1e-10)
    assert done.r_squared == pytest.approx(0.488331, abs=1e-6)
    by_name = {each.name: each for each in done.drivers}
    odd = by_name["Departure and Arrival Time Convenience"]
    assert odd.r == pytest.approx(-0.058, abs=1e-3) and odd.share == pytest.approx(0.046, abs=1e-3)
    assert by_name["Online Boarding"].places == (1, 1) and not by_name["Online Boarding"].unstable
    weights = {each.name: each for each in drivers_relative_weights(moments, "y", list(ITEMS)).drivers}
    assert 100 * by_name["In-flight Entertainment"].share == pytest.approx(9.5, abs=0.06)
    assert 100 * weights["In-flight Entertainment"].share == pytest.approx(7.9, abs=0.06)


@needs_data
def test_what_disappoints_and_what_delights_on_real_passengers(airline: tuple[np.ndarray, np.ndarray]) -> None:
    items, satisfied = airline
    found = {each.name: each for each in penalty_reward(items, satisfied, list(ITEMS))}
    entertainment, room = found["In-flight Entertainment"], found["Leg Room Service"]
    assert entertainment.kind is Kind.BASIC
    assert (entertainment.penalty, entertainment.reward) == pytest.approx((-0.134, 0.041), abs=1e-3)
    assert (entertainment.penalty_low, entertainment.penalty_high) == pytest.approx((-0.145, -0.124), abs=2e-3)
    assert room.kind is Kind.DELIGHTER
    assert (room.penalty, room.reward) == pytest.approx((-0.003, 0.137), abs=1e-3)
    wifi = found["In-flight Wifi Service"]
    assert wifi.penalty == pytest.approx(0.049, abs=1e-3)
    assert wifi.kind is Kind.UNDETERMINED and "suppression" in wifi.note


@given(
    values=st.lists(st.tuples(*[st.integers(1, 5)] * 3), min_size=4, max_size=40),
    cuts=st.lists(st.integers(0, 40), max_size=3),
)
def test_moments_of_any_partition_are_the_same_bits(values: list[tuple[int, int, int]], cuts: list[int]) -> None:
    table = np.array(values, dtype=float)
    bucket = np.array([hash(row) % 4 for row in values], dtype=np.int64)
    whole = moments_of(table, "abc", bucket, 4)
    ends = sorted({0, len(values), *(min(cut, len(values)) for cut in cuts)})
    pieces = [moments_of(table[a:b], "abc", bucket[a:b], 4) for a, b in pairwise(ends)]
    random.Random(1).shuffle(pieces)
    merged = pieces[0]
    for piece in pieces[1:]:
        merged = merged + piece
    assert (merged.n == whole.n).all() and (merged.sums == whole.sums).all()
    assert (merged.products == whole.products).all()


def test_the_sql_pass_gives_the_same_moments() -> None:
    import duckdb

    values = np.random.default_rng(3).integers(1, 6, (500, 3))
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE answers (bucket BIGINT, a BIGINT, b BIGINT, c BIGINT)")
        rows = [[place % 8, *map(int, row)] for place, row in enumerate(values)]
        connection.executemany("INSERT INTO answers VALUES (?, ?, ?, ?)", [*rows, [0, None, 1, 1]])
        found = connection.execute(moments_sql("answers", ["a", "b", "c"], "bucket")).fetchall()
    read = moments_from(found, ["a", "b", "c"], 8)
    whole = moments_of(values.astype(float), ["a", "b", "c"], buckets=8)
    assert (read.products == whole.products).all() and read.total == 500
    with pytest.raises(ValueError, match="plain name"):
        moments_sql("answers; DROP TABLE x", ["a"], "bucket")


def _simulated(chance: np.random.Generator, n: int, effects: list[float], alike: float = 0.3) -> np.ndarray:
    p = len(effects)
    common = chance.normal(size=(n, 1))
    xs = np.sqrt(alike) * common + np.sqrt(1 - alike) * chance.normal(size=(n, p))
    noise = chance.normal(size=(n, 1))
    y = xs @ np.array(effects) + 1.5 * chance.normal(size=n)
    return np.column_stack([xs, noise, y])


@pytest.mark.feature("VO-10")
def test_known_truth_order_is_right_and_a_noise_driver_covers_nothing() -> None:
    """Fifty worlds: where two shares differ by more than their intervals the order is right; noise goes to 0."""
    chance, names = np.random.default_rng(5), ["a", "b", "c", "noise"]
    right = told = noise_small = 0
    for _ in range(50):
        values = _simulated(chance, 1_500, [0.9, 0.6, 0.3])
        found = drivers_lmg(moments_of(values, [*names, "y"]), "y", names).drivers
        for one, other in ((0, 1), (1, 2), (0, 2)):
            if found[one].low > found[other].high or found[other].low > found[one].high:
                told += 1
                right += found[one].share > found[other].share
        noise_small += found[3].low <= 0.0 <= found[3].high
    assert told > 100 and right / told >= 0.9
    assert noise_small / 50 >= 0.9


def test_drivers_that_are_alike_are_warned_of_and_unstable_ones_named() -> None:
    chance = np.random.default_rng(8)
    values = _simulated(chance, 300, [0.3, 0.3, 0.3])
    twin = values[:, [0]] + 0.001 * chance.normal(size=(300, 1))
    table = np.column_stack([values[:, :3], twin, values[:, 4]])
    found = drivers_lmg(moments_of(table, ["a", "b", "c", "twin", "y"]), "y", ["a", "b", "c", "twin"])
    assert any("too alike" in warning for warning in found.warnings)
    assert any("its place cannot be told" in warning for warning in found.warnings)


def test_the_random_orders_agree_with_all_subsets_and_more_drivers_than_twenty_work() -> None:
    chance = np.random.default_rng(2)
    values = chance.normal(size=(800, 24)) + chance.normal(size=(800, 1))
    y = values[:, :5].sum(axis=1) + chance.normal(size=800) * 3
    names = [f"x{place}" for place in range(24)]
    many = drivers_lmg(moments_of(np.column_stack([values, y]), [*names, "y"], buckets=4), "y", names)
    assert "random orders" in many.method
    correlation = np.corrcoef(np.column_stack([values, y]).T)
    exact = lmg(correlation[:12, :12], correlation[:12, 24])
    from heedful.analytics.inference.drivers import _sampled

    sampled = _sampled(correlation[:12, :12], correlation[:12, 24], 0)
    assert sampled == pytest.approx(exact, abs=0.003)
    assert sampled.sum() == pytest.approx(exact.sum(), abs=1e-9)


def test_lmg_of_twenty_drivers_takes_a_second() -> None:
    chance = np.random.default_rng(4)
    values = chance.normal(size=(400, 21)) + chance.normal(size=(400, 1))
    correlation = np.corrcoef(values.T)
    begun = process_time()
    found = lmg(correlation[:20, :20], correlation[:20, 20])
    assert process_time() - begun < 5
    full = correlation[:20, 20] @ np.linalg.solve(correlation[:20, :20], correlation[:20, 20])
    assert found.sum() == pytest.approx(full, abs=1e-9)


def test_what_cannot_be_computed_is_refused() -> None:
    flat = moments_of(np.column_stack([np.ones(10), np.arange(10.0)]), ["flat", "y"])
    with pytest.raises(ValueError, match="flat is the same in every row"):
        drivers_lmg(flat, "y", ["flat"])
    with pytest.raises(ValueError, match="two buckets"):
        jackknife(lambda each: each.means(), moments_of(np.ones((5, 1)), ["a"], buckets=1))
    with pytest.raises(ValueError, match="cannot be added"):
        _ = flat + moments_of(np.ones((4, 1)), ["other"])


def test_the_map_names_what_is_important_and_weak() -> None:
    chance = np.random.default_rng(9)
    values = _simulated(chance, 2_000, [1.0, 0.2, 0.2])
    found = drivers_lmg(moments_of(values[:, [0, 1, 2, 4]], ["a", "b", "c", "y"]), "y", ["a", "b", "c"])
    placed, cut, middle = importance_performance(found, {"a": 40.0, "b": 80.0, "c": 50.0})
    assert cut == pytest.approx(1 / 3) and middle == pytest.approx(170 / 3)
    assert {each.name: each.priority for each in placed} == {
        "a": "concentrate here", "b": "possible overkill", "c": "low priority",
    }  # fmt: skip
