"""Loading revenue: a month goes in whole and equal to the ledger, or not at all."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from heedful.domain.customers.models import Account, RevenueBatch, RevenueLine
from heedful.domain.customers.rules import RevenueInput, by_account, content_hash, first_of_month, reconcile
from heedful.foundation import bulk
from heedful.foundation.access import Actor
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import Refused
from heedful.warehouse import dirty


@transaction.atomic
def load_revenue(
    *,
    source: str,
    month: date,
    currency: str,
    lines: Sequence[RevenueInput],
    control_minor: int,
    by: Actor,
    at: datetime,
) -> RevenueBatch:
    """Load a month of revenue, replacing an earlier load of the same source and month.

    Money is in minor units of `currency` (ISO 4217). Refused, with the difference, unless the lines sum to
    `control_minor`; refused when a line names an unknown account or another month.
    """
    month = first_of_month(month)
    _check_lines(month, currency, lines)
    balance = reconcile(lines, control_minor)
    if balance.difference:
        raise Refused(
            f"the lines sum to {balance.total}, the ledger to {balance.control}: difference {balance.difference:+d}",
            field="control_total",
            fix="mend the file or the control total, then load again",
        )
    sums = by_account(lines)
    ids = dict(Account.objects.filter(code__in=sums).values_list("code", "id"))
    unknown = sorted(set(sums) - set(ids))
    if unknown:
        raise Refused(
            f"{len(unknown)} account(s) are not in the book",
            field="account",
            value=unknown[0],
            fix="import the accounts first",
        )
    RevenueBatch.objects.filter(source=source, month=month, currency=currency).delete()
    batch = RevenueBatch.objects.create(
        source=source,
        month=month,
        currency=currency,
        control_minor=control_minor,
        lines=len(sums),
        content_hash=content_hash(lines),
        loaded_at=at,
    )
    bulk.insert([RevenueLine(batch=batch, account_id=ids[code], amount_minor=amount) for code, amount in sums.items()])
    dirty.mark_all("revenue")
    audit.record(
        by=by,
        at=at,
        action="revenue.loaded",
        entity="revenue",
        entity_id=batch.id,
        data={"month": month, "currency": currency, "total": balance.total, "lines": len(sums)},
    )
    return batch


def _check_lines(month: date, currency: str, lines: Sequence[RevenueInput]) -> None:
    if len(currency) != 3 or not currency.isupper():
        raise Refused("not a currency", field="currency", value=currency, fix="use three capitals such as EUR")
    for number, line in enumerate(lines, start=1):
        if first_of_month(line.month) != month:
            raise Refused(
                f"line {number} is of another month", field="month", value=line.month, fix=f"load {month:%Y-%m} alone"
            )
