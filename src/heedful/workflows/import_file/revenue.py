"""Payments as revenue lines by month."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from heedful.domain.customers import operations as customers
from heedful.domain.customers import queries as customer_reads
from heedful.domain.customers.rules import RevenueInput, content_hash
from heedful.domain.feedback.enums import Outcome
from heedful.domain.feedback.rules.cells import RowRefused, minor_units
from heedful.foundation.errors import Refused
from heedful.workflows.import_file.target import HELD, Target, Values


class Revenue(Target):
    """A payment per row; a month goes in whole, against its control total, when the last row is read.

    A month with a refused row is held back, and so is every month when it cannot be told which one the row is of.
    """

    def __post_init__(self) -> None:
        super().__post_init__()
        self.sums: Counter[tuple[date, str]] = Counter()
        self.rows: Counter[date] = Counter()
        self.spoilt: set[date | None] = set()

    def prepare(self, values: Values) -> tuple[date, str, int]:
        if customer_reads.account_by_code(values["account"]) is None:
            raise RowRefused(self._column("account"), values["account"][:80], "no such account: import customers first")
        return _month(values), values["account"], values["amount"]

    def refused(self, values: Values | None) -> None:
        self.spoilt.add(_month(values) if values else None)

    def write(self, prepared: Sequence[tuple[date, str, int]]) -> Counter[str]:
        for month, account, amount in prepared:
            self.sums[month, account] += amount
            self.rows[month] += 1
        return Counter()

    def finish(self) -> Counter[str]:
        outcomes = Counter[str]()
        loaded = {one.month: one for one in customer_reads.batches_of(self.mapping.source, self.mapping.currency)}
        for month, rows in sorted(self.rows.items()):
            if self.spoilt & {month, None}:
                outcomes[HELD] += rows
                continue
            lines = [RevenueInput(code, month, sum_) for (when, code), sum_ in self.sums.items() if when == month]
            control, known = self._control(month), loaded.get(month)
            total = sum(line.amount_minor for line in lines)
            if known and total == control and known.content_hash == content_hash(lines):
                outcomes[Outcome.SAME] += rows
                continue
            customers.load_revenue(
                source=self.mapping.source,
                month=month,
                currency=self.mapping.currency,
                lines=lines,
                control_minor=control,
                by=self.by,
                at=self.at,
            )
            outcomes[Outcome.NEW if known is None else Outcome.CHANGED] += rows
        return outcomes

    def _control(self, month: date) -> int:
        stated = self.mapping.control_totals.get(f"{month:%Y-%m}")
        if stated is None:
            raise Refused(
                "a month of revenue needs the ledger's total",
                field="control_totals",
                value=f"{month:%Y-%m}",
                fix="state it in the mapping, as control_totals: {2026-03: '1250.50'}",
            )
        return minor_units("control_totals", stated)


def _month(values: Values) -> date:
    day: date = values["month"].date()
    return day.replace(day=1)
