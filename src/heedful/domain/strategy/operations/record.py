"""How a decision moves: through the table, one winner, audited."""

from datetime import datetime
from typing import Any
from uuid import UUID

from heedful.domain.strategy.enums import DecisionState, DecisionVerb
from heedful.domain.strategy.models import Decision
from heedful.domain.strategy.rules.states import next_state
from heedful.foundation.access import Actor, ActorKind
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import Conflict, Denied


def move(*, decision: Decision, verb: DecisionVerb, by: Actor, at: datetime, **changes: Any) -> Decision:
    """Move a decision through the table; raise Conflict when somebody else was first. Runs in the caller's atomic."""
    state = next_state(DecisionState(decision.state), verb)
    fields = {"state": state, "version": decision.version + 1, **changes}
    if not Decision.objects.filter(id=decision.id, version=decision.version).update(**fields):
        raise Conflict("this decision was changed by somebody else", field="version", fix="look at it again")
    for name, value in fields.items():
        setattr(decision, name, value)
    audit.record(
        by=by, at=at, action=f"decision.{verb}", entity="decision", entity_id=decision.id, data={"state": state}
    )
    return decision


def named_person(by: Actor) -> UUID:
    """Return the id of the colleague who acts; a key or the system cannot stand for a person's word."""
    if by.kind is not ActorKind.COLLEAGUE or by.id is None:
        raise Denied("only a person can put their name to this", fix="sign in as a colleague")
    return by.id
