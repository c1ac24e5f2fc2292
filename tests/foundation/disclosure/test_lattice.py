"""No hidden cell can be computed from what is shown."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heedful.foundation.disclosure import (
    TOTAL,
    Axis,
    borders,
    hidden_cells,
    hidden_in_window,
    minimum,
    safe_window,
    small,
)
from heedful.foundation.disclosure.lattice import _constraints, _counts, determined

LEAST = 5


def recoverable(counts, axes, hidden) -> list:
    """Return the hidden cells that a viewer can compute: an audit of its own, by rank, not by the code under test."""
    cells = sorted(hidden)
    rows = [[each.get(cell, 0) for cell in cells] for each in _constraints(counts, axes)]
    matrix = np.array([row for row in rows if any(row)], dtype=float)
    if not matrix.size:
        return []
    rank = np.linalg.matrix_rank(matrix)
    unit = np.eye(len(cells))
    return [
        cell for cell, row in zip(cells, unit, strict=True) if np.linalg.matrix_rank(np.vstack([matrix, row])) == rank
    ]


def random_table(rng: random.Random):
    units = [f"u{n}" for n in range(rng.randint(3, 9))]
    segments = [f"s{n}" for n in range(rng.randint(2, 6))]
    atoms = {(u, s): rng.choice([0, 1, 2, 3, 4, 6, 9, 12, 20, 30, 50]) for u in units for s in segments}
    return atoms, [Axis.flat(units), Axis.flat(segments)]


def leftovers(counts, axes, hidden) -> list[int]:
    """Return the small groups that a shown parent has beyond its shown children: reckoned by subtraction."""
    found = []
    for each in _constraints(counts, axes):
        parent = next(cell for cell, sign in each.items() if sign > 0)
        if parent not in hidden:
            rest = counts[parent] - sum(counts[cell] for cell in each if cell != parent and cell not in hidden)
            found += [rest] if 0 < rest < LEAST else []
    return found


@pytest.mark.trust(10)
def test_no_shown_total_less_its_shown_parts_is_a_small_group():
    assert leftovers(
        {("a",): 1, ("b",): 1, ("c",): 9, ("d",): 7, (TOTAL,): 18}, [Axis.flat("abcd")], {("a",), ("b",)}
    ) == [2]
    assert hidden_cells({("a",): 1, ("b",): 1, ("c",): 9, ("d",): 7}, [Axis.flat("abcd")], LEAST) == {
        ("a",),
        ("b",),
        ("d",),
    }
    rng, control = random.Random(7), 0
    for _ in range(295):
        atoms, axes = random_table(rng)
        counts = _counts(atoms, axes)
        assert leftovers(counts, axes, hidden_cells(atoms, axes, LEAST)) == []
        control += bool(leftovers(counts, axes, {cell for cell, n in counts.items() if small(n, LEAST)}))
    assert control > 250  # minimum n alone


@pytest.mark.trust(10)
def test_295_tables_leak_without_the_audit_and_none_with_it():
    rng = random.Random(7)
    small_cells = leaking_cells = leaking_tables = after = hidden_more = cells = 0
    for _ in range(295):
        atoms, axes = random_table(rng)
        counts = _counts(atoms, axes)
        small = [cell for cell, n in counts.items() if 0 < n < LEAST]
        leaks = determined(small, _constraints(counts, axes))
        small_cells, leaking_cells = small_cells + len(small), leaking_cells + len(leaks)
        leaking_tables += bool(leaks)
        hidden = hidden_cells(atoms, axes, LEAST)
        after += len(recoverable(counts, axes, hidden))
        hidden_more, cells = hidden_more + len(hidden) - len(small), cells + len(counts)
    assert leaking_tables > 250  # the negative control: minimum n alone
    assert leaking_cells / small_cells > 0.4
    assert after == 0
    assert hidden_more / cells < 0.36  # the price that was measured for the method


@pytest.mark.trust(10)
@pytest.mark.parametrize("seed", range(6))
def test_no_sequence_of_questions_about_three_splits_recovers_a_cell(seed):
    """Ask every table of one or two splits and every filter of it; pool what was shown; solve for what was hidden."""
    rng = random.Random(seed)
    values = [[f"{name}{n}" for n in range(size)] for name, size in (("u", 4), ("s", 3), ("c", 3))]
    atoms = {(u, s, c): rng.choice([0, 0, 1, 2, 4, 7, 11, 30]) for u in values[0] for s in values[1] for c in values[2]}
    axes = [Axis.flat(each) for each in values]
    counts = _counts(atoms, axes)
    hidden = hidden_cells(atoms, axes, LEAST)
    for left, right in ((0, 1), (0, 2), (1, 2)):
        flat = {}
        for atom, n in atoms.items():
            key = (atom[left], atom[right])
            flat[key] = flat.get(key, 0) + n
        narrow = hidden_cells(flat, [axes[left], axes[right]], LEAST)
        for one, other in narrow:  # what the smaller question hides, the larger one hides too
            cell = [TOTAL] * 3
            cell[left], cell[right] = one, other
            assert tuple(cell) in hidden
    assert recoverable(counts, axes, hidden) == []


@given(st.lists(st.integers(0, 30), min_size=2, max_size=12))
@settings(max_examples=150, deadline=None)
def test_one_split_never_leaves_one_small_group_alone(counts):
    atoms = {(f"g{n:02}",): value for n, value in enumerate(counts)}
    axes = [Axis.flat([key for (key,) in atoms])]
    hidden = hidden_cells(atoms, axes, LEAST)
    assert all((cell in hidden) for cell, n in _counts(atoms, axes).items() if 0 < n < LEAST)
    assert recoverable(_counts(atoms, axes), axes, hidden) == []


@given(st.lists(st.integers(0, 25), min_size=6, max_size=6), st.lists(st.integers(0, 25), min_size=2, max_size=2))
@settings(max_examples=150, deadline=None)
def test_a_tree_of_units_with_rows_of_their_own(leaves, own):
    parents = {"a": TOTAL, "b": TOTAL, "a/own": "a", "b/own": "b"}
    parents |= {f"a{n}": "a" for n in range(3)} | {f"b{n}": "b" for n in range(3)}
    keys = ["a0", "a1", "a2", "b0", "b1", "b2", "a/own", "b/own"]
    atoms = {(key,): n for key, n in zip(keys, [*leaves, *own], strict=True)}
    hidden = hidden_cells(atoms, [Axis(parents)], LEAST)
    counts = _counts(atoms, [Axis(parents)])
    assert all(cell in hidden for cell, n in counts.items() if 0 < n < LEAST)
    assert recoverable(counts, [Axis(parents)], hidden) == []


def test_nothing_is_hidden_without_need():
    atoms = {("a",): 5, ("b",): 0, ("c",): 40}
    assert hidden_cells(atoms, [Axis.flat(["a", "b", "c"])], LEAST) == frozenset()


MONTHS = st.dictionaries(
    st.sampled_from([f"{y}-{m:02}" for y in (2025, 2026) for m in range(1, 13)]), st.integers(0, 12)
)


@given(MONTHS)
@settings(max_examples=200, deadline=None)
def test_shown_windows_never_differ_by_a_small_group(by_month):
    """Windows that share a border give their difference: treat borders as nodes, shown windows as edges."""
    edges = [f"{y}-{m:02}" for y in (2025, 2026, 2027) for m in range(1, 13)]
    total = {border: sum(n for month, n in by_month.items() if month < border) for border in edges}
    windows = [(a, b) for a in edges[:25] for b in edges[:25] if a < b and not small(total[b] - total[a], LEAST)]
    shown = [(a, b) for a, b in windows if safe_window(by_month, a, b, LEAST)]
    group = {border: border for border in edges}

    def top(border):
        while group[border] != border:
            border = group[border]
        return border

    for a, b in shown:
        group[top(a)] = top(b)
    for a in edges[:25]:
        for b in edges[:25]:
            if a < b and top(a) == top(b):
                assert total[b] - total[a] not in range(1, LEAST)


def test_quarters_survive_where_months_are_too_small():
    by_month = {f"2026-{m:02}": 3 for m in range(1, 13)}
    assert borders(by_month, LEAST) == ["2026-01", "2026-04", "2026-07", "2026-10", "2027-01"]


def test_a_window_that_could_be_subtracted_is_hidden_with_its_sibling():
    months = {("a",): {"2026-01": 20, "2026-02": 3}, ("b",): {"2026-01": 20, "2026-02": 20}, ("c",): {"2026-01": 30}}
    axes = [Axis.flat(["a", "b", "c"])]
    hidden = hidden_in_window(months, axes, "2026-01", "2026-02", LEAST)
    assert ("a",) in hidden
    assert len(hidden) == 2


def test_an_administrator_may_only_raise_the_minimum():
    assert [minimum(5, configured) for configured in (None, 0, 4, 5, 8)] == [5, 5, 5, 5, 8]
