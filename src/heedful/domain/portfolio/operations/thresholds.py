"""Setting the thresholds: a new version, never a change."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.db import IntegrityError, transaction

from heedful.analytics.value.portfolio import Thresholds
from heedful.domain.portfolio.models import ThresholdsVersion
from heedful.domain.portfolio.queries.thresholds import in_force
from heedful.domain.portfolio.rules.thresholds import check_thresholds
from heedful.foundation.access import Actor, Permission
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import Conflict, Refused


@transaction.atomic
def set_thresholds(*, given: Thresholds, reason: str, by: Actor, at: datetime) -> ThresholdsVersion:
    """Make the next version of the thresholds. Closes keep the version they were made with."""
    by.require_everywhere(Permission.SET_THRESHOLDS)
    check_thresholds(given)
    if not reason.strip():
        raise Refused("new thresholds need a reason", field="reason", fix="say why the lines move")
    number, before = in_force()
    if given == before:
        raise Refused("these thresholds are in force already", field="good", value=given.good)
    try:
        with transaction.atomic():
            made = ThresholdsVersion.objects.create(
                number=number + 1, **asdict(given), reason=reason.strip(), by_id=by.id, by_name=by.name, at=at
            )
    except IntegrityError as error:
        raise Conflict("somebody else set the thresholds just now", fix="look at them, then decide") from error
    data = {"version": made.number, **asdict(given)}
    audit.record(by=by, at=at, action="thresholds.set", entity="thresholds", entity_id=made.id, data=data)
    return made
