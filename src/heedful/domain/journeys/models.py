"""Journeys: touchpoints, what happened there, the maps they lie on, and the service promised there."""

from django.db import models
from django.db.models import F, Q

from heedful.analytics.calendar_intervals import COUNTED_IN_SECONDS, Span
from heedful.domain.journeys.enums import Channel, Measure, Side, TargetKind, TouchpointKind
from heedful.foundation.ids import new_id


class Touchpoint(models.Model):
    """A place, physical or virtual, where customers meet the company, as a step of a journey."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    journey = models.CharField(max_length=200)
    kind = models.CharField(max_length=16, choices=[(k, k) for k in TouchpointKind])

    class Meta:
        ordering = ["journey", "name"]

    def __str__(self) -> str:
        return self.name


class Interaction(models.Model):
    """One contact of a customer with a touchpoint, with what was promised and what happened."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.CharField(max_length=64)
    source_ref = models.CharField(max_length=128)
    content_hash = models.CharField(max_length=64)
    account = models.ForeignKey("customers.Account", on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey("customers.Contact", null=True, on_delete=models.SET_NULL, related_name="+")
    touchpoint = models.ForeignKey(Touchpoint, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    colleague = models.ForeignKey("organisation.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    channel = models.CharField(max_length=16, choices=[(c, c) for c in Channel])
    state = models.CharField(max_length=32, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    promised_at = models.DateTimeField(null=True)
    actual_at = models.DateTimeField(null=True)
    wait_seconds = models.PositiveIntegerField(null=True)
    transfers = models.PositiveSmallIntegerField(null=True)
    first_contact_resolved = models.BooleanField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["unit", "-started_at"], name="interaction_unit"),
            models.Index(fields=["account", "-started_at"], name="interaction_account"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["source", "source_ref"], name="one_interaction_per_source_ref"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")), name="interaction_times_in_order"
            ),
        ]


# Service targets


class ServiceTarget(models.Model):
    """A promise and whom it is made to; an empty condition holds for all. The closest target of a kind wins."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=16, choices=[(k, k.label) for k in TargetKind])
    case_kind = models.CharField(max_length=16, blank=True)
    priority = models.PositiveSmallIntegerField(null=True)
    segment = models.CharField(max_length=64, blank=True)
    unit = models.ForeignKey("organisation.Unit", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class ServiceTargetVersion(models.Model):
    """One immutable statement of the promise, in force from `valid_from` until the next version or its end."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    target = models.ForeignKey(ServiceTarget, on_delete=models.PROTECT, related_name="versions")
    n = models.PositiveIntegerField()
    amount = models.PositiveIntegerField()
    span = models.CharField(max_length=24, choices=[(s, s) for s in Span])
    pausable = models.BooleanField()
    calendar = models.ForeignKey("organisation.Calendar", on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)

    class Meta:
        ordering = ["target", "n"]
        constraints = [
            models.UniqueConstraint(fields=["target", "n"], name="one_target_version_per_number"),
            models.UniqueConstraint(
                fields=["target"], condition=Q(valid_to__isnull=True), name="one_target_version_in_force"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_target_promises_something"),
            models.CheckConstraint(
                condition=Q(pausable=False) | Q(span__in=sorted(COUNTED_IN_SECONDS)), name="only_seconds_pause"
            ),
        ]


# Maps


class JourneyMap(models.Model):
    """A journey as customers go through it; what it looks like is the text of its newest version."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    owner = models.ForeignKey("organisation.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class MapVersion(models.Model):
    """One state of a map's file, kept byte for byte."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    map = models.ForeignKey(JourneyMap, on_delete=models.PROTECT, related_name="versions")
    n = models.PositiveIntegerField()
    text = models.TextField()
    why = models.CharField(max_length=500, blank=True)
    made_by = models.ForeignKey("organisation.Person", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["map", "-n"]
        constraints = [models.UniqueConstraint(fields=["map", "n"], name="one_map_version_per_number")]


class Step(models.Model):
    """A step of the newest version of a map. One that is gone keeps its row, for what was bound to it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    map = models.ForeignKey(JourneyMap, on_delete=models.PROTECT, related_name="steps")
    code = models.SlugField(max_length=64)
    position = models.PositiveIntegerField()
    stage = models.SlugField(max_length=64)
    stage_name = models.CharField(max_length=200)
    stage_position = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    actor = models.CharField(max_length=200)
    side = models.CharField(max_length=8, choices=[(s, s.label) for s in Side])
    channel = models.CharField(max_length=16, choices=[(c, c) for c in Channel], blank=True)
    touchpoint = models.ForeignKey(Touchpoint, null=True, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("organisation.Person", null=True, on_delete=models.PROTECT, related_name="+")
    importance = models.PositiveSmallIntegerField(default=0)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["map", "position"]
        constraints = [
            models.UniqueConstraint(fields=["map", "code"], name="one_step_per_code"),
            models.CheckConstraint(condition=Q(side__in=list(Side)), name="step_side_known"),
            models.CheckConstraint(condition=Q(importance__lte=5), name="step_importance_to_five"),
        ]

    def __str__(self) -> str:
        return self.name


# Service standards


class ServiceStandard(models.Model):
    """A standard of service at a touchpoint: what is measured on which contacts, and who answers for it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    touchpoint = models.ForeignKey(Touchpoint, on_delete=models.PROTECT, related_name="+")
    measure = models.CharField(max_length=24, choices=[(m, m.label) for m in Measure])
    segment = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [models.CheckConstraint(condition=Q(measure__in=list(Measure)), name="standard_measure_known")]

    def __str__(self) -> str:
        return self.name


class ServiceStandardVersion(models.Model):
    """One immutable level: `share` percent of the contacts at `limit` or less; in force in [valid_from, valid_to)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    standard = models.ForeignKey(ServiceStandard, on_delete=models.PROTECT, related_name="versions")
    n = models.PositiveIntegerField()
    limit = models.PositiveIntegerField()
    share = models.PositiveSmallIntegerField()
    owner = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, related_name="+")
    why = models.TextField()
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)

    class Meta:
        ordering = ["standard", "n"]
        constraints = [
            models.UniqueConstraint(fields=["standard", "n"], name="one_standard_version_per_number"),
            models.UniqueConstraint(
                fields=["standard"], condition=Q(valid_to__isnull=True), name="one_standard_version_in_force"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="standard_times_in_order"
            ),
            models.CheckConstraint(condition=Q(share__gte=1) & Q(share__lte=100), name="standard_share_in_percent"),
            models.CheckConstraint(condition=~Q(why=""), name="standard_says_why"),
        ]
