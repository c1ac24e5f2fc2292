"""Experiments that may be looked at every day, small tweaks in six fields, and what may be rolled out."""

from datetime import date, datetime, timedelta
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from django.db import DatabaseError, transaction

from heedful.analytics.inference.experiment import Arm, needed, needed_with_looks
from heedful.domain.innovation.enums import IdeaState, IdeaVerb, Track, Verdict
from heedful.domain.innovation.models import Look
from heedful.domain.innovation.operations import ideas
from heedful.domain.innovation.queries import ideas as queries
from heedful.domain.innovation.rules.ideas import LIGHT_FIELDS, Design, check_design, read
from heedful.foundation.errors import Denied, NotFound, Refused
from tests.factories.company import Company

TODAY = date(2026, 3, 17)
DAYS = 40


def design(**more: Any) -> Design:
    told: dict[str, Any] = {
        "hypothesis": "A text an hour before makes fewer people miss the driver", "higher_is_better": True,
        "effect": 0.08, "deviation": 0.45, "guard": "cost of a delivery", "guard_higher_is_better": False,
        "guard_margin": 0.5, "stops_on": TODAY + timedelta(days=DAYS),
    }  # fmt: skip
    return Design(**told | more)


def final(chance: np.random.Generator, lift: float, plan: Design) -> tuple[Verdict, int]:
    """Run an experiment with a look every day; return how it ended and on which day."""
    arms = [chance.random((plan.arm,)) < 0.28, chance.random((plan.arm,)) < 0.28 + lift]
    costs = [chance.normal(5, 2, plan.arm) for _ in arms]
    for day in range(1, DAYS + 1):
        n = max(2, plan.arm * day // DAYS)
        seen = [Arm(n, float(arm[:n].sum()), float(arm[:n].sum())) for arm in arms]
        paid = [Arm(n, float(cost[:n].sum()), float((cost[:n] ** 2).sum())) for cost in costs]
        if min(arm.variance for arm in seen) == 0:
            continue
        verdict = read(plan, *seen, *paid, TODAY + timedelta(days=day - 1)).verdict
        if verdict is not Verdict.GO_ON:
            return verdict, day
    raise AssertionError("an experiment ends at its size")


@pytest.mark.feature("IN-2")
def test_the_size_is_right_and_looking_every_day_keeps_the_error() -> None:
    looking_every_day_keeps_the_error()
    the_size_has_its_power()
    textbook = 2 * ((NormalDist().inv_cdf(0.975) + NormalDist().inv_cdf(0.8)) * 20 / 5) ** 2
    assert needed(20.0, 5.0) == pytest.approx(textbook, abs=1), "two means, alpha 5 %, power 80 %"
    assert len(LIGHT_FIELDS) <= 6, "and a tweak needs no experiment"


def looking_every_day_keeps_the_error() -> None:
    """Without an effect, 40 daily looks at each of 400 experiments give a false verdict in at most 5 %."""
    chance, plan = np.random.default_rng(8), design()
    ends = [final(chance, 0.0, plan)[0] for _ in range(400)]
    assert sum(end in (Verdict.BETTER, Verdict.WORSE) for end in ends) <= 20
    assert sum(end is Verdict.GUARD_BROKEN for end in ends) <= 20


def the_size_has_its_power() -> None:
    """With the planted effect, the size finds it as often as its power says."""
    chance, plan = np.random.default_rng(9), design()
    ends = [final(chance, 0.08, plan) for _ in range(200)]
    share = sum(end is Verdict.BETTER for end, _ in ends) / len(ends)
    assert 0.74 <= share <= 0.95
    assert np.mean([day for end, day in ends if end is Verdict.BETTER]) < DAYS, "most end before their last day"


def test_the_price_of_looking_is_stated() -> None:
    assert 1.5 < needed_with_looks(20.0, 5.0) / needed(20.0, 5.0) < 2.2
    assert needed_with_looks(20.0, 5.0, power=0.9) > needed_with_looks(20.0, 5.0)


def test_verdicts_by_hand() -> None:
    plan = design(effect=0.2, deviation=0.5)
    flat = Arm(plan.arm, 0.3 * plan.arm, 0.3 * plan.arm)
    high = Arm(plan.arm, 0.8 * plan.arm, 0.8 * plan.arm)
    cheap, dear = Arm(plan.arm, 5.0 * plan.arm, 26.0 * plan.arm), Arm(plan.arm, 7.0 * plan.arm, 50.0 * plan.arm)
    said = {
        (flat, high, cheap, cheap): Verdict.BETTER,
        (high, flat, cheap, cheap): Verdict.WORSE,
        (flat, flat, cheap, cheap): Verdict.NO_DIFFERENCE,
        (flat, high, cheap, dear): Verdict.GUARD_BROKEN,
    }
    for arms, verdict in said.items():
        assert read(plan, *arms, TODAY).verdict is verdict
    lower = design(effect=0.2, deviation=0.5, higher_is_better=False)
    assert read(lower, flat, high, cheap, cheap, TODAY).verdict is Verdict.WORSE
    few = Arm(30, 9, 9)
    assert read(plan, few, few, Arm(30, 150, 780), Arm(30, 150, 780), TODAY).verdict is Verdict.GO_ON
    ended = design(effect=0.2, deviation=0.5, stops_on=TODAY)
    assert read(ended, few, few, Arm(30, 150, 780), Arm(30, 150, 780), TODAY).verdict is Verdict.NO_DIFFERENCE


@pytest.mark.parametrize(
    "change",
    [
        {"hypothesis": " "}, {"guard": ""}, {"effect": 0}, {"effect": float("nan")}, {"deviation": -1},
        {"guard_margin": -1}, {"alpha": 0.5}, {"power": 0.3}, {"stops_on": TODAY}, {"effect": 1e-6},
    ],
)  # fmt: skip
def test_designs_that_could_not_be_judged(change: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        check_design(design(**change), TODAY)


def proposed(company: Company, now: datetime, **more: Any) -> Any:
    told = {
        "title": "Text before", "change": "The driver texts", "measure": "met at the door",
        "unit_id": company.units["north-desk"], "track": Track.EXPERIMENT, **more,
    }  # fmt: skip
    return ideas.propose(by=company.actor("north-lead"), at=now, **told)


def looked(company: Company, idea: Any, treated: Arm, now: datetime, by: str = "north-lead") -> Look:
    steady = Arm(400, 2_000, 10_400)
    return ideas.look(
        idea_id=idea.id, control=Arm(400, 112, 112), treated=treated, guard_control=steady, guard_treated=steady,
        by=company.actor(by), at=now,
    )  # fmt: skip


@pytest.mark.feature("IN-2", part="idea, locked design, looks, verdict, roll-out only where better; drop with a lesson")
def test_from_idea_to_verdict(company: Company, now: datetime) -> None:
    lead, idea = company.actor("north-lead"), proposed(company, now)
    with pytest.raises(Refused):
        ideas.start(idea_id=idea.id, by=lead, at=now)
    with pytest.raises(NotFound):
        ideas.start(idea_id=idea.id, design=design(), by=company.actor("south-lead"), at=now)
    with pytest.raises(Denied):
        ideas.start(idea_id=idea.id, design=design(), by=company.actor("north-agent"), at=now)
    ideas.start(idea_id=idea.id, design=design(), by=lead, at=now)
    with pytest.raises(Refused):
        ideas.start(idea_id=idea.id, design=design(effect=0.5), by=lead, at=now)
    kept = queries.experiment_of(idea)
    assert kept is not None and kept.arm == design().arm
    assert looked(company, idea, Arm(400, 120, 120), now).verdict == Verdict.GO_ON
    with pytest.raises(Refused, match="says go on"):
        ideas.decide(idea_id=idea.id, verb=IdeaVerb.ROLL_OUT, learned="x", by=lead, at=now)
    with pytest.raises(Refused, match="squares"):
        looked(company, idea, Arm(400, 200, 10), now)
    assert looked(company, idea, Arm(400, 220, 220), now).verdict == Verdict.BETTER
    with pytest.raises(Refused, match="ended"):
        looked(company, idea, Arm(400, 110, 110), now)
    with pytest.raises(Refused, match="learned"):
        ideas.decide(idea_id=idea.id, verb=IdeaVerb.ROLL_OUT, learned="", by=lead, at=now)
    done = ideas.decide(idea_id=idea.id, verb=IdeaVerb.ROLL_OUT, learned="It works", by=lead, at=now)
    assert done.state == IdeaState.ROLLED_OUT
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Look.objects.all().delete()
    dropped = proposed(company, now)
    assert ideas.decide(idea_id=dropped.id, verb=IdeaVerb.DROP, learned="Too dear", by=lead, at=now).ended_at == now


@pytest.mark.feature("IN-2", part="a light track of six fields")
def test_a_small_tweak(company: Company, now: datetime) -> None:
    assert len(LIGHT_FIELDS) <= 6
    for until in (None, TODAY):
        with pytest.raises(Refused, match="small tweak"):
            proposed(company, now, track=Track.LIGHT, until=until)
    idea = proposed(company, now, track=Track.LIGHT, until=TODAY + timedelta(days=9))
    lead = company.actor("north-lead")
    ideas.start(idea_id=idea.id, by=lead, at=now)
    done = ideas.decide(idea_id=idea.id, verb=IdeaVerb.ROLL_OUT, learned="People smile", by=lead, at=now)
    assert done.state == IdeaState.ROLLED_OUT
