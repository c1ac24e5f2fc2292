"""Counts, sums and cross products by bucket: one mergeable pass that drivers and their errors are computed from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

BUCKETS = 64
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Moments:
    """Per bucket the count (b), sums (b, p) and cross products (b, p, p) of named columns; `+` merges.

    Sums of integers are exact up to 2^53: keep scores as they are or centre them on the scale.
    """

    columns: tuple[str, ...]
    n: Floats
    sums: Floats
    products: Floats

    def __add__(self, other: Moments) -> Moments:
        if self.columns != other.columns:
            raise ValueError(f"moments of {other.columns} cannot be added to those of {self.columns}")
        return Moments(self.columns, self.n + other.n, self.sums + other.sums, self.products + other.products)

    def without(self, bucket: int) -> Moments:
        """Return the moments without a bucket."""
        kept = np.arange(len(self.n)) != bucket
        return Moments(self.columns, self.n[kept], self.sums[kept], self.products[kept])

    @property
    def total(self) -> int:
        """Return the number of rows."""
        return int(self.n.sum())

    def means(self) -> Floats:
        """Return the mean of every column."""
        found: Floats = self.sums.sum(axis=0) / self.n.sum()
        return found

    def covariance(self) -> Floats:
        """Return the matrix of covariances, divided by n - 1."""
        n, sums = self.n.sum(), self.sums.sum(axis=0)
        found: Floats = (self.products.sum(axis=0) - np.outer(sums, sums) / n) / (n - 1)
        return found

    def correlation(self) -> Floats:
        """Return the matrix of correlations; a column without variance is refused."""
        covariance = self.covariance()
        deviations = np.sqrt(np.diag(covariance))
        if not np.all(deviations > 0):
            flat = self.columns[int(np.argmin(deviations))]
            raise ValueError(f"{flat} is the same in every row: leave it out")
        found: Floats = covariance / np.outer(deviations, deviations)
        return found


def moments_of(
    values: Floats, columns: Sequence[str], bucket: NDArray[np.int64] | None = None, buckets: int = BUCKETS
) -> Moments:
    """Compute the moments of complete rows (n, p); `bucket` (n) is the hash of the customer, else rows take turns.

    >>> found = moments_of(np.array([[1.0, 2.0], [3.0, 5.0]]), ["x", "y"], buckets=2)
    >>> found.total, found.covariance().tolist()
    (2, [[2.0, 3.0], [3.0, 4.5]])
    """
    place = np.arange(len(values)) % buckets if bucket is None else bucket
    width = len(columns)
    n, sums, products = np.zeros(buckets), np.zeros((buckets, width)), np.zeros((buckets, width, width))
    order = np.argsort(place, kind="stable")
    edges = np.searchsorted(place[order], np.arange(buckets + 1))
    for each in range(buckets):
        rows = values[order[edges[each] : edges[each + 1]]]
        n[each], sums[each], products[each] = len(rows), rows.sum(axis=0), rows.T @ rows
    return Moments(tuple(columns), n, sums, products)


def moments_sql(table: str, columns: Sequence[str], bucket: str) -> str:
    """Write the one pass in standard SQL: a row a bucket, counts and sums of integers only.

    Rows with a missing value are left out. Names must be plain identifiers: the text is not escaped.

    >>> moments_sql("t", ["x"], "b")
    'SELECT b, COUNT(*), SUM(x), SUM(x*x) FROM t WHERE x IS NOT NULL GROUP BY b'
    """
    for name in (table, bucket, *columns):
        if not name.isidentifier():
            raise ValueError(f"{name!r} is no plain name")
    pairs = [f"SUM({a}*{b})" for place, a in enumerate(columns) for b in columns[place:]]
    chosen = ", ".join([bucket, "COUNT(*)", *(f"SUM({name})" for name in columns), *pairs])
    complete = " AND ".join(f"{name} IS NOT NULL" for name in columns)
    return f"SELECT {chosen} FROM {table} WHERE {complete} GROUP BY {bucket}"  # noqa: S608  names are checked


def moments_from(rows: Iterable[Sequence[Any]], columns: Sequence[str], buckets: int = BUCKETS) -> Moments:
    """Put the rows of `moments_sql` together; buckets are numbered from 0."""
    width = len(columns)
    n, sums, products = np.zeros(buckets), np.zeros((buckets, width)), np.zeros((buckets, width, width))
    upper = np.triu_indices(width)
    for row in rows:
        bucket, count, *rest = (int(value) for value in row)
        n[bucket], sums[bucket] = count, rest[:width]
        products[bucket][upper] = rest[width:]
        products[bucket].T[upper] = rest[width:]
    return Moments(tuple(columns), n, sums, products)


def jackknife(statistic: Callable[[Moments], Floats], moments: Moments) -> tuple[Floats, Floats, float]:
    """Return the estimates, their standard errors and the degrees of freedom, by leaving out a bucket at a time.

    Buckets of customers, so that several rows of one customer do not look like several customers. The interval is
    estimate +- t(df) * error. Delete-a-group jackknife [Kott 2001].
    """
    held = [bucket for bucket in range(len(moments.n)) if moments.n[bucket] > 0]
    groups = len(held)
    if groups < 2:
        raise ValueError("a jackknife needs rows in at least two buckets")
    left = np.array([statistic(moments.without(bucket)) for bucket in held])
    errors: Floats = np.sqrt((groups - 1) / groups * ((left - left.mean(axis=0)) ** 2).sum(axis=0))
    return statistic(moments), errors, float(groups - 1)


def t_of(level: float, freedom: float) -> float:
    """Return the two-sided quantile of Student's t.

    >>> round(t_of(0.95, 63), 4)
    1.9983
    """
    from scipy.special import stdtrit  # here, because importing it costs 0.2 s that most pages need not pay

    return float(stdtrit(freedom, 0.5 + level / 2))


def condition_number(correlation: Floats) -> float:
    """Return the condition number of a matrix of correlations; above 30 drivers are too alike to tell apart.

    >>> round(condition_number(np.array([[1.0, 0.0], [0.0, 1.0]])), 1)
    1.0
    """
    values = np.linalg.eigvalsh(correlation)
    return float("inf") if values[0] <= 0 else sqrt(float(values[-1] / values[0]))
