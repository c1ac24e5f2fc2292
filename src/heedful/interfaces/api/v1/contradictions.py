"""Texts that say different things."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from ninja import Router

from heedful.domain.communication.enums import ContradictionVerb
from heedful.domain.communication.operations import contradictions as operations
from heedful.domain.communication.queries import contradictions as queries
from heedful.interfaces.api.v1.shared import Asked, Body, Listed, Words

router = Router()
MOST = 500


class Ruling(Body):
    """A person's word on a finding."""

    verb: ContradictionVerb
    reason: Words = ""


@router.get("", response=Listed, summary="Texts that say different things")
def everything(request: Asked) -> Listed:
    """List the findings, the newest first; `gone` says that the texts no longer say it."""
    rows = queries.visible_to(request.actor)
    items: list[dict[str, Any]] = [
        {
            "id": row.id,
            "topic": row.topic,
            "attribute": row.attribute,
            "one": {"source": row.one, "words": row.one_words},
            "other": {"source": row.other, "words": row.other_words},
            "values": row.values,
            "rule": row.rule,
            "state": row.state,
            "found_at": row.found_at,
            "gone": row.gone_at is not None,
            "decided_by": row.decided_by.name if row.decided_by else None,
            "reason": row.reason,
        }
        for row in rows[:MOST]
    ]
    return Listed(items=items, total=rows.count())


@router.post("/look", response=dict[str, Any], summary="Compare all texts now")
def look(request: Asked) -> dict[str, Any]:
    """Compare what holds or is about to; say how many findings are open."""
    return {"open": operations.look(by=request.actor, at=timezone.now())}


@router.post("/{uuid:contradiction_id}/ruling", response=dict[str, Any], summary="Rule on a finding by name")
def rule(request: Asked, contradiction_id: UUID, body: Ruling) -> dict[str, Any]:
    """Confirm, resolve or dismiss it."""
    done = operations.rule_on(
        contradiction_id=contradiction_id, verb=body.verb, reason=body.reason, by=request.actor, at=timezone.now()
    )
    return {"state": done.state}
