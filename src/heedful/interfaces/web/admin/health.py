"""The administrator's home: what needs a hand, what is sound."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from heedful.domain.organisation import queries as organisation
from heedful.foundation import backup
from heedful.foundation.audit import queries as audit
from heedful.foundation.jobs import queries as jobs
from heedful.interfaces.web.access import StaffRequest


def home(request: StaffRequest) -> HttpResponse:
    """Show parked jobs, waiting work, the trail's last anchor and whether two people can sign a period."""
    now = timezone.now()
    counts = jobs.counts()
    anchor = audit.last_anchor()
    seal = audit.last_seal()
    context = {
        "now": now,
        "jobs": counts,
        "oldest": jobs.oldest_waiting(now),
        "anchor": anchor,
        "backup": _backup(),
        "sealed": seal.sequence if seal else 0,
        "two_signers": organisation.has_two_signers(now.date()),
        "people": organisation.people(request.actor).count(),
        "keys": organisation.api_keys(request.actor).filter(revoked_at__isnull=True).count(),
    }
    return render(request, "admin/home.html", context)


def _backup() -> dict[str, Any] | None:
    known = backup.last()
    if known is None:
        return None
    tested = datetime.fromisoformat(known.tested_at) if known.tested_at else None
    return {"at": datetime.fromisoformat(known.at), "size": known.size, "tested_at": tested}
