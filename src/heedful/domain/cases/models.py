"""Tables of the inner loop. What happened is in the events; states, dues and results beside them are caches of it."""

from django.db import models
from django.db.models import F, Q

from heedful.domain.cases import enums
from heedful.foundation.ids import new_id


def choices(kind: type[enums.Worded]) -> list[tuple[str, str]]:
    """Return the choices of a field from an enum."""
    return [(member.value, member.label) for member in kind]


class ReferenceCounter(models.Model):
    """The last number given out in a year."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)


class Case(models.Model):
    """One customer's matter. `version` counts its events and decides races; `next_due_*` serve the queue."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reference = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=16, choices=choices(enums.CaseKind))
    state = models.CharField(max_length=20, choices=choices(enums.CaseState))
    severity = models.PositiveSmallIntegerField()
    priority = models.PositiveSmallIntegerField()
    safety = models.BooleanField(default=False)
    vulnerable = models.BooleanField(default=False)
    subject = models.CharField(max_length=200)
    wanted = models.TextField(blank=True)
    channel = models.CharField(max_length=32)
    sender = models.CharField(max_length=200, blank=True)
    reply_to = models.EmailField(blank=True)
    source_metric = models.CharField(max_length=32, blank=True)
    segment = models.CharField(max_length=64, blank=True)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("organisation.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    colleague = models.ForeignKey("organisation.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    account = models.ForeignKey("customers.Account", null=True, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey("customers.Contact", null=True, on_delete=models.SET_NULL, related_name="+")
    touchpoint = models.ForeignKey("journeys.Touchpoint", null=True, on_delete=models.PROTECT, related_name="+")
    interaction = models.ForeignKey("journeys.Interaction", null=True, on_delete=models.SET_NULL, related_name="+")
    second_failure = models.BooleanField(default=False)
    received_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    next_due_at = models.DateTimeField(null=True)
    next_due_kind = models.CharField(max_length=16, blank=True)
    status_hash = models.CharField(max_length=64, unique=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["unit", "state", "next_due_at"], name="case_queue"),
            models.Index(fields=["owner", "state", "next_due_at"], name="case_owner"),
            models.Index(fields=["contact", "received_at"], name="case_contact"),
            models.Index(fields=["account", "received_at"], name="case_account"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(enums.CaseState)), name="case_state_known"),
            models.CheckConstraint(
                condition=Q(severity__range=(1, 4), priority__range=(1, 4)), name="case_ranks_known"
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Episode(models.Model):
    """One run from opening to closing, with its ISO 10002 record; reopening starts the next and leaves it alone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="episodes")
    n = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()
    impact = models.TextField(blank=True)
    immediate_action = models.TextField(blank=True)
    findings = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    proposed_at = models.DateTimeField(null=True)
    confirmed_by = models.CharField(max_length=32, blank=True, choices=choices(enums.Confirmation))
    outcome = models.CharField(max_length=32, blank=True, choices=choices(enums.Outcome))
    reason = models.TextField(blank=True)
    without_steps = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["case", "n"]
        constraints = [
            models.UniqueConstraint(fields=["case", "n"], name="one_episode_per_number"),
            models.UniqueConstraint(fields=["case"], condition=Q(closed_at__isnull=True), name="one_open_episode"),
        ]


class Event(models.Model):
    """What happened, for ever. `at` is when it happened, `recorded_at` when we heard; `state` is the one after."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="events")
    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="+")
    seq = models.PositiveIntegerField()
    type = models.CharField(max_length=24)
    state = models.CharField(max_length=20)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor_kind = models.CharField(max_length=16)
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=200)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["case", "seq"]
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="one_event_per_place")]


class Message(models.Model):
    """What was written: a colleague's note, a reply to the customer, or the customer's own words."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="messages")
    direction = models.CharField(max_length=10, choices=choices(enums.Direction))
    channel = models.CharField(max_length=32)
    body = models.TextField()
    author = models.CharField(max_length=200)
    at = models.DateTimeField()
    shields = models.JSONField(default=list)

    class Meta:
        ordering = ["at", "id"]


class Attachment(models.Model):
    """A file of the discussion, kept whole and served as a download only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()


class RecoveryStep(models.Model):
    """A step of the guide that was taken, with its evidence."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=16, choices=choices(enums.Step))
    evidence = models.TextField()
    author = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]


class Redress(models.Model):
    """What the customer gets, what it is worth to them and what it costs us, in minor units."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="redress")
    kind = models.CharField(max_length=16, choices=choices(enums.RedressKind))
    value_minor = models.BigIntegerField()
    cost_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    author = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(value_minor__gte=0, cost_minor__gte=0), name="redress_not_negative")
        ]


class Clock(models.Model):
    """The cached reading of a promise; `operations.rebuild_clocks` makes it again from the events."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="clocks")
    kind = models.CharField(max_length=16)
    target_version = models.ForeignKey("journeys.ServiceTargetVersion", on_delete=models.PROTECT, related_name="+")
    calendar_version = models.ForeignKey("organisation.CalendarVersion", on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField(null=True)
    pauses_from = models.DateTimeField(null=True)
    state = models.CharField(max_length=12, choices=choices(enums.ClockState), default=enums.ClockState.RUNNING)
    result = models.CharField(max_length=8, choices=choices(enums.ClockResult), default=enums.ClockResult.OPEN)
    elapsed_seconds = models.BigIntegerField()
    due_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["episode", "kind"], name="one_clock_per_kind")]


class ClockThreshold(models.Model):
    """An alarm of a clock. The key lets it fire once, whatever crashes in between."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="thresholds")
    percent = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField(null=True)
    fired_at = models.DateTimeField(null=True)
    retroactive = models.BooleanField(default=False)
    fire_key = models.CharField(max_length=80, unique=True)

    class Meta:
        indexes = [models.Index(fields=["due_at"], condition=Q(fired_at__isnull=True), name="threshold_due")]
        constraints = [models.UniqueConstraint(fields=["clock", "percent"], name="one_threshold_per_percent")]


class Escalation(models.Model):
    """A level that heard of a cause: each once per episode."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="escalations")
    cause = models.CharField(max_length=32)
    level = models.PositiveSmallIntegerField()
    people = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["episode", "cause", "level"], name="one_escalation_per_level")]


class HandOver(models.Model):
    """Something that a department or partner does for a case. State, result and times are caches of its events."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="hand_overs")
    from_unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    to_unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    asked = models.TextField()
    asked_by = models.CharField(max_length=200)
    answer = models.TextField(blank=True)
    target_version = models.ForeignKey("journeys.ServiceTargetVersion", on_delete=models.PROTECT, related_name="+")
    calendar_version = models.ForeignKey("organisation.CalendarVersion", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=choices(enums.ClockState), default=enums.ClockState.RUNNING)
    result = models.CharField(max_length=8, choices=choices(enums.ClockResult), default=enums.ClockResult.OPEN)
    elapsed_seconds = models.BigIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["to_unit", "state", "due_at"], name="hand_over_to"),
            models.Index(fields=["due_at"], condition=Q(told_at__isnull=True), name="hand_over_due"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(from_unit=F("to_unit")), name="handed_to_another"),
        ]


class HandOverEvent(models.Model):
    """What happened to a hand-over, for ever; what was asked and answered in words stands there."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    hand_over = models.ForeignKey(HandOver, on_delete=models.CASCADE, related_name="events")
    seq = models.PositiveIntegerField()
    verb = models.CharField(max_length=12, choices=choices(enums.HandOverVerb))
    reason = models.CharField(max_length=32, blank=True, choices=choices(enums.PauseReason))
    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["hand_over", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["hand_over", "seq"], name="one_hand_over_event_per_place"),
            models.CheckConstraint(
                condition=~Q(verb=enums.HandOverVerb.PAUSE) | ~Q(reason=""), name="a_pause_has_a_reason"
            ),
        ]


class FollowUpDecision(models.Model):
    """What became of a submission that needed following up: a case, or the reason why there is none."""

    submission = models.OneToOneField(
        "feedback.Submission", primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    case = models.ForeignKey(Case, null=True, on_delete=models.CASCADE, related_name="subjects")
    no_case = models.CharField(max_length=32, blank=True, choices=choices(enums.NoCase))
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(case__isnull=False) & Q(no_case="")) | (Q(case__isnull=True) & ~Q(no_case="")),
                name="a_case_or_a_reason",
            )
        ]


# Discretion


class DiscretionGrant(models.Model):
    """What the holders of a role in a unit may decide alone. `version` counts its uses; its row is their lock."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    role = models.CharField(max_length=16)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    kinds = models.JSONField()
    case_minor = models.BigIntegerField()
    customer_minor = models.BigIntegerField()
    customer_days = models.PositiveSmallIntegerField()
    budget_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["role", "valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(case_minor__gt=0)
                & Q(customer_minor__gte=F("case_minor"))
                & Q(budget_minor__gte=F("customer_minor")),
                name="limits_rise",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="discretion_times_in_order"
            ),
        ]


class OpenedClause(models.Model):
    """A clause that a grant opens."""

    grant = models.ForeignKey(DiscretionGrant, on_delete=models.CASCADE, related_name="opened")
    clause = models.ForeignKey("strategy.Clause", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["grant", "clause"], name="one_opening_per_clause")]


class CustomerUse(models.Model):
    """How often rules were bent for a customer; its row is the lock of the customer's limit."""

    account = models.OneToOneField("customers.Account", primary_key=True, on_delete=models.CASCADE, related_name="+")
    n = models.PositiveIntegerField(default=0)


class Exemption(models.Model):
    """A clause that was not applied to a customer: by whom, on what grounds, under which grant, at what cost."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="exemptions")
    clause = models.ForeignKey("strategy.ClauseVersion", on_delete=models.PROTECT, related_name="+")
    grant = models.ForeignKey(DiscretionGrant, null=True, on_delete=models.PROTECT, related_name="+")
    redress = models.OneToOneField(Redress, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=choices(enums.RedressKind))
    value_minor = models.BigIntegerField()
    cost_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    grounds = models.CharField(max_length=32, choices=choices(enums.Grounds))
    words = models.TextField()
    state = models.CharField(max_length=12, choices=choices(enums.ExemptionState))
    asked_by = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey("organisation.Person", null=True, on_delete=models.PROTECT, related_name="+")
    happened_at = models.DateTimeField()
    at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    review = models.CharField(max_length=16, blank=True, choices=choices(enums.Review))

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["grant", "state", "at"], name="exemption_grant")]
        constraints = [
            models.CheckConstraint(condition=Q(value_minor__gt=0, cost_minor__gte=0), name="exemption_has_a_value"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")), name="nobody_exempts_themselves"
            ),
            models.CheckConstraint(
                condition=~Q(state="applied") | (Q(grant__isnull=False) & Q(redress__isnull=False)),
                name="applied_under_a_grant_with_its_redress",
            ),
        ]
