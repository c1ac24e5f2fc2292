"""Working on a case: take it up, hand it over, wait, go on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from heedful.domain.cases.enums import CaseKind, EventType, Priority, Severity, Verb
from heedful.domain.cases.enums import CaseState as S
from heedful.domain.cases.models import Case, Clock
from heedful.domain.cases.operations import clocks
from heedful.domain.cases.operations.escalate import escalate_case
from heedful.domain.cases.operations.record import append, current_episode, load, move
from heedful.domain.cases.rules.recovery import check_assessment
from heedful.domain.cases.rules.states import OPEN_STATES
from heedful.domain.journeys.queries.targets import targets_for
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Actor, ActorKind, Permission
from heedful.foundation.errors import Conflict, Denied, Refused
from heedful.foundation.notify import operations as notify

WAITS = {"customer": Verb.WAIT_CUSTOMER, "partner": Verb.WAIT_PARTNER, "colleagues": Verb.WAIT_INTERNAL}


@dataclass(frozen=True, slots=True)
class Bulk:
    """What a bulk action did: how many, and which were skipped with the reason."""

    done: int
    skipped: list[tuple[str, str]]


@transaction.atomic
def acknowledge(*, case_id: UUID, by: Actor, at: datetime) -> Case:
    """Confirm that a person has read it."""
    case = load(case_id, by)
    move(case=case, episode=current_episode(case), verb=Verb.ACKNOWLEDGE, by=by, at=at)
    return case


@transaction.atomic
def begin(
    *,
    case_id: UUID,
    severity: Severity | None = None,
    safety: bool = False,
    impact: str = "",
    immediate_action: str = "",
    by: Actor,
    at: datetime,
) -> Case:
    """Start work with the initial assessment, which a complaint must have; danger is told to a manager at once."""
    case = load(case_id, by)
    check_assessment(CaseKind(case.kind), impact=impact)
    episode = current_episode(case)
    judged = Severity.CRITICAL if safety else severity or Severity(case.severity)
    changes = {"severity": judged, "safety": safety or case.safety}
    move(case=case, episode=episode, verb=Verb.BEGIN, by=by, at=at, changes=changes, data={"severity": judged})
    episode.impact, episode.immediate_action = impact, immediate_action
    episode.save(update_fields=["impact", "immediate_action"])
    if judged is Severity.CRITICAL:
        escalate_case(case=case, episode=episode, cause="severity", level=1 + int(case.second_failure), at=at)
        if case.priority != Priority.URGENT:
            change_priority(case_id=case.id, priority=Priority.URGENT, reason="danger", by=by, at=at)
            case.refresh_from_db()
    return case


@transaction.atomic
def wait(*, case_id: UUID, whom: str, why: str, by: Actor, at: datetime) -> Case:
    """Wait for the customer, a partner or colleagues; only waiting for the customer can pause a clock."""
    if whom not in WAITS:
        raise Refused("nobody to wait for", field="whom", value=whom, fix=", ".join(WAITS))
    case = load(case_id, by)
    move(case=case, episode=current_episode(case), verb=WAITS[whom], by=by, at=at, data={"why": why})
    return case


def wait_on_customer(*, case_id: UUID, why: str, by: Actor, at: datetime) -> Case:
    """Wait for something only the customer has; pausable clocks pause."""
    return wait(case_id=case_id, whom="customer", why=why, by=by, at=at)


@transaction.atomic
def resume(*, case_id: UUID, by: Actor, at: datetime) -> Case:
    """Go on; paused clocks run again."""
    case = load(case_id, by)
    move(case=case, episode=current_episode(case), verb=Verb.RESUME, by=by, at=at)
    return case


@transaction.atomic
def take(*, case_id: UUID, by: Actor, at: datetime) -> Case:
    """Take a case that nobody owns. Of two who take it at once one gets it; the other is told who."""
    if by.kind is not ActorKind.COLLEAGUE:
        raise Refused("a person takes a case, not a program", field="owner", fix="assign it to a colleague")
    case = load(case_id, by)
    if case.owner is not None and case.owner_id != by.id:
        raise Conflict(f"{case.owner.name} has taken {case.reference}", field="owner", fix="choose another case")
    if by.id is None or case.owner_id == by.id:
        return case
    append(
        case=case,
        episode=current_episode(case),
        what=EventType.ASSIGNED,
        by=by,
        at=at,
        changes={"owner_id": by.id},
        data={"owner": str(by.id), "name": by.name},
    )
    return case


@transaction.atomic
def assign(*, case_id: UUID, owner_id: UUID | None, by: Actor, at: datetime) -> Case:
    """Hand a case to a colleague, or back to the queue; whoever gets it is told."""
    case = load(case_id, by)
    if not by.can(Permission.ASSIGN_CASES, case.unit_id) and case.owner_id not in (None, by.id):
        raise Denied(f"{case.reference} belongs to somebody else", field="owner", fix="ask your team leader")
    if case.state not in OPEN_STATES:
        raise Refused(f"{case.reference} is closed", field="owner", fix="reopen it first")
    owner = organisation.person(owner_id) if owner_id else None
    if owner is not None and not organisation.works_in(owner.id, Permission.WORK_CASES, case.unit_id, at):
        raise Refused(
            f"{owner.name} does not work on cases of this unit", field="owner", fix="choose one of its colleagues"
        )
    data = {"owner": str(owner_id or ""), "name": owner.name if owner else ""}
    changes = {"owner_id": owner_id}
    event = append(
        case=case, episode=current_episode(case), what=EventType.ASSIGNED, by=by, at=at, changes=changes, data=data
    )
    if owner is not None and owner.id != by.id:
        notify.tell(
            person_id=owner.id,
            subject=f"{case.reference} is yours now",
            text=case.subject,
            url=f"/desk/cases/{case.id}/",
            at=at,
            key=str(event.id),
        )
    return case


def assign_many(*, case_ids: Iterable[UUID], owner_id: UUID, by: Actor, at: datetime) -> Bulk:
    """Hand over several cases, each on its own; say which were skipped and why."""
    done, skipped = 0, []
    for case_id in case_ids:
        try:
            assign(case_id=case_id, owner_id=owner_id, by=by, at=at)
        except Refused as refusal:
            skipped.append((str(case_id), refusal.message))
        else:
            done += 1
    return Bulk(done, skipped)


@transaction.atomic
def change_priority(*, case_id: UUID, priority: Priority, reason: str, by: Actor, at: datetime) -> Case:
    """Change the priority and bind the running clocks to what it promises, from receipt and with earlier pauses."""
    case = load(case_id, by)
    if not reason.strip():
        raise Refused("a change of priority needs a reason", field="reason")
    if case.state in (S.CLOSED, S.WITHDRAWN):
        raise Refused("a closed case keeps its priority", field="priority")
    episode = current_episode(case)
    data = {"from": case.priority, "to": priority, "reason": reason}
    append(case=case, episode=episode, what=EventType.PRIORITY, by=by, at=at, changes={"priority": priority}, data=data)
    retarget(case_id=case_id, by=by, at=at)
    case.refresh_from_db()
    return case


@transaction.atomic
def retarget(*, case_id: UUID, by: Actor, at: datetime, from_receipt: bool = True, keep_pauses: bool = True) -> Case:
    """Bind the clocks that still run to the promises that hold now. Stopped clocks are facts and stay."""
    case = load(case_id, by)
    episode = current_episode(case)
    over = set(Clock.objects.filter(episode=episode, state__in=["stopped", "cancelled"]).values_list("kind", flat=True))
    targets = targets_for(case.kind, case.priority, case.segment, case.unit_id, at)
    bound = clocks.binding(
        [target for target in targets if target.kind not in over],
        since=None if from_receipt else at,
        pauses_from=None if keep_pauses else at,
    )
    append(case=case, episode=episode, what=EventType.RETARGETED, by=by, at=at, data={"clocks": bound})
    return case
