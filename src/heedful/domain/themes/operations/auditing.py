"""The audit: comments drawn at random, read by people who do not see what the model says."""

from __future__ import annotations

import random
from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from heedful.domain.themes.models import Audit
from heedful.domain.themes.queries.frames import themes_in_force
from heedful.domain.themes.queries.shares import of_month
from heedful.domain.themes.rules.snapshots import alive
from heedful.foundation.access import Actor, Permission
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import Conflict, NotFound, Refused

MOST_DRAWN = 500


@transaction.atomic
def draw_audit(*, month: date, n: int, by: Actor, at: datetime) -> int:
    """Draw comments of a month, of all states alike, beside those drawn before; return how many are drawn in all.

    The order is fixed by the month, so that drawing more never replaces what was drawn.
    """
    by.require_everywhere(Permission.KEEP_THEMES)
    if not 0 < n <= MOST_DRAWN:
        raise Refused("not a number of comments to draw", field="n", value=n, fix=f"1 to {MOST_DRAWN}")
    first = month.replace(day=1)
    keys = sorted(str(key) for key in of_month(first))
    random.Random(first.isoformat()).shuffle(keys)  # noqa: S311  a sample, no secret
    known = {str(key) for key in Audit.objects.filter(month=first).values_list("submission_id", flat=True)}
    chosen = [key for key in keys if key not in known][: max(0, n - len(known))]
    Audit.objects.bulk_create(
        Audit(submission_id=key, month=first, place=len(known) + place, drawn_at=at) for place, key in enumerate(chosen)
    )
    data = {"month": first.isoformat(), "n": len(chosen)}
    audit.record(by=by, at=at, action="themes.drawn", entity="audit", entity_id="", data=data)
    return len(known) + len(chosen)


@transaction.atomic
def code_audit(*, audit_id: UUID, themes: Collection[UUID], by: Actor, at: datetime) -> Audit:
    """Write down which themes a person finds in a drawn comment; it changes no tag, so that the audit stays one."""
    by.require_everywhere(Permission.KEEP_THEMES)
    found = Audit.objects.filter(id=audit_id).first()
    if found is None:
        raise NotFound("no comment was drawn under this id", field="audit", value=audit_id)
    known = alive(themes_in_force())
    wrong = [str(each) for each in themes if str(each) not in known]
    if wrong:
        raise Refused("this theme is not in force", field="themes", value=wrong[0], fix="choose of the frame in force")
    kept = sorted({str(each) for each in themes})
    if not Audit.objects.filter(id=audit_id, coded_at__isnull=True).update(found=kept, coder=by.name, coded_at=at):
        raise Conflict("somebody has read this comment", field="audit", fix="take the next one")
    audit.record(by=by, at=at, action="themes.coded", entity="audit", entity_id=audit_id, data={"n": len(kept)})
    found.refresh_from_db()
    return found
