"""The outbox: work to be done after the transaction that asked for it."""

from django.db import models

from heedful.foundation.ids import new_id


class JobState(models.TextChoices):
    READY = "ready"
    LEASED = "leased"
    DONE = "done"
    PARKED = "parked"


class Job(models.Model):
    """One piece of work. A lease that runs out makes it ready again; too many failures park it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=64)
    payload = models.JSONField(default=dict)
    dedup_key = models.CharField(max_length=200, null=True, unique=True)
    state = models.CharField(max_length=8, choices=JobState, default=JobState.READY)
    attempts = models.PositiveSmallIntegerField(default=0)
    run_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=64, default="")
    error = models.TextField(default="")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["run_at"], name="job_ready", condition=models.Q(state="ready")),
            models.Index(fields=["lease_until"], name="job_leased", condition=models.Q(state="leased")),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=JobState.values), name="job_state_known"),
        ]


class PeriodicRun(models.Model):
    """When a periodic job is due next; whoever moves the mark runs it."""

    name = models.CharField(max_length=64, primary_key=True)
    next_at = models.DateTimeField()
