"""Tables of failures of communication: what a customer was told, and the labels that a person decided."""

from django.db import models
from django.db.models import F, Q

from heedful.domain.failures.enums import FailureState, Hop, Label, Wanted
from heedful.foundation.ids import new_id


class Statement(models.Model):
    """What the customer of a case was told of one fact; the value is normalised as the fact's."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    fact = models.ForeignKey("strategy.PolicyFact", on_delete=models.PROTECT, related_name="+")
    value = models.CharField(max_length=200)
    conditions_told = models.JSONField(default=list)
    as_in_force = models.BooleanField(default=True)
    told_at = models.DateTimeField()
    recorded_by = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["told_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "fact", "told_at"], name="one_statement_per_fact_and_time"),
            models.CheckConstraint(condition=~Q(value=""), name="a_statement_says_something"),
        ]


class Failure(models.Model):
    """A label of a case with its evidence. `suggested_by` empty: the rules found it; who suggests never confirms."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    label = models.CharField(max_length=12, choices=[(each, each.label) for each in Label])
    state = models.CharField(
        max_length=12, choices=[(each, each.label) for each in FailureState], default=FailureState.SUGGESTED
    )
    hop = models.CharField(max_length=16, blank=True, choices=[(each, each.label) for each in Hop])
    decision = models.ForeignKey("strategy.Decision", null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("organisation.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    """At whom the hop failed."""
    served = models.ForeignKey("organisation.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    rule = models.CharField(max_length=300)
    evidence = models.JSONField(default=list)
    pieces = models.PositiveSmallIntegerField()
    """How many pieces of evidence there are: a column that the database can hold to."""
    suggested_by = models.ForeignKey("organisation.Person", null=True, on_delete=models.PROTECT, related_name="+")
    suggested_at = models.DateTimeField()
    decided_by = models.ForeignKey("organisation.Person", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["suggested_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "label"], name="one_row_per_case_and_label"),
            models.CheckConstraint(condition=Q(state__in=list(FailureState)), name="failure_state_known"),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(pieces__gt=0), name="confirmed_label_has_evidence"
            ),
            models.CheckConstraint(
                condition=Q(state="suggested") | (Q(decided_by__isnull=False) & Q(decided_at__isnull=False)),
                name="decided_label_has_a_name",
            ),
            models.CheckConstraint(condition=~Q(state="overruled") | ~Q(reason=""), name="overruling_has_a_reason"),
            models.CheckConstraint(
                condition=Q(suggested_by__isnull=True) | ~Q(state="confirmed") | ~Q(decided_by=F("suggested_by")),
                name="nobody_confirms_their_own_label",
            ),
        ]


class SupervisorDemand(models.Model):
    """A contact in which the customer asked for somebody above, why, and what the colleague lacked: one a contact."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.OneToOneField("cases.Case", null=True, on_delete=models.CASCADE, related_name="+")
    interaction = models.OneToOneField("journeys.Interaction", null=True, on_delete=models.CASCADE, related_name="+")
    topic = models.SlugField(max_length=64, blank=True)
    why = models.CharField(max_length=24, choices=[(w, w.label) for w in Wanted])
    missing = models.CharField(max_length=300, blank=True)
    suggested = models.BooleanField(default=False)
    """Whether the words of the customer suggested the reason that was taken."""
    recorded_by = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-recorded_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(case__isnull=True) ^ Q(interaction__isnull=True), name="a_demand_is_of_one_contact"
            ),
            models.CheckConstraint(condition=Q(why="other") | ~Q(missing=""), name="a_demand_says_what_was_missing"),
        ]
