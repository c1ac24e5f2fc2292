"""Tables of the surveys area: what is asked, who was asked, what came back."""

from django.db import models
from django.db.models import Q

from heedful.domain.contacting.enums import SkipReason
from heedful.domain.surveys.enums import InvitationState, ResponseStatus, Validated, VersionState
from heedful.foundation.ids import new_id


class Survey(models.Model):
    """A series of versions that ask the same thing, owned by a unit."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField(max_length=64, unique=True)
    title = models.CharField(max_length=200)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class SurveyVersion(models.Model):
    """The two documents of one version. Frozen when published: a trigger in both databases refuses changes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=[(s, s) for s in VersionState], default=VersionState.DRAFT)
    document = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    about = models.TextField()
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "number"], name="version_number_once"),
            models.UniqueConstraint(fields=["survey"], condition=Q(state="draft"), name="one_draft"),
            models.UniqueConstraint(fields=["survey"], condition=Q(state="collecting"), name="one_collecting"),
            models.CheckConstraint(condition=Q(state__in=list(VersionState)), name="version_state_known"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(published_at__isnull=False), name="published_has_its_time"
            ),
        ]


class Invitation(models.Model):
    """One ask of one customer, or the one reason why there was none. The contact ledger has a row of the same id."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="+")
    wave = models.CharField(max_length=40)
    contact = models.ForeignKey("customers.Contact", null=True, on_delete=models.CASCADE, related_name="+")
    account = models.ForeignKey("customers.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    unit = models.ForeignKey("organisation.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    touchpoint_id = models.UUIDField(null=True)
    interaction_id = models.UUIDField(null=True)
    address = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=[(s, s) for s in InvitationState])
    skip_reason = models.CharField(max_length=16, blank=True, default=SkipReason.NONE)
    planned_at = models.DateTimeField()
    leaves_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "contact", "wave"],
                condition=Q(interaction_id__isnull=True) & ~Q(state="skipped"),
                name="one_ask_per_wave",
            ),
            models.UniqueConstraint(
                fields=["survey", "interaction_id"],
                condition=Q(interaction_id__isnull=False) & ~Q(state="skipped"),
                name="one_ask_per_interaction",
            ),
            models.CheckConstraint(condition=Q(state__in=list(InvitationState)), name="invitation_state_known"),
            models.CheckConstraint(
                condition=(Q(state="skipped") & ~Q(skip_reason="")) | (~Q(state="skipped") & Q(skip_reason="")),
                name="skip_has_one_reason",
            ),
            models.CheckConstraint(condition=Q(reminders__lte=2), name="two_reminders_at_most"),
        ]
        indexes = [models.Index(fields=["survey", "state"], name="invitation_progress")]


class InvitationLink(models.Model):
    """One secret that was mailed; a reminder carries its own, so that only hashes are kept."""

    id = models.BigAutoField(primary_key=True)
    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)


class Response(models.Model):
    """What one person answered to one version. One row per invitation, per open session and per idempotency key."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(SurveyVersion, on_delete=models.PROTECT, related_name="+")
    invitation = models.OneToOneField(Invitation, null=True, on_delete=models.SET_NULL, related_name="response")
    session_hash = models.CharField(max_length=64, null=True, unique=True)
    idempotency_key = models.CharField(max_length=100, null=True, unique=True)
    status = models.CharField(max_length=12, choices=[(s, s) for s in ResponseStatus])
    suspect = models.BooleanField(default=False)
    validated = models.CharField(max_length=10, choices=[(v, v) for v in Validated], default=Validated.STRUCTURE)
    language = models.CharField(max_length=10)
    answers = models.JSONField(default=dict)
    page = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=list(ResponseStatus)), name="response_status_known"),
            models.CheckConstraint(
                condition=~Q(status="final") | Q(finished_at__isnull=False), name="final_has_its_time"
            ),
        ]
        indexes = [
            models.Index(fields=["status", "updated_at"], name="response_open", condition=Q(status="in_progress"))
        ]
