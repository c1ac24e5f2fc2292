"""Writes of failures: what the customer was told, and a person's word on each label."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from heedful.domain.cases import queries as cases
from heedful.domain.failures.enums import FailureState, FailureVerb, Hop, Label, Wanted
from heedful.domain.failures.models import Failure, Statement, SupervisorDemand
from heedful.domain.failures.queries.demand import hint
from heedful.domain.failures.queries.reading import decisions_in_sight
from heedful.domain.failures.queries.trace import failures_of, trace
from heedful.domain.failures.rules.states import next_state
from heedful.domain.journeys.queries import interactions
from heedful.domain.strategy import queries as strategy
from heedful.domain.strategy.enums import FactKind
from heedful.domain.strategy.rules.facts import normalised
from heedful.foundation import bulk
from heedful.foundation.access import Actor, ActorKind, Permission
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import Conflict, Denied, NotFound, Refused

LONGEST_TOPIC = 64


@transaction.atomic
def record_statement(
    *,
    case_id: UUID,
    fact_code: str,
    value: str,
    conditions_told: Sequence[str] = (),
    as_in_force: bool = True,
    told_at: datetime | None = None,
    by: Actor,
    at: datetime,
) -> Statement:
    """Record what the customer of a case was told of a fact, when: at the latest when they complained."""
    case = cases.find_case(by, case_id)
    by.require(Permission.WORK_CASES, case.unit_id)
    fact, moment = strategy.fact(fact_code), told_at or case.received_at
    if moment > case.received_at:
        raise Refused("told after the complaint came", field="told_at", value=moment.isoformat(), fix="say when it was")
    said = normalised(FactKind(fact.kind), value)
    if Statement.objects.filter(case=case, fact=fact, told_at=moment).exists():
        raise Refused("this is recorded already", field="fact", value=fact_code, fix="say another time or fact")
    kept = Statement.objects.create(
        case=case,
        fact=fact,
        value=said,
        conditions_told=list(conditions_told),
        as_in_force=as_in_force,
        told_at=moment,
        recorded_by_id=_person(by),
        recorded_at=at,
    )
    audit.record(by=by, at=at, action="failure.statement", entity="statement", entity_id=kept.id)
    return kept


@transaction.atomic
def decide(
    *,
    case_id: UUID,
    label: Label,
    verb: FailureVerb,
    reason: str = "",
    served_id: UUID | None = None,
    decision_id: UUID | None = None,
    by: Actor,
    at: datetime,
) -> Failure:
    """Confirm or overrule a label of a case by name; overruling says why.

    A label that the rules find is kept with its evidence as of the complaint. Without evidence nothing is confirmed
    (invariant M14), nor by who suggested it or is at fault (invariant M18).
    """
    known = failures_of(by, case_id).filter(label=label).first()
    held = known or _found(case_id, label, served_id, decision_id, by, at)
    by.require(Permission.JUDGE_FAILURES, held.case.unit_id)
    person = _person(by)
    state = next_state(FailureState(held.state), verb)
    if verb is FailureVerb.CONFIRM and held.pieces == 0:
        raise Refused("nothing shows it", field="label", value=label, fix="suggest it with what shows it")
    if verb is FailureVerb.CONFIRM and person in (held.suggested_by_id, held.person_id, held.served_id):
        raise Denied("nobody confirms a label of their own", fix="ask a colleague who may judge it")
    if verb is FailureVerb.OVERRULE and not reason.strip():
        raise Refused("overruling has a reason", field="reason", fix="say what the rules do not see")
    rows = Failure.objects.filter(id=held.id, state=held.state)
    if not rows.update(state=state, reason=reason, decided_by_id=person, decided_at=at):
        raise Conflict("somebody else has decided it", field="state", fix="look at the case again")
    audit.record(by=by, at=at, action=f"failure.{verb}", entity="failure", entity_id=held.id, data={"label": label})
    held.refresh_from_db()
    return held


@transaction.atomic
def suggest(
    *, case_id: UUID, label: Label, evidence: str, decision_id: UUID | None = None, by: Actor, at: datetime
) -> Failure:
    """Suggest a label that the rules do not find, with what shows it; somebody else confirms it."""
    case = cases.find_case(by, case_id)
    by.require(Permission.JUDGE_FAILURES, case.unit_id)
    shown = [line.strip() for line in evidence.splitlines() if line.strip()]
    if not shown:
        raise Refused("a label has evidence", field="evidence", fix="say what shows it, one thing a line")
    if Failure.objects.filter(case=case, label=label).exists():
        raise Refused("this label is on the case already", field="label", value=label, fix="confirm or overrule it")
    if decision_id is not None and not decisions_in_sight(by).filter(id=decision_id).exists():
        raise NotFound("no decision has this id", field="decision", value=decision_id)
    pieces: list[dict[str, Any]] = [{"words": line, "at": None} for line in shown]
    return _keep(case.id, label, "by hand", pieces, at, by, suggested_by_id=_person(by), decision_id=decision_id)


def _found(
    case_id: UUID, label: Label, served_id: UUID | None, decision_id: UUID | None, by: Actor, at: datetime
) -> Failure:
    """Keep what the rules find for a label now that a person decides on it."""
    read = trace(by, case_id, served_id=served_id, decision_id=decision_id)
    verdict = next((each for each in read.verdicts if each.label is label), None)
    if verdict is None:
        raise Refused("nothing shows this label", field="label", value=label, fix="suggest it with what shows it")
    if Failure.objects.filter(case_id=case_id, label=label).exists():
        raise Refused("this label is on the case already, about another decision", field="label", value=label)
    pieces = [{"words": each.words, "at": each.at.isoformat() if each.at else None} for each in verdict.evidence]
    failed = read.failed
    return _keep(
        case_id, label, verdict.rule[:300], pieces, at, by,
        hop=failed.hop if failed else Hop.SAID, person_id=UUID(failed.key) if failed and failed.key else None,
        served_id=read.served_id, decision_id=read.decision_id,
    )  # fmt: skip


def _keep(
    case_id: UUID, label: Label, rule: str, pieces: list[dict[str, Any]], at: datetime, by: Actor, **more: Any
) -> Failure:
    kept = Failure.objects.create(
        case_id=case_id, label=label, rule=rule, evidence=pieces, pieces=len(pieces), suggested_at=at, **more
    )
    data = {"label": label, "case": case_id}
    audit.record(by=by, at=at, action="failure.suggested", entity="failure", entity_id=kept.id, data=data)
    return Failure.objects.select_related("case").get(id=kept.id)


def _person(by: Actor) -> UUID:
    if by.kind is not ActorKind.COLLEAGUE or by.id is None:
        raise Denied("only a person can put their name to this", fix="sign in as a colleague")
    return by.id


@transaction.atomic
def record_demand(
    *,
    why: Wanted,
    missing: str = "",
    topic: str = "",
    case_id: UUID | None = None,
    interaction_id: UUID | None = None,
    by: Actor,
    at: datetime,
) -> SupervisorDemand:
    """Record that a customer asked for somebody above, in one contact: why, and what the colleague lacked."""
    if (case_id is None) == (interaction_id is None):
        raise Refused("it is one contact: a case or an interaction", field="case", fix="name one of the two")
    if why is not Wanted.OTHER and not missing.strip():
        raise Refused("say what was missing", field="missing", fix="the rule nobody knew, the thing nobody may decide")
    if len(topic) > LONGEST_TOPIC:
        raise Refused("the topic is a short code", field="topic", value=topic[:60], fix=f"{LONGEST_TOPIC} characters")
    case = cases.find_case(by, case_id) if case_id else None
    touched = interactions.visible_to(by).filter(id=interaction_id).first() if interaction_id else None
    if case is None and touched is None:
        raise NotFound("no interaction has this id", field="interaction", value=interaction_id)
    by.require(Permission.WORK_CASES, case.unit_id if case else touched.unit_id if touched else None)
    kept = SupervisorDemand(
        case=case,
        interaction_id=interaction_id,
        topic=topic,
        why=why,
        missing=" ".join(missing.split())[:300],
        suggested=case is not None and hint(by, case.id) is why,
        recorded_by_id=_person(by),
        recorded_at=at,
    )
    if not bulk.insert_new(kept):
        raise Refused("it is recorded for this contact already", field="case", fix="one contact counts once")
    audit.record(by=by, at=at, action="demand.recorded", entity="demand", entity_id=kept.id, data={"why": why})
    return kept


@transaction.atomic
def forget_cases(*, case_ids: Sequence[UUID]) -> int:
    """Take the words out of the labels of cases whose customer is forgotten; the labels and their counts stay."""
    rows = list(Failure.objects.filter(case_id__in=case_ids))
    for row in rows:
        pieces = [{**each, "words": ""} for each in row.evidence]
        Failure.objects.filter(id=row.id).update(evidence=pieces, reason="")
    SupervisorDemand.objects.filter(case_id__in=case_ids).exclude(missing="").update(missing="forgotten")
    return len(rows)
