"""Tables of innovation. Looks at an experiment are only ever added."""

from django.db import models
from django.db.models import F, Q

from heedful.domain.cases.enums import Worded
from heedful.domain.innovation import enums
from heedful.foundation.ids import new_id


def choices(kind: type[Worded]) -> list[tuple[str, str]]:
    """Return the choices of a field from an enum."""
    return [(member.value, member.label) for member in kind]


# Wishes


class Wish(models.Model):
    """Something customers wish. A duplicate points at the wish it was merged into, and keeps its own voices."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField(max_length=300)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=choices(enums.WishState), default=enums.WishState.OPEN)
    answer = models.TextField(blank=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")), name="no_wish_is_its_own_duplicate"
            ),
            models.CheckConstraint(
                condition=~Q(state=enums.WishState.DECLINED) | ~Q(answer=""), name="a_declined_wish_has_an_answer"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class WishVoice(models.Model):
    """Who wished it: a submission has one voice."""

    submission = models.OneToOneField(
        "feedback.Submission", primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    wish = models.ForeignKey(Wish, on_delete=models.CASCADE, related_name="voices")


class NotAlike(models.Model):
    """Two wishes that somebody has looked at and found different: they are not suggested again."""

    one = models.ForeignKey(Wish, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Wish, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="one_no_per_pair"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="a_pair_has_an_order"),
        ]


# Ideas and experiments


class Idea(models.Model):
    """Something to try, from a wish, a walk or a colleague."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField(max_length=300)
    change = models.TextField()
    measure = models.CharField(max_length=200)
    track = models.CharField(max_length=12, choices=choices(enums.Track))
    state = models.CharField(max_length=12, choices=choices(enums.IdeaState), default=enums.IdeaState.PROPOSED)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("organisation.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    wish = models.ForeignKey(Wish, null=True, on_delete=models.SET_NULL, related_name="+")
    until = models.DateField(null=True)
    learned = models.TextField(blank=True)
    at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["rolled_out", "dropped"]) | (Q(ended_at__isnull=False) & ~Q(learned="")),
                name="an_ended_idea_says_what_was_learned",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Experiment(models.Model):
    """How an idea is judged, locked when it starts: hypothesis, metric, guard, size, stop rule."""

    idea = models.OneToOneField(Idea, primary_key=True, on_delete=models.CASCADE, related_name="experiment")
    hypothesis = models.TextField()
    higher_is_better = models.BooleanField()
    effect = models.FloatField()
    deviation = models.FloatField()
    guard = models.CharField(max_length=200)
    guard_higher_is_better = models.BooleanField()
    guard_margin = models.FloatField()
    alpha = models.FloatField(default=0.05)
    power = models.FloatField(default=0.8)
    arm = models.PositiveIntegerField()
    stops_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(effect__gt=0, deviation__gt=0, guard_margin__gte=0, arm__gt=1),
                name="an_experiment_has_a_size",
            ),
            models.CheckConstraint(
                condition=Q(alpha__gt=0, alpha__lt=0.5, power__gt=0.5, power__lt=1), name="an_experiment_has_its_errors"
            ),
        ]


class Look(models.Model):
    """What the arms held at a look, and what it said: [n, sum, sum of squares] of metric and guard in either arm."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    experiment = models.ForeignKey(Experiment, on_delete=models.CASCADE, related_name="looks")
    control = models.JSONField()
    treated = models.JSONField()
    guard_control = models.JSONField()
    guard_treated = models.JSONField()
    estimate = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()
    guard_estimate = models.FloatField()
    guard_low = models.FloatField()
    guard_high = models.FloatField()
    verdict = models.CharField(max_length=20, choices=choices(enums.Verdict))
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]


# Walks through touchpoints


class Script(models.Model):
    """What a leader looks at in a touchpoint; a new version takes its place."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    touchpoint = models.ForeignKey("journeys.Touchpoint", on_delete=models.PROTECT, related_name="+")
    n = models.PositiveIntegerField()
    lines = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["touchpoint", "n"], name="one_script_per_number")]


class Duty(models.Model):
    """Who walks through which touchpoint of a unit in a month."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("organisation.Person", on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    touchpoint = models.ForeignKey("journeys.Touchpoint", on_delete=models.PROTECT, related_name="+")
    month = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "month"], name="one_duty_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="a_duty_is_for_a_month"),
        ]


class Walk(models.Model):
    """A sample that a leader took: points from 1 to 5 for each line of the script."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    touchpoint = models.ForeignKey("journeys.Touchpoint", on_delete=models.PROTECT, related_name="+")
    script = models.ForeignKey(Script, on_delete=models.PROTECT, related_name="+")
    points = models.JSONField()
    walked_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    told = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-walked_at", "-id"]
        indexes = [models.Index(fields=["person", "walked_at"], name="walk_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(published_at__gte=F("walked_at")),
                name="walked_then_published",
            )
        ]


class WalkFinding(models.Model):
    """What was found, and the case or idea that it became."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    walk = models.ForeignKey(Walk, on_delete=models.CASCADE, related_name="findings")
    text = models.TextField()
    route = models.CharField(max_length=8, choices=choices(enums.Route))
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.SET_NULL, related_name="+")
    idea = models.ForeignKey(Idea, null=True, on_delete=models.SET_NULL, related_name="+")


class Photo(models.Model):
    """A picture of a walk; it lies in a folder of its own and leaves only as a download."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    walk = models.ForeignKey(Walk, on_delete=models.CASCADE, related_name="photos")
    name = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["walk", "name"], name="one_photo_per_name")]
