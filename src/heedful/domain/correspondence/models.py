"""Mail that came in, as it came, and how far each mailbox was read."""

from django.db import models
from django.db.models import Q

from heedful.domain.correspondence.enums import Automatic, MailState
from heedful.foundation.ids import new_id


class IncomingMail(models.Model):
    """One mail of one mailbox, what it says and what became of it; `raw` is what the server gave, byte for byte."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    mailbox = models.CharField(max_length=254)
    message_id = models.CharField(max_length=500)
    references = models.JSONField(default=list)
    sender_name = models.CharField(max_length=200, blank=True)
    sender_address = models.CharField(max_length=254, blank=True)
    copied = models.JSONField(default=list)
    subject = models.CharField(max_length=300, blank=True)
    body = models.TextField(blank=True)
    automatic = models.CharField(max_length=8, choices=[(a, a) for a in Automatic], default=Automatic.NO)
    state = models.CharField(max_length=12, choices=[(s, s) for s in MailState])
    why = models.CharField(max_length=300, blank=True)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.SET_NULL, related_name="+")
    submission = models.ForeignKey("feedback.Submission", null=True, on_delete=models.SET_NULL, related_name="+")
    raw = models.BinaryField()
    raw_sha256 = models.CharField(max_length=64)
    sent_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    decided_by = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-received_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["mailbox", "message_id"], name="one_mail_per_mailbox_and_id"),
            models.CheckConstraint(condition=Q(state__in=list(MailState)), name="mail_state_known"),
            models.CheckConstraint(
                condition=~Q(state=MailState.ATTACHED) | Q(case__isnull=False) | Q(raw_sha256=""),
                name="attached_mail_has_a_case",
            ),
        ]
        indexes = [
            models.Index(fields=["message_id"], name="mail_message_id"),
            models.Index(fields=["state", "-received_at"], name="mail_state"),
            models.Index(fields=["sender_address", "-received_at"], name="mail_sender"),
        ]


class Position(models.Model):
    """How far a mailbox was read: the last number under the server's UIDVALIDITY, and what went wrong last."""

    mailbox = models.CharField(max_length=254, primary_key=True)
    validity = models.BigIntegerField(default=0)
    last = models.BigIntegerField(default=0)
    looked_at = models.DateTimeField()
    failing_since = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)
