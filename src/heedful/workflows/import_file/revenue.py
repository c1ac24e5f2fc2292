"""Payments as revenue lines by month."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from heedful.domain.customers import operations as customers
from heedful.domain.customers import queries as customer_reads
from heedful.domain.customers.rules import RevenueInput
from heedful.domain.feedback.enums import Outcome
from heedful.domain.feedback.rules.cells import RowRefused, minor_units
from heedful.workflows.import_file.target import Target, Values


class Revenue(Target):
    """A payment per row; a month goes in whole, against its control total, when the last row is read."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.sums: Counter[tuple[date, str]] = Counter()
        self.rows: Counter[date] = Counter()

    def prepare(self, values: Values) -> tuple[date, str, int]:
        if customer_reads.account_by_code(values["account"]) is None:
            raise RowRefused(self._column("account"), values["account"][:80], "no such account: import customers first")
        return values["month"].date().replace(day=1), values["account"], values["amount"]

    def write(self, prepared: Sequence[tuple[date, str, int]]) -> Counter[str]:
        for month, account, amount in prepared:
            self.sums[month, account] += amount
            self.rows[month] += 1
        return Counter()

    def finish(self) -> Counter[str]:
        outcomes = Counter[str]()
        loaded = {(one.source, one.month, one.currency): one for one in customer_reads.batches()}
        for month, rows in sorted(self.rows.items()):
            lines = [RevenueInput(code, month, sum_) for (when, code), sum_ in self.sums.items() if when == month]
            total = sum(line.amount_minor for line in lines)
            stated = self.mapping.control_totals.get(f"{month:%Y-%m}")
            control = minor_units("control_totals", stated) if stated is not None else total
            known = loaded.get((self.mapping.source, month, self.mapping.currency))
            if known is not None and (known.control_minor, known.lines) == (control, len(lines)) and total == control:
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
