"""Messages to colleagues in the product, and mail to anybody."""

from django.db import models

from heedful.foundation.ids import new_id


class Notice(models.Model):
    """A line in a colleague's bell menu."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=200, unique=True)
    person_id = models.UUIDField()
    subject = models.CharField(max_length=200)
    text = models.TextField(default="")
    url = models.CharField(max_length=500, default="")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person_id", "-at"], name="notice_person")]


class Mail(models.Model):
    """A mail to be sent; the job table holds its id only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=200, unique=True)
    to = models.EmailField()
    subject = models.CharField(max_length=300)
    text = models.TextField()
    headers = models.JSONField(default=dict)
    at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
