"""Reads of the outbox, for the administrator's page, metrics and readiness."""

from datetime import datetime

from django.db.models import Count, QuerySet

from heedful.foundation.jobs.models import Job, JobState


def parked() -> QuerySet[Job]:
    """Return the jobs that gave up, newest first."""
    return Job.objects.filter(state=JobState.PARKED).order_by("-run_at", "-id")


def counts() -> dict[str, int]:
    """Return how many jobs are in each state; every state is named."""
    found = dict(Job.objects.values_list("state").annotate(n=Count("id")))
    return {state: found.get(state, 0) for state in JobState.values}


def oldest_waiting(at: datetime) -> datetime | None:
    """Return when the longest-waiting due job became due."""
    return (
        Job.objects.filter(state=JobState.READY, run_at__lte=at)
        .order_by("run_at")
        .values_list("run_at", flat=True)
        .first()
    )
