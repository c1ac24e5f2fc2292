"""What people decide about a problem as a whole."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from heedful.analytics.inference.effect import Verdict
from heedful.domain.problems.enums import ActionKind, ActionState, CauseRole, CauseTest, Note, Verb
from heedful.domain.problems.models import Action, Cause, Plan, Problem, Signature
from heedful.domain.problems.operations.record import append, load, move
from heedful.domain.problems.rules.closing import check_closing, check_risk
from heedful.domain.problems.rules.states import check_causes
from heedful.foundation.access import Actor, ActorKind
from heedful.foundation.days import day_of
from heedful.foundation.errors import Refused


@transaction.atomic
def confirm(*, problem_id: UUID, by: Actor, at: datetime) -> Problem:
    """Say that a suspected problem is one; whoever says so owns it until somebody takes it over."""
    problem = load(problem_id, by)
    owner = {"owner_id": by.id} if problem.owner_id is None and by.kind is ActorKind.COLLEAGUE else {}
    move(problem=problem, verb=Verb.CONFIRM, by=by, at=at, changes=owner)
    return problem


@transaction.atomic
def take_over(*, problem_id: UUID, by: Actor, at: datetime) -> Problem:
    """Become the owner of a problem."""
    problem = load(problem_id, by)
    if by.kind is not ActorKind.COLLEAGUE:
        raise Refused("a person owns a problem, not a program", field="owner")
    append(problem=problem, what=Note.TAKEN, by=by, at=at, changes={"owner_id": by.id})
    return problem


@transaction.atomic
def write_workaround(*, problem_id: UUID, text: str, by: Actor, at: datetime) -> Problem:
    """Write what helps the next customer while the cause is there; it is shown on every case that fits."""
    problem = load(problem_id, by)
    append(problem=problem, what=Note.WORKAROUND, by=by, at=at, changes={"workaround": text.strip()})
    return problem


@transaction.atomic
def contain(*, problem_id: UUID, by: Actor, at: datetime) -> Problem:
    """Say that the harm is limited for now; a containment must have been done."""
    problem = load(problem_id, by)
    done = Action.objects.filter(problem=problem, kind=ActionKind.CONTAINMENT, state=ActionState.DONE)
    if not done.exists():
        raise Refused("nothing was done to limit the harm", field="actions", fix="finish a containment first")
    move(problem=problem, verb=Verb.CONTAIN, by=by, at=at)
    return problem


@transaction.atomic
def confirm_cause(*, problem_id: UUID, by: Actor, at: datetime) -> Problem:
    """Say that it is known why it happens and why it was not caught; from here on it is a known error."""
    problem = load(problem_id, by)
    rows = Cause.objects.filter(problem=problem).values_list("role", "test")
    check_causes([(CauseRole(role), CauseTest(test)) for role, test in rows])
    move(problem=problem, verb=Verb.CONFIRM_CAUSE, by=by, at=at)
    return problem


@transaction.atomic
def waive_prevention(*, problem_id: UUID, reason: str, by: Actor, at: datetime) -> Problem:
    """Waive the preventive action, in one's own name and with the reason."""
    problem = load(problem_id, by)
    if by.kind is not ActorKind.COLLEAGUE or not reason.strip():
        raise Refused("prevention is waived by a person with a reason", field="reason", fix="say why none is needed")
    changes = {"waiver": reason.strip(), "waived_by": by.name}
    append(problem=problem, what=Note.PREVENTION_WAIVED, by=by, at=at, changes=changes)
    return problem


@transaction.atomic
def close(*, problem_id: UUID, by: Actor, at: datetime) -> Problem:
    """Close a problem as solved: with a signed verdict on a plan that came first, and with prevention (C12)."""
    problem = load(problem_id, by)
    plan = Plan.objects.filter(problem=problem).order_by("-n").first()
    newest = Signature.objects.filter(verdict__plan=plan).select_related("verdict").order_by("-verdict__at").first()
    actions = Action.objects.filter(problem=problem).values_list("kind", "state")
    check_closing(
        signed=Verdict(newest.verdict.verdict) if newest else None,
        actions=[(ActionKind(kind), ActionState(state)) for kind, state in actions],
        waiver=problem.waiver,
    )
    move(problem=problem, verb=Verb.CLOSE, by=by, at=at, changes={"closed_at": at})
    return problem


@transaction.atomic
def accept_risk(*, problem_id: UUID, reason: str, review_on: date | None, by: Actor, at: datetime) -> Problem:
    """Leave a problem as it is, with the reason and a day on which it is looked at again."""
    problem = load(problem_id, by)
    check_risk(reason=reason, review_on=review_on, today=day_of(at))
    changes = {"review_on": review_on, "closed_at": at}
    move(problem=problem, verb=Verb.ACCEPT_RISK, by=by, at=at, changes=changes, data={"reason": reason.strip()})
    return problem


@transaction.atomic
def mark_duplicate(*, problem_id: UUID, of_id: UUID, by: Actor, at: datetime) -> Problem:
    """Say that a problem is another one."""
    problem, other = load(problem_id, by), load(of_id, by)
    if problem.id == other.id or other.duplicate_of_id == problem.id:
        raise Refused("a problem is no duplicate of itself", field="of", value=of_id, fix="choose another problem")
    changes = {"duplicate_of_id": other.id, "closed_at": at}
    move(problem=problem, verb=Verb.MARK_DUPLICATE, by=by, at=at, changes=changes, data={"of": str(other.id)})
    return problem


@transaction.atomic
def reopen(*, problem_id: UUID, by: Actor, at: datetime) -> Problem:
    """Open a problem again that relapsed or whose risk is no longer accepted."""
    problem = load(problem_id, by)
    move(problem=problem, verb=Verb.REOPEN, by=by, at=at, changes={"closed_at": None, "review_on": None})
    return problem
