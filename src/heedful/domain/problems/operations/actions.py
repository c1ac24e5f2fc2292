"""Actions: who does what by when, inside or at a partner."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from heedful.domain.organisation import queries as organisation
from heedful.domain.problems.enums import ActionKind, ActionState, ActionVerb, Note
from heedful.domain.problems.models import Action, Cause, Problem
from heedful.domain.problems.operations.causes import check_partner
from heedful.domain.problems.operations.record import append, load, tell_owner
from heedful.domain.problems.rules.states import ENDED, next_action_state
from heedful.foundation.access import Actor, Permission, within
from heedful.foundation.errors import NotFound, Refused
from heedful.foundation.notify import operations as notify


@transaction.atomic
def add_action(
    *,
    problem_id: UUID,
    kind: ActionKind,
    statement: str,
    due_on: date,
    owner_id: UUID | None = None,
    partner_id: UUID | None = None,
    cause_id: UUID | None = None,
    expected: str = "",
    by: Actor,
    at: datetime,
) -> Action:
    """Agree an action with exactly one owner: a colleague, who is told, or a partner."""
    problem = load(problem_id, by)
    if problem.state in ENDED:
        raise Refused(f"{problem.reference} has ended", field="problem", fix="open it again first")
    if not statement.strip():
        raise Refused("an action needs a sentence", field="statement", fix="say what is done")
    if (owner_id is None) == (partner_id is None):
        raise Refused("an action has one owner", field="owner", fix="choose a colleague or a partner, not both")
    if partner_id is not None:
        check_partner(partner_id)
    if cause_id is not None and not Cause.objects.filter(id=cause_id, problem=problem).exists():
        raise Refused("this cause belongs to another problem", field="cause", value=cause_id)
    owner = organisation.person(owner_id) if owner_id else None
    action = Action.objects.create(
        problem=problem,
        cause_id=cause_id,
        kind=kind,
        statement=statement.strip()[:300],
        expected=expected.strip()[:300],
        owner_id=owner_id,
        partner_id=partner_id,
        due_on=due_on,
        state=ActionState.COMMITTED,
        at=at,
    )
    append(problem=problem, what=Note.ACTION, by=by, at=at, data={"action": str(action.id), "kind": kind})
    if owner is not None and owner.id != by.id:
        subject = f"{problem.reference}: yours by {due_on:%-d %b %Y}"
        url = f"/manage/problems/{problem.id}/"
        notify.tell(person_id=owner.id, subject=subject, text=action.statement, url=url, at=at, key=str(action.id))
    return action


@transaction.atomic
def move_action(*, action_id: UUID, verb: ActionVerb, evidence: str = "", by: Actor, at: datetime) -> Action:
    """Commit to an action, finish it with its evidence, or drop it with the reason."""
    action = Action.objects.select_related("problem").filter(id=action_id).first()
    if action is None:
        raise NotFound("no action has this id", field="action", value=action_id)
    return _moved(action, load(action.problem_id, by), verb, evidence, by, at)


@transaction.atomic
def finish_owed(*, action_id: UUID, evidence: str, by: Actor, at: datetime) -> Action:
    """Finish an action that the actor's partner unit owes; the owner of the problem is told."""
    owed = Action.objects.filter(within("partner_id", by, Permission.DO_WHAT_IS_OWED), partner__isnull=False)
    action = owed.select_related("problem").filter(id=action_id).first()
    if action is None:
        raise NotFound("no action has this id", field="action", value=action_id)
    done = _moved(action, action.problem, ActionVerb.FINISH, evidence, by, at)
    tell_owner(action.problem, f"{action.problem.reference}: {by.name} has finished", at=at, key=f"{action.id}:done")
    return done


def _moved(action: Action, problem: Problem, verb: ActionVerb, evidence: str, by: Actor, at: datetime) -> Action:
    action.state = next_action_state(ActionState(action.state), verb)
    if verb is not ActionVerb.COMMIT and not evidence.strip():
        word = "evidence" if verb is ActionVerb.FINISH else "a reason"
        raise Refused(f"it needs {word}", field="evidence", fix="say what shows it, or why it is left")
    action.evidence = evidence.strip()
    action.done_at = at if verb is ActionVerb.FINISH else None
    action.save(update_fields=["state", "evidence", "done_at"])
    data = {"action": str(action.id), "state": action.state}
    append(problem=problem, what=Note.ACTION_MOVED, by=by, at=at, data=data)
    return action
