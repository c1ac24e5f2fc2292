"""The audit trail: rows beside each write, seals that chain them, anchors that leave the house."""

from django.db import models


class AuditRow(models.Model):
    """Who did what to which entity, when: ids and codes, never content, so that erasure does not break the chain."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=16)
    actor_id = models.UUIDField(null=True)
    action = models.CharField(max_length=64)
    entity = models.CharField(max_length=32)
    entity_id = models.CharField(max_length=64)
    data = models.TextField(default="{}")

    class Meta:
        indexes = [
            models.Index(fields=["entity", "entity_id"], name="audit_entity"),
            models.Index(fields=["action", "at"], name="audit_action"),
        ]


class Seal(models.Model):
    """A link of the chain: the place of one row and the hash that covers it and all before it."""

    sequence = models.BigIntegerField(primary_key=True)
    row = models.OneToOneField(AuditRow, on_delete=models.DO_NOTHING, db_constraint=False, related_name="seal")
    hash = models.CharField(max_length=64)


class Anchor(models.Model):
    """The last sealed hash of a day, also mailed and printed: only a copy outside reveals a cut-off tail."""

    day = models.DateField(primary_key=True)
    sequence = models.BigIntegerField()
    hash = models.CharField(max_length=64)
