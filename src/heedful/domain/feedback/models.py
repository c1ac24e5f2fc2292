"""All feedback in one shape: a submission, and a record per answered field (FeedbackRecord of Formbricks Hub)."""

from django.db import models
from django.db.models import Q

from heedful.domain.feedback.enums import FieldType, ImportState, Kind, Status, Validated
from heedful.foundation.ids import new_id

TENANT = "heedful"
"""One organisation per database: the tenant of a FeedbackRecord is a constant."""


class Submission(models.Model):
    """What one person sent at one time; submission_id is the source's own id, so that a repeat is recognised."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant_id = models.CharField(max_length=255, default=TENANT)
    submission_id = models.CharField(max_length=255)
    kind = models.CharField(max_length=12, choices=[(k, k) for k in Kind])
    channel = models.CharField(max_length=32)
    source_type = models.CharField(max_length=255)
    source_id = models.CharField(max_length=255, blank=True)
    source_name = models.CharField(max_length=255, blank=True)
    account = models.ForeignKey("customers.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    contact = models.ForeignKey("customers.Contact", null=True, on_delete=models.SET_NULL, related_name="+")
    unit = models.ForeignKey("organisation.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    touchpoint = models.ForeignKey("journeys.Touchpoint", null=True, on_delete=models.PROTECT, related_name="+")
    interaction = models.ForeignKey("journeys.Interaction", null=True, on_delete=models.SET_NULL, related_name="+")
    colleague = models.ForeignKey("organisation.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    response = models.OneToOneField("surveys.Response", null=True, on_delete=models.SET_NULL, related_name="+")
    version = models.ForeignKey("surveys.SurveyVersion", null=True, on_delete=models.PROTECT, related_name="+")
    sender_name = models.CharField(max_length=200, blank=True)
    sender_address = models.CharField(max_length=254, blank=True)
    body = models.TextField(blank=True)
    about = models.CharField(max_length=2_048, blank=True)
    wanted = models.TextField(blank=True)
    language = models.CharField(max_length=10, blank=True)
    experienced_at = models.DateTimeField()
    collected_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    status = models.CharField(max_length=12, choices=[(s, s) for s in Status], default=Status.FINAL)
    validated = models.CharField(max_length=10, choices=[(v, v) for v in Validated])
    consent = models.CharField(max_length=40, blank=True)
    contact_permission = models.BooleanField(null=True)
    content_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "submission_id"], name="one_submission_per_source_id"),
            models.CheckConstraint(condition=Q(kind__in=list(Kind)), name="feedback_kind_known"),
            models.CheckConstraint(condition=Q(status__in=list(Status)), name="feedback_status_known"),
            models.CheckConstraint(condition=~Q(submission_id=""), name="submission_has_an_id"),
        ]
        indexes = [
            models.Index(fields=["unit", "-collected_at"], name="feedback_unit"),
            models.Index(fields=["account", "-collected_at"], name="feedback_account"),
            models.Index(fields=["kind", "-collected_at"], name="feedback_inbox"),
        ]


class Record(models.Model):
    """One answered field of a submission."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="records")
    field_id = models.CharField(max_length=255)
    field_type = models.CharField(max_length=12, choices=[(t, t) for t in FieldType])
    field_label = models.CharField(max_length=2_048, blank=True)
    field_group_id = models.CharField(max_length=255, blank=True)
    field_group_label = models.CharField(max_length=2_048, blank=True)
    value_id = models.CharField(max_length=255, blank=True)
    value_text = models.TextField(null=True)
    value_number = models.FloatField(null=True)
    value_boolean = models.BooleanField(null=True)
    value_date = models.DateField(null=True)
    scale_low = models.SmallIntegerField(null=True)
    scale_high = models.SmallIntegerField(null=True)
    metadata = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "field_id"], name="one_record_per_field"),
            models.CheckConstraint(condition=Q(field_type__in=list(FieldType)), name="field_type_known"),
            models.CheckConstraint(
                condition=~Q(field_type__in=["nps", "csat", "ces", "rating"])
                | Q(value_number__gte=models.F("scale_low"), value_number__lte=models.F("scale_high")),
                name="score_on_its_scale",
            ),
        ]


class Replaced(models.Model):
    """What a submission said before its source changed it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="replaced")
    content = models.TextField()
    content_hash = models.CharField(max_length=64)
    at = models.DateTimeField()


class ImportRun(models.Model):
    """A file on its way in: its mapping, how far it has come, and what became of its rows.

    `chunks` counts the portions written, in the transaction of each, so that a run cut short goes on where it stood.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    mapping = models.TextField()
    state = models.CharField(max_length=8, choices=[(s, s.label) for s in ImportState], default=ImportState.DRAFT)
    dry_run = models.BooleanField(default=True)
    accept_good = models.BooleanField(default=False)
    chunks = models.PositiveIntegerField(default=0)
    read = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True)
    author = models.ForeignKey("organisation.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    author_name = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [models.CheckConstraint(condition=Q(state__in=list(ImportState)), name="import_state_known")]
