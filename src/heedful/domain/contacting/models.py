"""The contact ledger: every message to a customer that asks or tells, and what keeps us from writing."""

from django.db import models
from django.db.models import Q

from heedful.domain.contacting.enums import ApproachState, BounceKind, Purpose, SkipReason
from heedful.foundation.ids import new_id


class Turn(models.Model):
    """Whose decision it is: writing a person's row makes every other decision on that person wait for this one."""

    key = models.CharField(max_length=66, primary_key=True)
    taken_at = models.DateTimeField()


class ContactRules(models.Model):
    """A version of the rules, of a unit and what is below it, or of the whole company (no unit)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey("organisation.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(unique=True)
    days_between = models.PositiveSmallIntegerField()
    most = models.PositiveSmallIntegerField()
    window_days = models.PositiveSmallIntegerField()
    quarantine_days = models.PositiveSmallIntegerField()
    reason = models.TextField()
    by_id = models.UUIDField(null=True)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(condition=Q(most__gte=1, window_days__gte=1), name="contact_rules_make_sense"),
        ]


class Approach(models.Model):
    """One message to one person, or the one reason why there was none. `rules` is the number of the rules asked.

    The address is kept as a keyed hash only; after erasure the row counts without naming anybody.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contact = models.ForeignKey("customers.Contact", null=True, on_delete=models.SET_NULL, related_name="+")
    address_key = models.CharField(max_length=64, blank=True)
    unit = models.ForeignKey("organisation.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=16, choices=[(p, p) for p in Purpose])
    channel = models.CharField(max_length=16, default="email")
    priority = models.PositiveSmallIntegerField()
    programme = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=[(s, s) for s in ApproachState])
    reason = models.CharField(max_length=16, blank=True, default=SkipReason.NONE)
    because = models.CharField(max_length=200, blank=True)
    free_from = models.DateTimeField(null=True)
    rules = models.PositiveIntegerField()
    decided_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["contact", "at"], name="approach_contact"),
            models.Index(fields=["address_key", "at"], name="approach_address"),
            models.Index(fields=["-decided_at"], name="approach_newest"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(ApproachState)), name="approach_state_known"),
            models.CheckConstraint(condition=Q(purpose__in=list(Purpose)), name="approach_purpose_known"),
            models.CheckConstraint(
                condition=(Q(state="skipped") & ~Q(reason="")) | (~Q(state="skipped") & Q(reason="")),
                name="approach_skip_has_one_reason",
            ),
            models.CheckConstraint(condition=Q(priority__range=(1, 9)), name="approach_priority_known"),
        ]


class WayOut(models.Model):
    """The secret of an unsubscribe link, as a hash, and whose it is."""

    token_hash = models.CharField(max_length=64, primary_key=True)
    contact = models.ForeignKey("customers.Contact", null=True, on_delete=models.SET_NULL, related_name="+")
    address_key = models.CharField(max_length=64)


class OptOut(models.Model):
    """Somebody who wants no more messages of ours; only a keyed hash of the address is kept."""

    address_key = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField()


class Bounce(models.Model):
    """A mail that came back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    address_key = models.CharField(max_length=64)
    kind = models.CharField(max_length=4, choices=[(k, k) for k in BounceKind])
    note = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["address_key"], name="bounce_address")]
        constraints = [models.CheckConstraint(condition=Q(kind__in=list(BounceKind)), name="bounce_kind_known")]


class Quarantine(models.Model):
    """A complaint during which nobody asks the complainer anything; `closed_at` starts the days of rest."""

    cause_id = models.UUIDField(primary_key=True)
    reference = models.CharField(max_length=20)
    contact = models.ForeignKey("customers.Contact", null=True, on_delete=models.CASCADE, related_name="+")
    address_key = models.CharField(max_length=64, blank=True)
    since = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["address_key"], name="quarantine_address")]
