"""Periods and what was closed in them."""

from django.db import models
from django.db.models import F, Q

from heedful.domain.measurement.enums import Measure, PeriodKind, PeriodState, ResolutionState, Split
from heedful.domain.measurement.rules import CHECKS
from heedful.foundation.ids import new_id


class Period(models.Model):
    """A span of whole months whose books are closed: [starts, ends)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=8, choices=[(k, k) for k in PeriodKind])
    starts = models.DateField()
    ends = models.DateField()
    state = models.CharField(max_length=8, choices=[(s, s) for s in PeriodState], default=PeriodState.OPEN)
    headline = models.TextField(blank=True)
    cut_off = models.DateTimeField(null=True)
    draft = models.JSONField(default=list)
    """The figures as they stood at the cut-off, until the lock turns them into results."""
    closed_by_id = models.UUIDField(null=True)
    closed_by_name = models.CharField(max_length=200, blank=True)
    locked_at = models.DateTimeField(null=True)
    data_hash = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-starts", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "starts"], name="one_period_per_start"),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="period_days_in_order"),
            models.CheckConstraint(condition=Q(state__in=list(PeriodState)), name="period_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=["locked", "signed"]) | (Q(locked_at__isnull=False) & ~Q(data_hash="")),
                name="locked_period_has_hash",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.starts}"


class ChecklistItem(models.Model):
    """One check of a close: passed or not, why, and who said so."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    period = models.ForeignKey(Period, on_delete=models.CASCADE, related_name="checks")
    code = models.CharField(max_length=32, choices=list(CHECKS.items()))
    passed = models.BooleanField()
    note = models.CharField(max_length=500, blank=True)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["period", "code"], name="one_result_per_check")]


class Result(models.Model):
    """One closed figure. A cell that disclosure control hides keeps no number, not even here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="results")
    definition = models.CharField(max_length=40)
    definition_version = models.PositiveIntegerField()
    split = models.CharField(max_length=16, choices=[(s, s) for s in Split], blank=True)
    key = models.CharField(max_length=64, blank=True)
    label = models.CharField(max_length=200, blank=True)
    position = models.PositiveIntegerField()
    n = models.BigIntegerField(null=True)
    basis = models.JSONField(default=dict)
    figure = models.JSONField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "definition", "definition_version", "split", "key"], name="one_result_per_metric"
            ),
            models.CheckConstraint(condition=Q(split__in=list(Split)), name="result_split_known"),
        ]


class SignOff(models.Model):
    """A signature under a locked period."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="signatures")
    person_id = models.UUIDField()
    person_name = models.CharField(max_length=200)
    data_hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["period", "person_id"], name="one_signature_per_person")]


class Restatement(models.Model):
    """A closed figure that turned out different: the old value stays, this stands beside it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="restatements")
    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="restatements")
    number = models.PositiveIntegerField()
    edition = models.PositiveIntegerField(null=True)
    """The edition of the pack that first prints it; None in books from before several could be made at once."""
    reason = models.TextField()
    old = models.JSONField()
    new = models.JSONField()
    material = models.BooleanField()
    by_id = models.UUIDField(null=True)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["period", "number"], name="one_restatement_per_number"),
            models.CheckConstraint(condition=~Q(reason=""), name="restatement_has_reason"),
        ]


class PackFile(models.Model):
    """One stored file of a period's pack; the bytes lie in the installation's folder under their hash."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="files")
    edition = models.PositiveIntegerField()
    name = models.CharField(max_length=100)
    media_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["edition", "name"]
        constraints = [models.UniqueConstraint(fields=["period", "edition", "name"], name="one_file_per_name")]


class Resolution(models.Model):
    """A question put to the board with a pack, what it resolved, who carries it out by when, and what became of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.PositiveIntegerField(unique=True)
    state = models.CharField(max_length=8, choices=[(s, s) for s in ResolutionState])
    question = models.TextField(blank=True)
    asked_in = models.ForeignKey(Period, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(null=True)
    text = models.TextField(blank=True)
    taken_in = models.ForeignKey(Period, null=True, on_delete=models.PROTECT, related_name="resolutions")
    """The closed period whose pack lay before the board: its figures are the "before" of every effect."""
    taken_on = models.DateField(null=True)
    owner = models.ForeignKey("organisation.Person", null=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(null=True)
    first_due_on = models.DateField(null=True)
    postponed_because = models.TextField(blank=True)
    metric = models.CharField(max_length=40, blank=True)
    decision = models.ForeignKey("strategy.Decision", null=True, on_delete=models.PROTECT, related_name="+")
    """The decision by which the resolution reaches colleagues."""
    ended_at = models.DateTimeField(null=True)
    outcome = models.TextField(blank=True)

    class Meta:
        ordering = ["-number"]
        indexes = [models.Index(fields=["state", "due_on"], name="resolution_due")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(ResolutionState)), name="resolution_state_known"),
            models.CheckConstraint(
                condition=~Q(state="asked") | (~Q(question="") & Q(asked_at__isnull=False)),
                name="asked_resolution_has_question",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["taken", "done"])
                | (
                    ~Q(text="")
                    & Q(taken_on__isnull=False)
                    & Q(owner__isnull=False)
                    & Q(due_on__isnull=False)
                    & Q(first_due_on__isnull=False)
                ),
                name="taken_resolution_has_owner_and_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "dropped"]) | (Q(ended_at__isnull=False) & ~Q(outcome="")),
                name="ended_resolution_says_how",
            ),
        ]

    def __str__(self) -> str:
        return f"R-{self.number}"


class Kpi(models.Model):
    """A number that the company steers by, and which question of customers it is meant to improve."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    measure = models.CharField(max_length=32, choices=[(m, m) for m in Measure])
    lower_is_better = models.BooleanField()
    covers = models.JSONField(default=list)
    """The questions of surveys whose subject it measures."""
    owner = models.ForeignKey("organisation.Person", null=True, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()

    class Meta:
        ordering = ["title"]
        constraints = [models.CheckConstraint(condition=Q(measure__in=list(Measure)), name="kpi_measure_known")]

    def __str__(self) -> str:
        return self.title


class KpiReading(models.Model):
    """What the company measured itself of a customer in a month."""

    id = models.BigAutoField(primary_key=True)
    kpi = models.ForeignKey(Kpi, on_delete=models.CASCADE, related_name="readings")
    account = models.ForeignKey("customers.Account", on_delete=models.CASCADE, related_name="+")
    month = models.DateField()
    value = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kpi", "account", "month"], name="one_reading_a_month")]


class Dashboard(models.Model):
    """Charts that somebody put together; shared with who sees the figures of its unit, private without one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField(max_length=200)
    owner = models.ForeignKey("organisation.Person", null=True, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("organisation.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    tiles = models.JSONField(default=list)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["title", "id"]

    def __str__(self) -> str:
        return self.title
