"""Guidance for those who serve: guidelines and procedures, what channels are for, who answers for which outcome."""

from django.db import models
from django.db.models import F, Q

from heedful.domain.guidance.enums import GuidanceKind
from heedful.foundation.ids import new_id


class Guidance(models.Model):
    """An announcement that guides lasting work: its versions, approval and acknowledgements are the announcement's."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=12, choices=[(k, k.label) for k in GuidanceKind])
    announcement = models.OneToOneField("communication.Announcement", on_delete=models.PROTECT, related_name="+")
    standard = models.ForeignKey("journeys.ServiceStandard", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["kind", "id"]
        constraints = [models.CheckConstraint(condition=Q(kind__in=list(GuidanceKind)), name="guidance_kind_known")]


class Bound(models.Model):
    """Where guidance holds in [since, until): no `since` means as long as the guidance does, no `until` still."""

    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class GuidedTouchpoint(Bound):
    """A touchpoint at which a guideline holds."""

    guidance = models.ForeignKey(Guidance, on_delete=models.CASCADE, related_name="touchpoints")
    touchpoint = models.ForeignKey("journeys.Touchpoint", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["guidance", "touchpoint"], condition=Q(until__isnull=True), name="one_row_per_guided_touchpoint"
            )
        ]


class GuidedStep(Bound):
    """A step of a journey that a procedure says how to do."""

    guidance = models.ForeignKey(Guidance, on_delete=models.CASCADE, related_name="steps")
    step = models.ForeignKey("journeys.Step", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["guidance", "step"], condition=Q(until__isnull=True), name="one_row_per_guided_step"
            )
        ]


class ChannelPurpose(models.Model):
    """Why the company is present in a channel, for whom, by which standard and whose: one version of the statement."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    channel = models.CharField(max_length=32)
    """As feedback and contacts name it: a channel of theirs need not be one of ours."""
    n = models.PositiveIntegerField()
    why = models.TextField(blank=True)
    for_whom = models.TextField(blank=True)
    owner = models.ForeignKey("organisation.Person", null=True, on_delete=models.PROTECT, related_name="+")
    standard = models.ForeignKey("journeys.ServiceStandard", null=True, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)

    class Meta:
        ordering = ["channel", "n"]
        constraints = [
            models.UniqueConstraint(fields=["channel", "n"], name="one_purpose_version_per_number"),
            models.UniqueConstraint(
                fields=["channel"], condition=Q(valid_to__isnull=True), name="one_purpose_in_force"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="purpose_times_in_order"
            ),
        ]


class Responsibility(models.Model):
    """An outcome for customers that a department answers for, by the name of a colleague, in [since, until)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=200)
    measure = models.CharField(max_length=64, blank=True)
    """The id of the metric by which the outcome is seen."""
    owner = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        ordering = ["unit__name", "outcome"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "outcome"], condition=Q(until__isnull=True), name="one_responsibility_per_outcome"
            ),
            models.CheckConstraint(condition=~Q(outcome=""), name="a_responsibility_names_its_outcome"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="responsibility_days_in_order"
            ),
        ]
