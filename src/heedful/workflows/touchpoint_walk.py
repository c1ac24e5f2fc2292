"""Leaders sample touchpoints: what they find becomes a case or an idea, and goes back to the teams."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from heedful.domain.cases import operations as cases
from heedful.domain.cases.enums import CaseKind
from heedful.domain.innovation.enums import Route, Track
from heedful.domain.innovation.operations import ideas, walks
from heedful.foundation.access import SYSTEM, Actor

CHANNEL = "walk"


@transaction.atomic
def find(*, walk_id: UUID, text: str, route: Route, by: Actor, at: datetime) -> UUID:
    """Keep a finding of one's own walk and open the case or the idea that it becomes; return the finding's id.

    The rule of the walk opens it: a leader need not work on cases to say that something is broken.
    """
    walk = walks.own_walk(walk_id, by)
    title = text.strip().splitlines()[0][:200] if text.strip() else ""
    case_id = idea_id = None
    if title and route is Route.CASE:
        matter = cases.Matter(
            kind=CaseKind.INTERNAL, subject=title, channel=CHANNEL, received_at=at, unit_id=walk.unit_id,
            touchpoint_id=walk.touchpoint_id, words=text.strip(), sender=by.name,
        )  # fmt: skip
        case_id = cases.open_case(matter=matter, by=SYSTEM, at=at).id
    elif title and route is Route.IDEA:
        idea_id = ideas.propose(
            title=title, change=text.strip(), measure=f"the score of {walk.touchpoint.name} at the next walk",
            unit_id=walk.unit_id, track=Track.EXPERIMENT, by=SYSTEM, at=at,
        ).id  # fmt: skip
    finding = walks.add_finding(walk_id=walk_id, text=text, route=route, case_id=case_id, idea_id=idea_id, by=by, at=at)
    return finding.id
