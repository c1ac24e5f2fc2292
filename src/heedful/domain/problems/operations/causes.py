"""Causes: add a why, join branches, test them. Nothing is deleted: a refuted cause stays."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from heedful.domain.cases import queries as cases
from heedful.domain.organisation import queries as organisation
from heedful.domain.organisation.enums import UnitKind
from heedful.domain.problems.enums import CauseCategory, CauseRole, CauseTest, Note
from heedful.domain.problems.models import Cause, Coding, Problem, Why
from heedful.domain.problems.operations.record import append, load
from heedful.domain.problems.rules.causes import check_edge
from heedful.foundation.access import Actor, ActorKind
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import NotFound, Refused


@transaction.atomic
def add_cause(
    *,
    problem_id: UUID,
    statement: str,
    role: CauseRole,
    category: CauseCategory,
    effect_id: UUID | None = None,
    partner_id: UUID | None = None,
    by: Actor,
    at: datetime,
) -> Cause:
    """Answer a why: of the problem itself, or of one of its causes."""
    problem = load(problem_id, by)
    if not statement.strip():
        raise Refused("a cause needs a sentence", field="statement", fix="answer the question why")
    if partner_id is not None:
        check_partner(partner_id)
    cause = Cause.objects.create(
        problem=problem, statement=statement.strip()[:300], role=role, category=category, partner_id=partner_id, at=at
    )
    if effect_id is not None:
        _join(problem, effect_id, cause.id)
    append(problem=problem, what=Note.CAUSE, by=by, at=at, data={"cause": str(cause.id), "role": role})
    return cause


@transaction.atomic
def link_causes(*, problem_id: UUID, effect_id: UUID, cause_id: UUID, by: Actor, at: datetime) -> None:
    """Say that one cause of a problem also explains another."""
    problem = load(problem_id, by)
    _join(problem, effect_id, cause_id)
    data = {"cause": str(cause_id), "effect": str(effect_id)}
    append(problem=problem, what=Note.CAUSE, by=by, at=at, data=data)


@transaction.atomic
def test_cause(*, cause_id: UUID, test: CauseTest, evidence: str, by: Actor, at: datetime) -> Cause:
    """Say what the evidence says of a cause; earlier results stay in the record."""
    cause = Cause.objects.filter(id=cause_id).first()
    if cause is None:
        raise NotFound("no cause has this id", field="cause", value=cause_id)
    problem = load(cause.problem_id, by)
    if test is CauseTest.UNTESTED:
        raise Refused("a test has a result", field="test", value=test, fix="confirmed or refuted")
    if not evidence.strip():
        raise Refused("a test has evidence", field="evidence", fix="say what was looked at and what it showed")
    data = {"cause": str(cause.id), "was": cause.test, "test": test}
    cause.test, cause.evidence, cause.tested_by, cause.tested_at = test, evidence.strip(), by.name, at
    cause.save(update_fields=["test", "evidence", "tested_by", "tested_at"])
    append(problem=problem, what=Note.TESTED, by=by, at=at, data=data)
    return cause


@transaction.atomic
def code_case(*, case_id: UUID, category: CauseCategory, by: Actor, at: datetime) -> Coding:
    """Code a case by the category of its cause, once a colleague; two codings of a case measure their agreement."""
    if by.kind is not ActorKind.COLLEAGUE or by.id is None:
        raise Refused("a person codes a case, not a program", field="category")
    if not cases.workable(by).filter(id=case_id).exists():
        raise NotFound("no case has this id", field="case", value=case_id)
    if Coding.objects.filter(case_id=case_id, coder_id=by.id).exists():
        raise Refused("you have coded this case", field="category", fix="the first answer counts: that is its use")
    coding = Coding.objects.create(case_id=case_id, coder_id=by.id, category=category, at=at)
    audit.record(by=by, at=at, action="case.coded", entity="case", entity_id=case_id, data={"category": category})
    return coding


def check_partner(partner_id: UUID) -> None:
    """Refuse a unit that is no partner."""
    if organisation.find_unit(partner_id).kind != UnitKind.PARTNER:
        raise Refused("this unit is no partner", field="partner", value=partner_id, fix="choose a partner")


def _join(problem: Problem, effect_id: UUID, cause_id: UUID) -> None:
    mine = set(Cause.objects.filter(problem=problem).values_list("id", flat=True))
    if effect_id not in mine or cause_id not in mine:
        raise Refused("this cause belongs to another problem", field="effect", value=effect_id)
    edges = Why.objects.filter(effect__problem=problem).values_list("effect_id", "cause_id")
    check_edge(list(edges), effect_id, cause_id)
    Why.objects.get_or_create(effect_id=effect_id, cause_id=cause_id)
