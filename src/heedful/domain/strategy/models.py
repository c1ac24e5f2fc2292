"""Strategy: what was decided and what it asks of customers, the policies in force, the directions stated."""

from django.db import models
from django.db.models import F, Q

from heedful.domain.strategy.enums import DecisionState, DirectionKind, DirectionState, FactKind, HardLimit
from heedful.foundation.ids import new_id

# Decisions


class Decision(models.Model):
    """One decision of a forum: what, why, from when, whom it touches. Approved by somebody other than its owner."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField(max_length=64, unique=True)
    title = models.CharField(max_length=200)
    what = models.TextField()
    why = models.TextField(blank=True)
    forum = models.CharField(max_length=200)
    topic = models.SlugField(max_length=64)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=[(s, s.label) for s in DecisionState], default=DecisionState.DRAFT)
    touches_customers = models.BooleanField()
    no_burden_because = models.TextField(blank=True)
    decided_on = models.DateField()
    effective_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey("organisation.Person", null=True, on_delete=models.PROTECT, related_name="+")
    embargoed_at = models.DateTimeField(null=True)
    embargo_until = models.DateTimeField(null=True)
    embargo_because = models.TextField(blank=True)
    review_due_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-decided_on", "code"]
        indexes = [models.Index(fields=["state", "effective_at"], name="decision_effect")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(DecisionState)), name="decision_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "assessed", "withdrawn"])
                | (Q(approved_at__isnull=False) & Q(approved_by__isnull=False) & ~Q(why="")),
                name="approved_decision_says_why_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("owner")), name="nobody_approves_their_own"
            ),
            models.CheckConstraint(
                condition=~Q(state="embargoed") | (Q(embargo_until__isnull=False) & ~Q(embargo_because="")),
                name="embargo_has_end_and_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class DecisionTouchpoint(models.Model):
    """A touchpoint at which customers will notice a decision."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="touchpoints")
    touchpoint = models.ForeignKey("journeys.Touchpoint", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decision", "touchpoint"], name="one_row_per_touchpoint")]


class BurdenAssessment(models.Model):
    """What a decision asks of the customers of one segment, before and after. Time in seconds, waiting in days."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="burdens")
    segment = models.CharField(max_length=64, blank=True)
    customers = models.PositiveIntegerField()
    times_a_year = models.DecimalField(max_digits=8, decimal_places=2)
    seconds_before = models.PositiveIntegerField()
    seconds_after = models.PositiveIntegerField()
    steps_before = models.PositiveSmallIntegerField(default=0)
    steps_after = models.PositiveSmallIntegerField(default=0)
    documents_before = models.PositiveSmallIntegerField(default=0)
    documents_after = models.PositiveSmallIntegerField(default=0)
    visits_before = models.PositiveSmallIntegerField(default=0)
    visits_after = models.PositiveSmallIntegerField(default=0)
    channel_changes_before = models.PositiveSmallIntegerField(default=0)
    channel_changes_after = models.PositiveSmallIntegerField(default=0)
    waiting_days_before = models.PositiveSmallIntegerField(default=0)
    waiting_days_after = models.PositiveSmallIntegerField(default=0)
    observed_seconds_after = models.PositiveIntegerField(null=True)
    observed_on = models.DateField(null=True)

    class Meta:
        ordering = ["decision", "segment"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "segment"], name="one_burden_per_segment"),
            models.CheckConstraint(condition=Q(times_a_year__gt=0), name="a_burden_happens"),
        ]


# Policies


class Policy(models.Model):
    """A document of rules that customers meet, owned by a person."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    owner = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Clause(models.Model):
    """One rule of a policy; what it says at a time is in its versions."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="clauses")
    code = models.SlugField(max_length=64, unique=True)
    title = models.CharField(max_length=200)

    class Meta:
        ordering = ["policy", "code"]

    def __str__(self) -> str:
        return self.title


class ClauseVersion(models.Model):
    """One immutable wording of a clause, in force in [valid_from, valid_to). A hard limit is never exemptable."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="versions")
    n = models.PositiveIntegerField()
    text = models.TextField()
    why = models.TextField()
    exemptable = models.BooleanField()
    hard_limit = models.CharField(max_length=8, choices=[(h, h.label) for h in HardLimit], blank=True)
    decision = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)

    class Meta:
        ordering = ["clause", "n"]
        constraints = [
            models.UniqueConstraint(fields=["clause", "n"], name="one_clause_version_per_number"),
            models.UniqueConstraint(
                fields=["clause"], condition=Q(valid_to__isnull=True), name="one_clause_version_in_force"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="clause_times_in_order"
            ),
            models.CheckConstraint(condition=~Q(text="") & ~Q(why=""), name="clause_says_what_and_why"),
            models.CheckConstraint(
                condition=Q(hard_limit="") | (Q(exemptable=False) & Q(hard_limit__in=list(HardLimit))),
                name="hard_limit_is_never_exemptable",
            ),
        ]


class PolicyFact(models.Model):
    """A value that a clause states (5 days, 500 KES, 1 March), so that texts refer to it instead of repeating it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="facts")
    code = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=8, choices=[(k, k.label) for k in FactKind])

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class FactVersion(models.Model):
    """The value of a fact in [valid_from, valid_to), normalised by its kind, and the conditions it needs to be true."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    fact = models.ForeignKey(PolicyFact, on_delete=models.PROTECT, related_name="versions")
    n = models.PositiveIntegerField()
    value = models.CharField(max_length=200)
    unit = models.CharField(max_length=32, blank=True)
    conditions = models.JSONField(default=list)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)

    class Meta:
        ordering = ["fact", "n"]
        constraints = [
            models.UniqueConstraint(fields=["fact", "n"], name="one_fact_version_per_number"),
            models.UniqueConstraint(
                fields=["fact"], condition=Q(valid_to__isnull=True), name="one_fact_version_in_force"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="fact_times_in_order"
            ),
            models.CheckConstraint(condition=~Q(value=""), name="fact_has_a_value"),
        ]


# Directions


class Direction(models.Model):
    """A vision, direction, value or objective; what it says is in its versions."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField(max_length=64, unique=True)
    kind = models.CharField(max_length=12, choices=[(k, k.label) for k in DirectionKind])

    class Meta:
        ordering = ["kind", "code"]

    def __str__(self) -> str:
        return self.code


class DirectionVersion(models.Model):
    """One wording of a statement. An objective is live only with an owner, a measure, a target and a date."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    direction = models.ForeignKey(Direction, on_delete=models.PROTECT, related_name="versions")
    n = models.PositiveIntegerField()
    text = models.TextField()
    owner = models.ForeignKey("organisation.Person", null=True, on_delete=models.PROTECT, related_name="+")
    measure = models.CharField(max_length=200, blank=True)
    target = models.CharField(max_length=200, blank=True)
    due_on = models.DateField(null=True)
    state = models.CharField(max_length=8, choices=[(s, s.label) for s in DirectionState], default=DirectionState.DRAFT)
    why = models.TextField()
    stated_by = models.ForeignKey("organisation.Person", null=True, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()
    live_from = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["direction", "-n"]
        constraints = [
            models.UniqueConstraint(fields=["direction", "n"], name="one_direction_version_per_number"),
            models.UniqueConstraint(fields=["direction"], condition=Q(state="live"), name="one_live_direction_version"),
            models.CheckConstraint(condition=Q(state__in=list(DirectionState)), name="direction_state_known"),
            models.CheckConstraint(
                condition=~Q(state="live") | Q(live_from__isnull=False), name="live_direction_has_its_time"
            ),
        ]


class Initiative(models.Model):
    """Work that makes a direction true, with its money; live in [starts_on, ends_on)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    direction = models.ForeignKey(Direction, on_delete=models.PROTECT, related_name="initiatives")
    name = models.CharField(max_length=200)
    owner = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, related_name="+")
    budget_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        ordering = ["starts_on", "name"]
        constraints = [
            models.CheckConstraint(condition=Q(budget_minor__gte=0), name="a_budget_is_not_negative"),
            models.CheckConstraint(condition=Q(budget_minor=0) | ~Q(currency=""), name="a_budget_has_a_currency"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")), name="initiative_days_in_order"
            ),
        ]


class InitiativeEffect(models.Model):
    """A driver of the customers' experience that an initiative means to move, and which way."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="effects")
    driver = models.SlugField(max_length=64)
    up = models.BooleanField()

    class Meta:
        ordering = ["driver"]
        constraints = [models.UniqueConstraint(fields=["initiative", "driver"], name="one_effect_per_driver")]


class InitiativeLoad(models.Model):
    """The share of a colleague's time, in percent, that an initiative takes while it is live."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="loads")
    person = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, related_name="+")
    percent = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["initiative", "person"], name="one_load_per_person"),
            models.CheckConstraint(condition=Q(percent__range=(1, 100)), name="load_in_percent"),
        ]


class InitiativeCut(models.Model):
    """A step of a journey at which an initiative saves cost."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="cuts")
    step = models.ForeignKey("journeys.Step", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["initiative", "step"], name="one_cut_per_step")]


class ConflictResolution(models.Model):
    """What was resolved about a conflict between initiatives; `key` names the conflict."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=64, unique=True)
    text = models.TextField()
    resolved_by = models.ForeignKey("organisation.Person", null=True, on_delete=models.PROTECT, related_name="+")
    resolved_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="a_resolution_says_something")]
