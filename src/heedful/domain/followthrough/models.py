"""The promise ledger, and what customers hear back of their words."""

from django.db import models
from django.db.models import F, Q

from heedful.domain.cases.enums import Worded
from heedful.domain.followthrough import enums
from heedful.foundation.ids import new_id


def choices(kind: type[Worded]) -> list[tuple[str, str]]:
    """Return the choices of a field from an enum."""
    return [(member.value, member.label) for member in kind]


class Promise(models.Model):
    """What somebody promised to whom by when, where that was said, and what became of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    text = models.CharField(max_length=500)
    whom = models.CharField(max_length=12, choices=choices(enums.Whom))
    account = models.ForeignKey("customers.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=12, choices=choices(enums.Source))
    source_id = models.UUIDField(null=True)
    source_name = models.CharField(max_length=200, blank=True)
    due_on = models.DateField()
    state = models.CharField(max_length=12, choices=choices(enums.PromiseState), default=enums.PromiseState.OPEN)
    words = models.TextField(blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    settled_on = models.DateField(null=True)
    settled_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["unit", "state", "due_on"], name="promise_due")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(enums.PromiseState)), name="promise_state_known"),
            models.CheckConstraint(condition=~Q(text=""), name="promise_says_something"),
            models.CheckConstraint(
                condition=Q(state="open", settled_on__isnull=True)
                | (~Q(state="open") & Q(settled_on__isnull=False) & ~Q(words="")),
                name="settled_promise_has_day_and_words",
            ),
            models.CheckConstraint(
                condition=~Q(state="kept") | Q(settled_on__lte=F("due_on")), name="kept_means_in_time"
            ),
            models.CheckConstraint(
                condition=Q(source="by_hand", source_id__isnull=True)
                | (~Q(source="by_hand") & Q(source_id__isnull=False)),
                name="promise_source_is_named",
            ),
        ]


class Report(models.Model):
    """A change told to those whose words led to it. Written by one, approved by another, then never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    you_said = models.TextField()
    we_did = models.TextField()
    subject = models.CharField(max_length=12, choices=choices(enums.Subject))
    subject_id = models.UUIDField(null=True)
    subject_name = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=choices(enums.ReportState), default=enums.ReportState.DRAFT)
    author = models.ForeignKey("organisation.Person", null=True, on_delete=models.PROTECT, related_name="+")
    approver = models.ForeignKey("organisation.Person", null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-written_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(enums.ReportState)), name="report_state_known"),
            models.CheckConstraint(
                condition=Q(approver__isnull=True) | Q(author__isnull=True) | ~Q(approver=F("author")),
                name="nobody_approves_their_own_report",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(approver__isnull=False, approved_at__isnull=False),
                name="report_goes_out_approved",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="sent_report_has_its_time"
            ),
        ]


class Voice(models.Model):
    """A case or a piece of feedback whose words led to the change."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="voices")
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.CASCADE, related_name="+")
    submission = models.ForeignKey("feedback.Submission", null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "case"], name="one_voice_per_case"),
            models.UniqueConstraint(fields=["report", "submission"], name="one_voice_per_feedback"),
            models.CheckConstraint(
                condition=Q(case__isnull=True) ^ Q(submission__isnull=True), name="a_case_or_a_feedback"
            ),
        ]


class Recipient(models.Model):
    """A contributor of a sent report. Its row in the contact ledger has the same id and says whether it arrived."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="recipients")
    contact = models.ForeignKey("customers.Contact", null=True, on_delete=models.SET_NULL, related_name="+")
    pending = models.BooleanField()
    token_hash = models.CharField(max_length=64, unique=True, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "contact"], name="told_once")]


class Reask(models.Model):
    """The short question to contributors of a report and to others like them: did they feel it?"""

    report = models.OneToOneField(Report, primary_key=True, on_delete=models.CASCADE, related_name="reask")
    survey = models.ForeignKey("surveys.Survey", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=200)


class Reasked(models.Model):
    """One person of a re-ask; the invitation and the row of the contact ledger have the same id."""

    invitation = models.OneToOneField(
        "surveys.Invitation", primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    reask = models.ForeignKey(Reask, on_delete=models.CASCADE, related_name="people")
    contributor = models.BooleanField()
