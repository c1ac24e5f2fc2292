"""Tables of the outer loop. Plans, effects, verdicts, signatures and events are only ever added."""

from django.db import models
from django.db.models import F, Q

from heedful.domain.cases.enums import Worded
from heedful.domain.problems import enums
from heedful.foundation.ids import new_id


def choices(kind: type[Worded]) -> list[tuple[str, str]]:
    """Return the choices of a field from an enum."""
    return [(member.value, member.label) for member in kind]


class ReferenceCounter(models.Model):
    """The last number given out in a year."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)


class Problem(models.Model):
    """Trouble that comes back. Touchpoint, kind, channel and unit say which cases are alike; they never change.

    `trigger_on` is the Monday of the week that called for it. `version` counts its events and decides races.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reference = models.CharField(max_length=20, unique=True)
    statement = models.CharField(max_length=300)
    state = models.CharField(max_length=20, choices=choices(enums.ProblemState))
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("organisation.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    touchpoint = models.ForeignKey("journeys.Touchpoint", null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, blank=True)
    channel = models.CharField(max_length=32, blank=True)
    exposure = models.CharField(max_length=16, choices=choices(enums.Exposure))
    trigger_on = models.DateField()
    by_rule = models.BooleanField(default=False)
    workaround = models.TextField(blank=True)
    waiver = models.TextField(blank=True)
    waived_by = models.CharField(max_length=200, blank=True)
    review_on = models.DateField(null=True)
    duplicate_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["unit", "state"], name="problem_unit"),
            models.Index(fields=["touchpoint", "state"], name="problem_touchpoint"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(enums.ProblemState)), name="problem_state_known"),
            models.CheckConstraint(condition=Q(waiver="") | ~Q(waived_by=""), name="a_waiver_has_a_name"),
            models.CheckConstraint(
                condition=~Q(state=enums.ProblemState.ACCEPTED_RISK) | Q(review_on__isnull=False),
                name="an_accepted_risk_is_reviewed",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Event(models.Model):
    """What happened to a problem, for ever."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="events")
    seq = models.PositiveIntegerField()
    type = models.CharField(max_length=24)
    state = models.CharField(max_length=20)
    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=200)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["problem", "seq"]
        constraints = [models.UniqueConstraint(fields=["problem", "seq"], name="one_problem_event_per_place")]


# Causes


class Cause(models.Model):
    """An answer to "why?". A refuted one stays, so that nobody walks into it again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="causes")
    statement = models.CharField(max_length=300)
    role = models.CharField(max_length=16, choices=choices(enums.CauseRole))
    category = models.CharField(max_length=16, choices=choices(enums.CauseCategory))
    partner = models.ForeignKey("organisation.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    test = models.CharField(max_length=12, choices=choices(enums.CauseTest), default=enums.CauseTest.UNTESTED)
    evidence = models.TextField(blank=True)
    tested_by = models.CharField(max_length=200, blank=True)
    tested_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(test=enums.CauseTest.UNTESTED) | ~Q(evidence=""), name="a_test_has_evidence"
            )
        ]

    def __str__(self) -> str:
        return self.statement


class Why(models.Model):
    """An edge of the graph: `effect` happens because of `cause`."""

    effect = models.ForeignKey(Cause, on_delete=models.CASCADE, related_name="whys")
    cause = models.ForeignKey(Cause, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["effect", "cause"], name="one_why_per_pair"),
            models.CheckConstraint(condition=~Q(effect=F("cause")), name="no_cause_explains_itself"),
        ]


class CaseLink(models.Model):
    """A case that comes from a problem, and from which of its causes where that is known."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="links")
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    cause = models.ForeignKey(Cause, null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=12, choices=choices(enums.LinkKind))
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["problem", "case"], name="one_link_per_case")]


class Coding(models.Model):
    """The category of cause that one colleague gave a case, without seeing the other's: for their agreement."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    coder = models.ForeignKey("organisation.Person", on_delete=models.CASCADE, related_name="+")
    category = models.CharField(max_length=16, choices=choices(enums.CauseCategory))
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "coder"], name="one_coding_per_coder")]


# Actions and their proof


class Action(models.Model):
    """What is done, by a colleague or by a partner."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="actions")
    cause = models.ForeignKey(Cause, null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=16, choices=choices(enums.ActionKind))
    statement = models.CharField(max_length=300)
    expected = models.CharField(max_length=300, blank=True)
    owner = models.ForeignKey("organisation.Person", null=True, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey("organisation.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    state = models.CharField(max_length=12, choices=choices(enums.ActionState), default=enums.ActionState.PROPOSED)
    evidence = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["partner", "state"], name="action_partner")]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=True, partner__isnull=False) | Q(owner__isnull=False, partner__isnull=True),
                name="an_action_has_one_owner",
            ),
            models.CheckConstraint(
                condition=~Q(state=enums.ActionState.DONE) | (~Q(evidence="") & Q(done_at__isnull=False)),
                name="done_has_evidence",
            ),
        ]

    def __str__(self) -> str:
        return self.statement


class Plan(models.Model):
    """How an action will be judged, locked before it takes effect. `forecast` is what was expected on that day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="plans")
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="plans")
    n = models.PositiveIntegerField()
    target = models.FloatField()
    alpha = models.FloatField()
    settling = models.PositiveSmallIntegerField()
    watch = models.PositiveSmallIntegerField()
    longest = models.PositiveSmallIntegerField()
    planned_on = models.DateField()
    d = models.FloatField()
    d_source = models.CharField(max_length=16)
    control = models.ForeignKey("organisation.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    forecast = models.JSONField()
    locked_at = models.DateTimeField()
    locked_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["problem", "n"]
        constraints = [
            models.UniqueConstraint(fields=["problem", "n"], name="one_plan_per_number"),
            models.CheckConstraint(condition=Q(target__gt=0, alpha__gt=0, alpha__lt=1), name="plan_can_be_judged"),
            models.CheckConstraint(condition=Q(watch__gt=0, longest__gte=F("watch")), name="watch_not_beyond_longest"),
        ]


class Effect(models.Model):
    """The moment a fix took effect, and the base it is judged against from then on."""

    plan = models.OneToOneField(Plan, primary_key=True, on_delete=models.CASCADE, related_name="effect")
    locked_at = models.DateTimeField()
    effective_at = models.DateTimeField()
    base_count = models.PositiveIntegerField()
    base_exposure = models.FloatField()
    weak = models.BooleanField()
    earliest = models.FloatField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(effective_at__gt=F("locked_at")), name="the_plan_came_before_the_effect")
        ]


class Verdict(models.Model):
    """What a look at the numbers says, with the numbers. Look 0 is the relapse watch."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="verdicts")
    look = models.PositiveSmallIntegerField()
    verdict = models.CharField(max_length=24)
    figures = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["plan", "look"], name="one_verdict_per_look")]


class Signature(models.Model):
    """Who stands for a verdict: never the owner of the action."""

    verdict = models.OneToOneField(Verdict, primary_key=True, on_delete=models.CASCADE, related_name="signature")
    person = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    at = models.DateTimeField()
