"""From ten alike in a week to a signed verdict: the outer loop through the product's own operations."""

from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from django.db import DatabaseError, transaction

from heedful.analytics.inference.counts import Window
from heedful.domain.problems import operations as problems
from heedful.domain.problems import queries
from heedful.domain.problems.enums import (
    ActionKind,
    ActionVerb,
    CauseCategory,
    CauseRole,
    CauseTest,
    Exposure,
    LinkKind,
    ProblemState,
)
from heedful.domain.problems.models import Action, CaseLink, Effect, Event, Plan, Problem, Verdict
from heedful.domain.problems.rules.closing import Terms
from heedful.domain.problems.rules.windows import WEEK
from heedful.foundation.access import SYSTEM
from heedful.foundation.errors import Denied, NotFound, Refused
from heedful.workflows import outer_loop
from tests.factories.company import Company
from tests.factories.trouble import TRIGGER, complaints, deliveries, explained, fixed, moment, opened, seen

HEALTHY, WEEKS = 4, 30
START = TRIGGER - WEEKS * WEEK
FIX = TRIGGER + 6 * WEEK
"""The Monday on which the fix takes effect; it is planned on the Sunday before."""
TERMS = Terms(target=7.0, settling=0, watch=8, longest=8)


def past() -> list[int]:
    return [int(y) for y in np.random.default_rng(3).poisson(HEALTHY, WEEKS)]


def story(company: Company, during: list[int], after: list[int], *, terms: Terms = TERMS, **more: Any) -> Problem:
    """Run thirty healthy weeks, the trouble, the fix and what came after; return the problem when it is over."""
    complaints(company, [*past(), *during, *after], START)
    at = moment(FIX - timedelta(days=1), 9)
    seen(at)
    lead = company.actor("north-lead")
    problem = opened(company, lead, at=at)
    explained(problem, lead, at)
    problem.refresh_from_db()
    fixed(company, problem, lead, at=at, terms=terms, **more)
    return problem


def night(problem: Problem, weeks: int) -> Problem:
    outer_loop.run_night(at=moment(FIX + weeks * WEEK, 3))
    problem.refresh_from_db()
    return problem


def verdicts(problem: Problem) -> list[tuple[int, str]]:
    return list(Verdict.objects.filter(plan__problem=problem).order_by("at").values_list("look", "verdict"))


@pytest.mark.feature("CA-7", part="a true fix, from the trigger to the signed verdict")
def test_a_true_fix_is_proven_signed_and_closed(company: Company) -> None:
    problem = night(story(company, [15, 13, 14, 12, 16, 13], [4] * 8), 7)
    assert (problem.state, verdicts(problem)) == (ProblemState.VERIFYING, [])
    night(problem, 8)
    night(problem, 9)
    assert verdicts(problem) == [(1, "effective")]
    told = Verdict.objects.get()
    assert told.figures["before_count"] == 13 + 14 + 12 + 16 + 13
    assert (told.figures["after_count"], told.figures["after_exposure"]) == (32, 8.0)
    words = queries.verdict_in_words(problem, told.plan, told)
    fall, limit = words.split(", and ")
    assert fall == "From 13.6 to 4 per week: a fall that chance does not explain"
    assert limit == "at most 5.37, within the target of 7."
    lead, leader, at = company.actor("north-lead"), company.actor("leader"), moment(FIX + 9 * WEEK, 9)
    with pytest.raises(Denied, match="own action"):
        problems.sign(verdict_id=told.id, by=lead, at=at)
    with pytest.raises(Denied):
        problems.sign(verdict_id=told.id, by=company.actor("north-agent"), at=at)
    with pytest.raises(Refused, match="no signed verdict"):
        problems.close(problem_id=problem.id, by=lead, at=at)
    problems.sign(verdict_id=told.id, by=leader, at=at)
    assert Action.objects.get().state == "verified"
    problem.refresh_from_db()
    with pytest.raises(Refused, match="stop it elsewhere"):
        problems.close(problem_id=problem.id, by=lead, at=at)
    problems.waive_prevention(problem_id=problem.id, reason="Only Mombasa sorts by hand.", by=leader, at=at)
    closed = problems.close(problem_id=problem.id, by=lead, at=at)
    assert (closed.state, closed.waived_by) == (ProblemState.CLOSED_EFFECTIVE, "Leader")


@pytest.mark.feature("CA-7", part="a false fix and a mere fall from a spike")
@pytest.mark.parametrize(
    ("during", "after", "said"),
    [
        ([15, 13, 14, 12, 16, 13], [14, 12, 15, 13, 14, 13, 15, 12], "ineffective"),
        ([15, 4, 5, 3, 6, 4], [4, 5, 3, 4, 5, 4, 3, 5], "no_evidence_yet"),
        ([15, 0, 1, 0, 0, 0], [0] * 8, "too_early"),
        ([15, 13, 14, 12, 16, 13], [7, 8, 7, 6, 8, 7, 8, 7], "improved_not_at_target"),
    ],
)
def test_a_fix_that_did_nothing_is_told_so(company: Company, during: list[int], after: list[int], said: str) -> None:
    problem = night(story(company, during, after), 8)
    assert verdicts(problem) == [(1, said)]
    with pytest.raises(Refused, match="no signed verdict"):
        problems.close(problem_id=problem.id, by=company.actor("leader"), at=moment(FIX + 9 * WEEK))
    problems.sign(verdict_id=Verdict.objects.get().id, by=company.actor("leader"), at=moment(FIX + 9 * WEEK))
    problem.refresh_from_db()
    assert (problem.state, Action.objects.get().state) == (ProblemState.OPEN, "failed")


def test_no_evidence_is_looked_at_once_more_and_no_more(company: Company) -> None:
    terms = Terms(target=7.0, settling=0, watch=8, longest=16)
    problem = night(story(company, [15, 6, 7, 6, 6, 7], [6] * 8 + [2] * 8, terms=terms), 8)
    assert verdicts(problem) == [(1, "no_evidence_yet")]
    for week in range(9, 20):
        night(problem, week)
    assert verdicts(problem) == [(1, "no_evidence_yet"), (2, "effective")]


def test_a_trouble_that_moved_to_another_unit_is_not_solved(company: Company) -> None:
    problem = story(company, [15, 13, 14, 12, 16, 13], [4] * 8)
    complaints(company, [2] * WEEKS + [2] * 6 + [12] * 8, START, unit="south-desk")
    assert verdicts(night(problem, 8)) == [(1, "moved_elsewhere")]
    assert Verdict.objects.get().figures["risen"] == ["other units"]


def test_an_untouched_unit_stands_beside(company: Company) -> None:
    problem = story(company, [15, 13, 14, 12, 16, 13], [4] * 8, control_id=company.units["south"])
    complaints(company, [10] * 44, START, unit="south-desk")
    night(problem, 8)
    verdict = Verdict.objects.get()
    assert verdict.verdict == "effective"
    assert verdict.figures["control"] == pytest.approx([0.298, 0.172, 0.514], abs=0.002)  # by hand
    assert "0.30 times the change of the untouched unit" in queries.verdict_in_words(problem, verdict.plan, verdict)


@pytest.mark.feature("CA-7", part="a fall of volume is no effect")
def test_fewer_deliveries_are_no_effect(company: Company) -> None:
    complaints(company, [*past(), 15, 13, 14, 12, 16, 13, *[7] * 8], START)
    deliveries(company, [100] * (WEEKS + 6) + [50] * 8, START)
    at, lead = moment(FIX - timedelta(days=1), 9), company.actor("north-lead")
    seen(at)
    problem = opened(company, lead, at=at, exposure=Exposure.INTERACTIONS)
    explained(problem, lead, at)
    fixed(company, Problem.objects.get(), lead, at=at, terms=Terms(target=0.07, settling=0, watch=8, longest=8))
    assert verdicts(night(problem, 8)) == [(1, "ineffective")]
    figures = Verdict.objects.get().figures
    assert (figures["before_exposure"], figures["after_exposure"]) == (500, 400)


def test_a_relapse_is_caught_and_opens_the_problem_again(company: Company) -> None:
    problem = night(story(company, [15, 13, 14, 12, 16, 13], [4] * 8 + [4, 4, 11, 12, 13]), 8)
    lead, at = company.actor("leader"), moment(FIX + 8 * WEEK, 9)
    problems.sign(verdict_id=Verdict.objects.get().id, by=lead, at=at)
    problems.waive_prevention(problem_id=problem.id, reason="None elsewhere", by=lead, at=at)
    problems.close(problem_id=problem.id, by=lead, at=at)
    night(problem, 10)
    assert problem.state == ProblemState.CLOSED_EFFECTIVE
    night(problem, 13)
    night(problem, 14)
    assert problem.state == ProblemState.RELAPSED
    assert verdicts(problem)[-1] == (0, "relapsed")
    assert len(verdicts(problem)) == 2
    assert problems.reopen(problem_id=problem.id, by=lead, at=at).state == ProblemState.OPEN


@pytest.mark.invariant("C12")
def test_the_database_keeps_the_order_of_plan_and_effect_and_every_word(company: Company) -> None:
    problem = night(story(company, [15, 13, 14, 12, 16, 13], [4] * 8), 8)
    plan = Plan.objects.get()
    for change in (
        lambda: Effect.objects.update(effective_at=plan.locked_at),
        lambda: Plan.objects.update(target=100),
        lambda: Verdict.objects.update(verdict="effective"),
        lambda: Event.objects.filter(problem=problem).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    with pytest.raises(Refused, match="locked before"):
        again = Plan(**{f: getattr(plan, f) for f in ("problem_id", "action_id", "target", "alpha", "planned_on")})
        again.n, again.settling, again.watch, again.longest, again.d, again.forecast = 2, 0, 8, 8, 0.0, {}
        again.locked_at = moment(FIX + 8 * WEEK)
        again.save()
        Action.objects.update(state="done")
        problems.take_effect(
            plan_id=again.id, effective_at=moment(FIX), by=company.actor("north-lead"), at=moment(FIX + 9 * WEEK)
        )


def test_a_plan_comes_before_the_fix(company: Company) -> None:
    complaints(company, [*past(), 15, 13, 14, 12, 16, 13], START)
    at, lead = moment(FIX - timedelta(days=1), 9), company.actor("north-lead")
    seen(at)
    problem = opened(company, lead, at=at)
    explained(problem, lead, at)
    action = problems.add_action(
        problem_id=problem.id, kind=ActionKind.CORRECTIVE, statement="Sort", due_on=FIX,
        owner_id=company.people["north-lead"], by=lead, at=at,
    )  # fmt: skip
    common: dict[str, Any] = {"action_id": action.id, "by": lead, "at": at}
    with pytest.raises(Refused, match="before the fix"):
        problems.lock_plan(terms=TERMS, planned_on=at.date(), **common)
    plan = problems.lock_plan(terms=TERMS, planned_on=FIX, **common)
    assert plan.d_source == "own"
    assert plan.forecast["both"] > 0.9
    assert plan.forecast["earliest_week"] == 1
    with pytest.raises(Refused, match="not done"):
        problems.take_effect(plan_id=plan.id, by=lead, at=moment(FIX))
    later = problems.lock_plan(terms=Terms(target=5.0), planned_on=FIX, **common)
    assert later.n == 2
    problems.move_action(action_id=action.id, verb=ActionVerb.FINISH, evidence="Done", by=lead, at=at)
    with pytest.raises(Refused, match="later plan"):
        problems.take_effect(plan_id=plan.id, by=lead, at=moment(FIX))
    assert Plan.objects.count() == 2


@pytest.mark.feature("CA-7", part="earliest judgement in words of weeks")
def test_silence_proves_nothing_before_week_seven(company: Company) -> None:
    complaints(company, [*[0] * 26, 10, 1, 1, 1, 0], TRIGGER - 26 * WEEK)
    at, lead = moment(TRIGGER + 5 * WEEK - timedelta(days=1), 9), company.actor("north-lead")
    seen(at)
    problem = opened(company, lead, at=at)
    explained(problem, lead, at)
    terms = Terms(target=0.5, settling=0, watch=12, longest=12)
    fixed(company, Problem.objects.get(), lead, at=at, terms=terms)
    effect = Effect.objects.get()
    assert (effect.base_count, effect.base_exposure) == (3, 4.0)
    shown = queries.trend_of(Problem.objects.get(), Plan.objects.get(), (TRIGGER + 8 * WEEK))
    assert shown.earliest_week == 7


def test_ten_alike_in_a_week_open_one_suspected_problem(company: Company) -> None:
    complaints(company, [*past(), 13], START)
    complaints(company, [9], TRIGGER, unit="south-desk")
    at = moment(TRIGGER + WEEK, 3)
    assert outer_loop.run_night(at=at).suspected == 1
    assert outer_loop.run_night(at=at + timedelta(days=1)).suspected == 0
    problem = Problem.objects.get()
    assert (problem.state, problem.by_rule, problem.trigger_on) == (ProblemState.SUSPECTED, True, TRIGGER)
    assert problem.statement == "Delivery, Mombasa desk: 13 cases alike in a week"
    assert problem.links.filter(kind=LinkKind.SUSPECTED).count() == 13
    assert queries.listed(company.actor("south-lead")) == []
    confirmed = problems.confirm(problem_id=problem.id, by=company.actor("north-lead"), at=at)
    assert (confirmed.state, confirmed.owner_id) == (ProblemState.OPEN, company.people["north-lead"])


def test_a_busy_place_has_ten_alike_in_every_week(company: Company) -> None:
    complaints(company, [int(y) for y in np.random.default_rng(1).poisson(14, 30)] + [16], START)
    assert outer_loop.run_night(at=moment(TRIGGER + WEEK, 3)).suspected == 0


@pytest.mark.invariant("C18")
def test_every_figure_lists_its_rows(company: Company) -> None:
    problem = story(company, [15, 13, 14, 12, 16, 13], [4] * 8)
    seen(moment(FIX + 8 * WEEK))
    shown = queries.trend_of(problem, Plan.objects.get(), FIX + 8 * WEEK)
    leader = company.actor("leader")
    for bucket in shown.buckets:
        rows = queries.rows_between(leader, problem.id, bucket.monday, bucket.monday + WEEK)
        assert len(rows) == bucket.window.count
    assert shown.before == Window(68, 5.0)
    assert [bucket.zone for bucket in shown.buckets if bucket.zone] == ["trigger"] + ["before"] * 5 + ["after"] * 8


@pytest.mark.feature("CA-6")
def test_correction_alone_does_not_close(company: Company) -> None:
    problem = night(story(company, [15, 13, 14, 12, 16, 13], [4] * 8), 8)
    leader, at = company.actor("leader"), moment(FIX + 8 * WEEK, 9)
    problems.sign(verdict_id=Verdict.objects.get().id, by=leader, at=at)
    assert set(Action.objects.values_list("kind", flat=True)) == {ActionKind.CORRECTIVE}
    action = Action.objects.select_related("owner").get()
    assert (action.owner.name, action.due_on) == ("North Lead", (FIX - timedelta(days=1)))
    with pytest.raises(Refused, match="stop it elsewhere"):
        problems.close(problem_id=problem.id, by=leader, at=at)
    prevent = problems.add_action(
        problem_id=problem.id, kind=ActionKind.PREVENTIVE, statement="Check every sorting plan before it starts",
        due_on=FIX, owner_id=company.people["leader"], expected="No plan starts unchecked", by=leader, at=at,
    )  # fmt: skip
    with pytest.raises(Refused, match="stop it elsewhere"):
        problems.close(problem_id=problem.id, by=leader, at=at)
    problems.move_action(action_id=prevent.id, verb=ActionVerb.FINISH, evidence="Checklist 12", by=leader, at=at)
    assert problems.close(problem_id=problem.id, by=leader, at=at).state == ProblemState.CLOSED_EFFECTIVE


def test_how_many_effective_verdicts_chance_gives(company: Company) -> None:
    night(story(company, [15, 13, 14, 12, 16, 13], [4] * 8), 8)
    assert queries.by_chance(company.actor("leader")) == (1, 1, 1)
    assert queries.by_chance(company.actor("south-lead")) == (0, 0, 0)


def test_a_case_is_linked_by_who_works_on_it(company: Company, now: datetime) -> None:
    (north, south) = (
        complaints(company, [1], TRIGGER)[0], complaints(company, [1], TRIGGER, unit="south-desk")[0]
    )  # fmt: skip
    agent = company.actor("north-agent")
    problem = opened(company, company.actor("north-lead"), at=now)
    link = problems.link_case(problem_id=problem.id, case_id=north, kind=LinkKind.CONFIRMED, by=agent, at=now)
    assert (link.by_name, CaseLink.objects.count()) == ("North Agent", 1)
    problems.link_case(problem_id=problem.id, case_id=north, kind=LinkKind.SYMPTOM, by=agent, at=now)
    assert CaseLink.objects.get().kind == LinkKind.SYMPTOM
    with pytest.raises(NotFound):
        problems.link_case(problem_id=problem.id, case_id=south, kind=LinkKind.SYMPTOM, by=agent, at=now)
    with pytest.raises(NotFound):
        problems.link_case(
            problem_id=problem.id, case_id=south, kind=LinkKind.SYMPTOM, by=company.actor("south-agent"), at=now
        )
    assert Event.objects.filter(problem=problem, type="case_linked").count() == 2


def test_a_known_error_offers_its_workaround_on_the_next_case(company: Company, now: datetime) -> None:
    lead, agent = company.actor("north-lead"), company.actor("north-agent")
    problem = opened(company, lead, at=now)
    problems.write_workaround(problem_id=problem.id, text="Offer pick-up at the depot.", by=lead, at=now)
    case = complaints(company, [1], date(2026, 3, 16))[0]
    assert queries.known_errors(case, agent, now.date()) == []
    explained(Problem.objects.get(), lead, now)
    (known,) = queries.known_errors(case, agent, now.date())
    assert known.workaround == "Offer pick-up at the depot."
    other = complaints(company, [1], date(2026, 3, 16), unit="south-desk")[0]
    assert queries.known_errors(other, company.actor("south-agent"), now.date()) == []


@pytest.mark.feature("CA-11", part="actions owed by a partner")
def test_a_partner_sees_what_it_owes_and_nothing_else(company: Company, now: datetime) -> None:
    lead, partner = company.actor("north-lead"), company.actor("partner")
    problem = opened(company, lead, at=now)
    common: dict[str, Any] = {"problem_id": problem.id, "due_on": now.date(), "by": lead, "at": now}
    theirs = problems.add_action(
        kind=ActionKind.CORRECTIVE, statement="Start rounds at six", partner_id=company.units["courier"], **common
    )
    ours = problems.add_action(
        kind=ActionKind.CONTAINMENT, statement="Call ahead", owner_id=company.people["north-agent"], **common
    )
    with pytest.raises(Refused, match="no partner"):
        problems.add_action(kind=ActionKind.CORRECTIVE, statement="x", partner_id=company.units["south"], **common)
    assert [action.id for action in queries.owed_to(partner)] == [theirs.id]
    assert queries.owed_to(lead) == []
    assert not queries.visible_to(partner).exists()
    with pytest.raises(NotFound):
        problems.finish_owed(action_id=ours.id, evidence="x", by=partner, at=now)
    with pytest.raises(NotFound):
        problems.move_action(action_id=theirs.id, verb=ActionVerb.FINISH, evidence="x", by=partner, at=now)
    with pytest.raises(Refused, match="needs evidence"):
        problems.finish_owed(action_id=theirs.id, evidence=" ", by=partner, at=now)
    problems.finish_owed(action_id=theirs.id, evidence="Rota of Monday", by=partner, at=now)
    assert {(a.statement, a.state) for a in queries.problem_detail(lead, problem.id).actions} == {
        ("Start rounds at six", "done"),
        ("Call ahead", "committed"),
    }


def test_causes_are_a_graph_and_refuted_ones_stay(company: Company, now: datetime) -> None:
    lead = company.actor("north-lead")
    problem = opened(company, lead, at=now)
    common: dict[str, Any] = {"by": lead, "at": now}

    def why(statement: str, effect: Any = None, category: CauseCategory = CauseCategory.PROCESS) -> Any:
        return problems.add_cause(
            problem_id=problem.id, statement=statement, role=CauseRole.OCCURRENCE, category=category,
            effect_id=effect and effect.id, **common,
        )  # fmt: skip

    late = why("The rounds start late")
    sorting = why("Sorting takes two hours more", late)
    riders = why("Riders come late", late, CauseCategory.PARTNER)
    plan = why("The new plan sorts by district", sorting)
    problems.link_causes(problem_id=problem.id, effect_id=riders.id, cause_id=plan.id, **common)
    with pytest.raises(Refused, match="explain itself"):
        problems.link_causes(problem_id=problem.id, effect_id=plan.id, cause_id=late.id, **common)
    problems.test_cause(cause_id=riders.id, test=CauseTest.REFUTED, evidence="In by six on 28 of 28 days", **common)
    with pytest.raises(Refused, match="has evidence"):
        problems.test_cause(cause_id=plan.id, test=CauseTest.CONFIRMED, evidence="", **common)
    shown = [(node.cause.statement, node.depth, node.again) for node in queries.whys(problem.id)]
    assert shown == [
        ("The rounds start late", 0, False),
        ("Sorting takes two hours more", 1, False),
        ("The new plan sorts by district", 2, False),
        ("Riders come late", 1, False),
        ("The new plan sorts by district", 2, True),
    ]
    assert "Riders come late" not in {c.statement for bone in queries.fishbone(problem.id).values() for c in bone}
    with pytest.raises(Refused, match="why it happens"):
        problems.confirm_cause(problem_id=problem.id, **common)
    problems.test_cause(cause_id=plan.id, test=CauseTest.CONFIRMED, evidence="Timed on 5 days", **common)
    with pytest.raises(Refused, match="not caught"):
        problems.confirm_cause(problem_id=problem.id, **common)


def test_pareto_by_cases_and_by_cost(company: Company, now: datetime) -> None:
    from heedful.domain.cases import operations as cases
    from heedful.domain.cases.enums import RedressKind

    lead = company.actor("north-lead")
    problem = opened(company, lead, at=now)
    causes = [
        problems.add_cause(
            problem_id=problem.id, statement=name, role=CauseRole.OCCURRENCE, category=CauseCategory.SYSTEM,
            by=lead, at=now,
        )
        for name in ("Gate", "Plan")
    ]  # fmt: skip
    ids = complaints(company, [4], TRIGGER)
    for place, case_id in enumerate(ids):
        cause = causes[0 if place < 2 else 1 if place == 2 else 0]
        problems.link_case(
            problem_id=problem.id, case_id=case_id, kind=LinkKind.CONFIRMED, cause_id=cause.id, by=lead, at=now
        )
    cases.record_redress(
        case_id=ids[2], kind=RedressKind.REFUND, value_minor=90_000, cost_minor=90_000, currency="KES", by=lead, at=now
    )
    assert [(bone.cause.statement, bone.cases) for bone in queries.pareto(problem.id)] == [("Gate", 3), ("Plan", 1)]
    by_cost = queries.pareto(problem.id, by_cost=True)
    assert [(bone.cause.statement, bone.cost_minor) for bone in by_cost] == [("Plan", 90_000), ("Gate", 0)]
    found = queries.impact(lead, problem, now.date())
    assert (found.cases, found.customers, found.cost_minor, found.revenue) == (4, 1, 90_000, None)
    assert queries.impact(company.actor("leader"), problem, now.date()).revenue == []


@pytest.mark.feature("CA-5")
def test_two_coders_agree_beyond_chance(company: Company, now: datetime) -> None:
    ids = complaints(company, [50], TRIGGER)
    one, two = company.actor("north-agent"), company.actor("north-agent-2")
    codes = ["yes yes"] * 20 + ["yes no"] * 5 + ["no yes"] * 10 + ["no no"] * 15
    category = {"yes": CauseCategory.PROCESS, "no": CauseCategory.PEOPLE}
    for case_id, pair in zip(ids, codes, strict=True):
        for coder, word in zip((one, two), pair.split(), strict=True):
            problems.code_case(case_id=case_id, category=category[word], by=coder, at=now)
    found = queries.agreement(company.actor("leader"))
    assert found is not None
    assert (found.n, found.observed, found.kappa) == (50, 0.7, pytest.approx(0.4))  # a textbook's 2 x 2 table
    with pytest.raises(Refused, match="have coded"):
        problems.code_case(case_id=ids[0], category=CauseCategory.PEOPLE, by=one, at=now)
    with pytest.raises(NotFound):
        problems.code_case(case_id=ids[0], category=CauseCategory.PEOPLE, by=company.actor("south-agent"), at=now)
    with pytest.raises(Refused, match="not a program"):
        problems.code_case(case_id=ids[0], category=CauseCategory.PEOPLE, by=SYSTEM, at=now)
    assert queries.agreement(company.actor("south-lead")) is None


def test_a_risk_is_accepted_with_a_reason_and_a_day(company: Company, now: datetime) -> None:
    lead = company.actor("north-lead")
    problem = opened(company, lead, at=now)
    common: dict[str, Any] = {"problem_id": problem.id, "by": lead, "at": now}
    with pytest.raises(Refused, match="reason"):
        problems.accept_risk(reason="", review_on=None, **common)
    with pytest.raises(Refused, match="looked at again"):
        problems.accept_risk(reason="Road works", review_on=now.date(), **common)
    accepted = problems.accept_risk(reason="Road works", review_on=now.date() + WEEK, **common)
    assert accepted.state == ProblemState.ACCEPTED_RISK
    assert problems.reopen(**common).review_on is None
    twin = opened(company, lead, at=now)
    assert problems.mark_duplicate(problem_id=twin.id, of_id=problem.id, by=lead, at=now).state == "duplicate"
