"""Reads of revenue."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import QuerySet, Sum

from heedful.domain.customers.models import RevenueBatch, RevenueLine


def batches() -> QuerySet[RevenueBatch]:
    """Return the reconciled loads, newest month first."""
    return RevenueBatch.objects.order_by("-month", "source")


def batches_of(source: str, currency: str) -> QuerySet[RevenueBatch]:
    """Return the loads of one source in one currency."""
    return batches().filter(source=source, currency=currency)


def book_total(month: date, currency: str) -> int:
    """Return the money of all lines of a month, in minor units."""
    lines = RevenueLine.objects.filter(batch__month=month, batch__currency=currency)
    return lines.aggregate(total=Sum("amount_minor"))["total"] or 0


def revenue_by_month(since: date, until: date) -> list[tuple[date, str, int]]:
    """Return (month, currency, minor units) of the book in [since, until)."""
    lines = RevenueLine.objects.filter(batch__month__gte=since, batch__month__lt=until)
    return list(
        lines.values_list("batch__month", "batch__currency")
        .annotate(total=Sum("amount_minor"))
        .order_by("batch__month")
    )


def revenue_of(account_id: UUID, since: date, until: date) -> list[tuple[date, str, int]]:
    """Return (month, currency, minor units) of one account in [since, until)."""
    lines = RevenueLine.objects.filter(account_id=account_id, batch__month__gte=since, batch__month__lt=until)
    return list(
        lines.values_list("batch__month", "batch__currency")
        .annotate(total=Sum("amount_minor"))
        .order_by("batch__month")
    )


def revenue_by_account(account_ids: Collection[UUID], since: date, until: date) -> dict[UUID, list[tuple[str, int]]]:
    """Return [(currency, minor units)] of each of some accounts in [since, until); one without money is left out."""
    lines = RevenueLine.objects.filter(account_id__in=account_ids, batch__month__gte=since, batch__month__lt=until)
    found: dict[UUID, list[tuple[str, int]]] = {}
    rows = lines.values_list("account_id", "batch__currency").annotate(total=Sum("amount_minor"))
    for account_id, currency, total in rows.order_by("account_id", "batch__currency"):
        found.setdefault(account_id, []).append((currency, total))
    return found


def revenue_of_many(account_ids: Collection[UUID], since: date, until: date) -> list[tuple[str, int]]:
    """Return (currency, minor units) that some accounts brought in [since, until)."""
    lines = RevenueLine.objects.filter(account_id__in=account_ids, batch__month__gte=since, batch__month__lt=until)
    return list(lines.values_list("batch__currency").annotate(total=Sum("amount_minor")).order_by("batch__currency"))
