"""Customers: accounts with their contacts, segments and the revenue that reconciles with the ledger."""

from django.db import models
from django.db.models import F, Q

from heedful.domain.customers.enums import AccountKind
from heedful.foundation.ids import new_id


class Segment(models.Model):
    """A group of accounts treated alike; a higher `weight` raises the priority of its cases."""

    code = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=200)
    weight = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["code"]


class Account(models.Model):
    """A customer in the book: the one who pays. `unit_id` serves it, `owner_id` (a colleague) answers for it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=16, choices=[(k, k) for k in AccountKind], default=AccountKind.BUSINESS)
    segment = models.ForeignKey(Segment, null=True, on_delete=models.PROTECT, related_name="+")
    unit_id = models.UUIDField(null=True, db_index=True)
    owner_id = models.UUIDField(null=True)
    contract_from = models.DateField(null=True)
    contract_to = models.DateField(null=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(contract_to__isnull=True)
                | Q(contract_from__isnull=True)
                | Q(contract_to__gte=F("contract_from")),
                name="contract_dates_in_order",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """A person at an account: the one who is served, asked and answered. `reference` is the id in the source system."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="contacts")
    reference = models.CharField(max_length=128, null=True, unique=True)
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=10, default="en")
    opted_out_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["email"], name="contact_email")]


class RevenueBatch(models.Model):
    """One reconciled load of revenue: its lines sum to `control_minor`, the ledger's total, or it is not here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.CharField(max_length=100)
    month = models.DateField()
    currency = models.CharField(max_length=3)
    control_minor = models.BigIntegerField()
    lines = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64, blank=True)
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "month", "currency"], name="one_batch_per_source_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="batch_month_is_first_day"),
        ]


class RevenueLine(models.Model):
    """What an account brought in a month, in minor units of the batch's currency."""

    batch = models.ForeignKey(RevenueBatch, on_delete=models.CASCADE, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "account"], name="one_line_per_account_and_batch")]
