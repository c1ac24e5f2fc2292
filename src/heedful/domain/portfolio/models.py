"""Standings at every close, the thresholds behind them, potentials, plays and decisions."""

from django.db import models
from django.db.models import F, Q

from heedful.analytics.value.portfolio import State
from heedful.domain.portfolio.enums import Choice, Confidence, DecisionState, Ending, Source
from heedful.foundation.ids import new_id

STATES = [(s, s.label) for s in State]


class ThresholdsVersion(models.Model):
    """One version of the thresholds; never changed. The newest holds for what is reckoned from then on."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.PositiveIntegerField(unique=True)
    large_share = models.FloatField()
    keep_share = models.FloatField()
    good = models.FloatField()
    fall = models.FloatField()
    certainty = models.FloatField()
    buying = models.FloatField()
    stale_days = models.PositiveIntegerField()
    recovery = models.FloatField()
    peers = models.PositiveIntegerField()
    reason = models.TextField()
    by_id = models.UUIDField(null=True)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="thresholds_have_reason"),
            models.CheckConstraint(condition=Q(keep_share__gte=F("large_share")), name="large_leaves_after_it_enters"),
        ]


class Potential(models.Model):
    """What an account could bring in a year, as somebody stated it; the latest holds, earlier ones stay."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey("customers.Account", on_delete=models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    confidence = models.CharField(max_length=8, choices=[(c, c.label) for c in Confidence])
    basis = models.CharField(max_length=300)
    by_id = models.UUIDField(null=True)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(replaced_at__isnull=True), name="one_potential_in_force"
            ),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="potential_is_positive"),
            models.CheckConstraint(condition=~Q(basis=""), name="potential_has_basis"),
        ]


class Reckoning(models.Model):
    """The whole book judged on a day: [.., as_of). The close of a month is kept for good, the newest one is not."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    as_of = models.DateField()
    final = models.BooleanField()
    thresholds = models.PositiveIntegerField()
    currency = models.CharField(max_length=3, blank=True)
    book_minor = models.BigIntegerField()
    cut_minor = models.BigIntegerField()
    other_currencies = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-as_of", "final"]
        constraints = [
            models.UniqueConstraint(fields=["as_of"], condition=Q(final=True), name="one_close_per_day"),
            models.UniqueConstraint(fields=["final"], condition=Q(final=False), name="one_standing_of_today"),
            models.CheckConstraint(condition=Q(final=False) | Q(as_of__day=1), name="close_ends_a_month"),
        ]


class Standing(models.Model):
    """Where an account stands at a reckoning, with the numbers that decided it. Money in minor units, a year's."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reckoning = models.ForeignKey(Reckoning, on_delete=models.CASCADE, related_name="standings")
    account = models.ForeignKey("customers.Account", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=STATES)
    raw = models.CharField(max_length=8, choices=STATES)
    value_minor = models.BigIntegerField()
    potential_minor = models.BigIntegerField(null=True)
    source = models.CharField(max_length=8, choices=[(s, s) for s in Source])
    peers = models.PositiveIntegerField(default=0)
    score = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    n = models.PositiveIntegerField()
    fallen_chance = models.FloatField(null=True)
    large = models.BooleanField()
    clear = models.PositiveSmallIntegerField()
    promising = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reckoning", "account"], name="one_state_per_account_and_close"),
            models.CheckConstraint(condition=Q(state__in=list(State)), name="standing_state_known"),
            models.CheckConstraint(condition=Q(raw__in=list(State)), name="standing_raw_state_known"),
            models.CheckConstraint(
                condition=Q(source=Source.UNKNOWN, potential_minor__isnull=True)
                | (~Q(source=Source.UNKNOWN) & Q(potential_minor__isnull=False)),
                name="unknown_potential_stays_unknown",
            ),
        ]
        indexes = [
            models.Index(fields=["reckoning", "state", "-value_minor"], name="standing_by_money"),
            models.Index(fields=["account", "reckoning"], name="standing_of_account"),
        ]


class Play(models.Model):
    """What is being done for a customer: by whom, until when, and what came of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey("customers.Account", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=STATES)
    title = models.CharField(max_length=200)
    owner = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, related_name="+")
    due = models.DateField()
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=8, choices=[(e, e.label) for e in Ending], blank=True)
    result = models.TextField(blank=True)

    class Meta:
        ordering = ["due", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ending="")
                | (Q(ended_at__isnull=False) & ~Q(ending="") & ~Q(result="")),
                name="ended_play_has_result",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="play_has_title"),
        ]
        indexes = [models.Index(fields=["account", "due"], name="play_of_account")]


class Decision(models.Model):
    """Whether an account is maintained, pruned or won back: why, who approved it, and when it is looked at again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey("customers.Account", on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=8, choices=[(c, c.label) for c in Choice])
    state = models.CharField(max_length=8, choices=[(s, s.label) for s in DecisionState])
    reason = models.TextField()
    proposed_by_id = models.UUIDField(null=True)
    proposed_by = models.CharField(max_length=200)
    proposed_at = models.DateTimeField()
    decided_by_id = models.UUIDField(null=True)
    decided_by = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)
    review_due = models.DateField(null=True)
    review = models.TextField(blank=True)
    reviewed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-proposed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(state__in=["proposed", "approved"]), name="one_open_decision"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="decision_has_reason"),
            models.CheckConstraint(
                condition=Q(decided_by_id__isnull=True) | ~Q(decided_by_id=F("proposed_by_id")),
                name="nobody_approves_their_own_decision",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(review_due__isnull=False), name="approved_decision_is_reviewed"
            ),
            models.CheckConstraint(condition=~Q(state="reviewed") | ~Q(review=""), name="review_has_words"),
        ]
