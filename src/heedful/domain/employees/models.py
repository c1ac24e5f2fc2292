"""Tables of colleagues. What a pulse was answered never meets who answered: no key, no time, no order joins them."""

from django.db import models
from django.db.models import F, Q

from heedful.domain.cases.enums import Worded
from heedful.domain.employees import enums
from heedful.foundation.ids import new_id, random_id

AGREEMENT, LIKELIHOOD = (1, 7), (0, 10)


def choices(kind: type[Worded]) -> list[tuple[str, str]]:
    """Return the choices of a field from an enum."""
    return [(member.value, member.label) for member in kind]


# The pulse


class Pulse(models.Model):
    """One round of questions to the colleagues of a unit and all below it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField(max_length=200)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closes_on = models.DateField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-opened_at", "-id"]

    def __str__(self) -> str:
        return self.title


class PulseUnit(models.Model):
    """How many colleagues of a unit were asked."""

    pulse = models.ForeignKey(Pulse, on_delete=models.CASCADE, related_name="asked")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    asked = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pulse", "unit"], name="one_count_asked_per_unit")]


class PulseToken(models.Model):
    """The right to answer once. It carries no time, and is deleted when the pulse closes."""

    pulse = models.ForeignKey(Pulse, on_delete=models.CASCADE, related_name="tokens")
    person = models.ForeignKey("organisation.Person", on_delete=models.CASCADE, related_name="+")
    spent = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pulse", "person"], name="one_pulse_token_per_person")]


class PulseAnswerFields(models.Model):
    """What one colleague answered: the unit and the values, nothing else. The id is drawn, it does not grow."""

    id = models.UUIDField(primary_key=True, default=random_id, editable=False)
    pulse = models.ForeignKey(Pulse, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    ees = models.PositiveSmallIntegerField(null=True)
    systems = models.PositiveSmallIntegerField(null=True)
    policies = models.PositiveSmallIntegerField(null=True)
    information = models.PositiveSmallIntegerField(null=True)
    departments = models.PositiveSmallIntegerField(null=True)
    authority = models.PositiveSmallIntegerField(null=True)
    enps = models.PositiveSmallIntegerField(null=True)

    class Meta:
        abstract = True


def _on_scale(prefix: str) -> list[models.BaseConstraint]:
    return [
        models.CheckConstraint(
            condition=Q(**{f"{each}__isnull": True})
            | Q(**{f"{each}__range": LIKELIHOOD if each is enums.Question.ENPS else AGREEMENT}),
            name=f"{prefix}_{each.value}_on_its_scale",
        )
        for each in enums.Question
    ]


class HeldAnswer(PulseAnswerFields):
    """An answer on its way: it waits for others, so that it leaves among at least five, in another order."""

    comment = models.TextField(blank=True)

    class Meta:
        constraints = _on_scale("held")


class PulseAnswer(PulseAnswerFields):
    """A released answer."""

    class Meta:
        constraints = _on_scale("answer")


class PulseComment(models.Model):
    """A released comment, without its unit and without the scores beside it."""

    id = models.UUIDField(primary_key=True, default=random_id, editable=False)
    pulse = models.ForeignKey(Pulse, on_delete=models.CASCADE, related_name="comments")
    text = models.TextField()


# Leaders' time


class Leader(models.Model):
    """A colleague whose time for customers is counted."""

    person = models.OneToOneField("organisation.Person", primary_key=True, on_delete=models.CASCADE, related_name="+")
    weekly_hours = models.PositiveSmallIntegerField(default=40)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weekly_hours__range=(1, 80)), name="weekly_hours_of_a_human"),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="leader_dates"),
        ]


class TimeEntry(models.Model):
    """Time of a colleague, from the diary or from a calendar; a meeting of a calendar is here once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("organisation.Person", on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=choices(enums.TimeKind))
    source = models.CharField(max_length=10, choices=choices(enums.TimeSource))
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    meeting = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at", "id"]
        indexes = [models.Index(fields=["person", "starts_at"], name="time_person")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="time_goes_forward"),
            models.CheckConstraint(condition=Q(kind__in=list(enums.TimeKind)), name="time_kind_known"),
            models.CheckConstraint(
                condition=Q(source=enums.TimeSource.DIARY, meeting="") | Q(source=enums.TimeSource.CALENDAR),
                name="only_a_calendar_has_meetings",
            ),
            models.UniqueConstraint(
                fields=["person", "meeting"], condition=~Q(meeting=""), name="a_meeting_is_here_once"
            ),
        ]


class Finding(models.Model):
    """What a leader found out with customers; without one the day does not count."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entry = models.ForeignKey(TimeEntry, on_delete=models.CASCADE, related_name="findings")
    text = models.TextField()
    at = models.DateTimeField()


class DebriefAction(models.Model):
    """What follows from findings, with an owner; without one the debrief does not count."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entry = models.ForeignKey(TimeEntry, on_delete=models.CASCADE, related_name="actions")
    text = models.TextField()
    owner = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)
    at = models.DateTimeField()


# Praise, coaching, qualification


class Recognition(models.Model):
    """A compliment that reached the colleague it names, and their leader."""

    submission = models.OneToOneField(
        "feedback.Submission", primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    person = models.ForeignKey("organisation.Person", on_delete=models.CASCADE, related_name="+")
    leader = models.ForeignKey("organisation.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    named_by = models.CharField(max_length=200, blank=True)
    received_at = models.DateTimeField()
    delivered_at = models.DateTimeField()

    class Meta:
        ordering = ["-received_at"]


class CoachingPlan(models.Model):
    """What a colleague practises, with whom, until when; `pattern` holds the numbers that it rests on."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("organisation.Person", on_delete=models.CASCADE, related_name="+")
    coach = models.ForeignKey("organisation.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    behaviour = models.CharField(max_length=40, choices=choices(enums.Behaviour))
    form = models.CharField(max_length=12, choices=choices(enums.Form))
    aim = models.TextField()
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=choices(enums.PlanState), default=enums.PlanState.AGREED)
    pattern = models.JSONField()
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "behaviour"],
                condition=Q(state=enums.PlanState.AGREED),
                name="one_open_plan_per_behaviour",
            ),
            models.CheckConstraint(
                condition=Q(state=enums.PlanState.AGREED, ended_at__isnull=True)
                | (~Q(state=enums.PlanState.AGREED) & Q(ended_at__isnull=False)),
                name="an_ended_plan_has_its_time",
            ),
        ]


class PlanEvidence(models.Model):
    """Where a customer said it; the words stay with the feedback, so that erasing them erases them here."""

    plan = models.ForeignKey(CoachingPlan, on_delete=models.CASCADE, related_name="evidence")
    submission = models.ForeignKey("feedback.Submission", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "submission"], name="one_evidence_per_submission")]


class PlanReply(models.Model):
    """What the coached colleague, or the coach, says to it. Replies are only ever added."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    plan = models.ForeignKey(CoachingPlan, on_delete=models.CASCADE, related_name="replies")
    person = models.ForeignKey("organisation.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=200)
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]


class Qualification(models.Model):
    """A training that qualifies a colleague to handle complaints, for a while."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("organisation.Person", on_delete=models.CASCADE, related_name="+")
    training = models.CharField(max_length=200)
    passed_on = models.DateField()
    valid_until = models.DateField()
    recorded_by = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["valid_until", "id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "training", "passed_on"], name="a_training_is_passed_once_a_day"),
            models.CheckConstraint(condition=Q(valid_until__gt=F("passed_on")), name="a_qualification_lasts"),
        ]
