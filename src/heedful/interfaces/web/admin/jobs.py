"""Parked jobs and their replay."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.foundation.jobs import operations, queries
from heedful.interfaces.web.access import StaffRequest


def everything(request: StaffRequest) -> HttpResponse:
    """List what gave up, with its reason."""
    return render(request, "admin/jobs.html", {"parked": queries.parked()[:200], "counts": queries.counts()})


@require_POST
def replay(request: StaffRequest, job_id: UUID) -> HttpResponse:
    """Give a parked job a fresh set of tries."""
    operations.replay(job_id=job_id, by=request.actor, at=timezone.now())
    messages.success(request, "The job will run again in a moment.")
    return redirect("settings:jobs")
