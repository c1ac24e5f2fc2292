"""Answers of colleagues: nobody can be found out, not by subtraction, order, time or trail."""

import random
from collections import Counter
from contextlib import suppress
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from heedful.domain.employees.enums import Question
from heedful.domain.employees.models import HeldAnswer, Pulse, PulseAnswer, PulseToken
from heedful.domain.employees.operations import pulses
from heedful.domain.employees.queries import pulses as queries
from heedful.domain.employees.rules.pulses import published, score
from heedful.domain.organisation import operations as organisation
from heedful.domain.organisation import queries as people
from heedful.foundation.access import SYSTEM, Role
from heedful.foundation.audit.models import AuditRow
from heedful.foundation.disclosure import TOTAL
from heedful.foundation.errors import NotFound, Refused
from heedful.warehouse import facts
from tests.domain.employees.attacker import revealed
from tests.factories.company import SINCE, Company
from tests.trust.matrix import key_of

CLOSES = date(2026, 3, 31)


@st.composite
def trees(draw: st.DrawFn) -> tuple[dict[str, str], dict[str, list[int]]]:
    """A tree of up to nine units with zero to eight answers of their own."""
    size = draw(st.integers(1, 9))
    parents = {"u0": TOTAL}
    for number in range(1, size):
        parents[f"u{number}"] = f"u{draw(st.integers(0, number - 1))}"
    answers = {unit: draw(st.lists(st.integers(1, 7), max_size=8)) for unit in parents}
    return parents, {unit: values for unit, values in answers.items() if values}


@pytest.mark.feature("EM-1", part="attack on 60 random trees: no sum or difference of what is shown gives a group < 5")
@given(trees())
def test_no_arithmetic_reveals_a_small_group(built: tuple[dict[str, str], dict[str, list[int]]]) -> None:
    parents, answers = built
    scores = published(answers, parents, Question.EES)
    shown = [unit for unit, one in scores.items() if not one.hidden and one.n]
    assert revealed({unit: len(values) for unit, values in answers.items()}, parents, shown) == []
    assert all(one.n is None and one.value is None for one in scores.values() if one.hidden)


def test_negative_control_the_minimum_alone_leaks() -> None:
    parents = {"all": TOTAL, "a": "all", "b": "all", "c": "all"}
    own = {"a": 6, "b": 7, "c": 3}
    assert revealed(own, parents, ["all", "a", "b"]) == [("c",)]
    values = {unit: [4] * n for unit, n in own.items()}
    safe = [unit for unit, one in published(values, parents, Question.EES).items() if not one.hidden]
    assert revealed(own, parents, safe) == []


def test_scores_as_the_field_defines_them() -> None:
    found = score(Question.EES, [5, 6, 7, 7, 4, 3, 1, 2, 5, 6])
    assert found.value == 60.0
    assert found.low is not None and found.high is not None and found.low < 60 < found.high
    assert score(Question.ENPS, [10, 9, 9, 8, 7, 6, 0]).value == pytest.approx(100 * (3 - 2) / 7)


def staffed(company: Company, desk: str, number: int) -> list[UUID]:
    return [
        organisation.add_person(
            name=f"{desk} {each}", email=f"{desk}{each}@simba.example", unit_id=company.units[desk], since=SINCE,
            by=SYSTEM, at=company.at,
        ).id
        for each in range(number)
    ]  # fmt: skip


def asked(company: Company, at: datetime) -> tuple[Pulse, dict[UUID, int]]:
    """Ask everybody; six of the north desk, three of the south desk and some others answer."""
    staff = [*staffed(company, "north-desk", 6), *staffed(company, "south-desk", 3), company.people["leader"]]
    pulse = pulses.open_pulse(
        title="March", unit_id=company.units["root"], closes_on=CLOSES, by=company.actor("leader"), at=at
    )
    chance, gave = random.Random(4), {}
    for number, person in enumerate(staff):
        gave[person] = chance.randint(1, 7)
        answers: dict[str, int | None] = {"ees": gave[person], "enps": chance.randint(0, 10), "systems": None}
        actor = people.actor_for_person(people.person(person), at)
        pulses.answer(pulse_id=pulse.id, answers=answers, comment=f"Words {number}", by=actor, at=at)
    return pulse, gave


@pytest.mark.feature("EM-1", part="answers leave in shuffled batches without person, time or trail; tokens are deleted")
def test_nothing_joins_an_answer_to_who_gave_it(company: Company, now: datetime) -> None:
    pulse, gave = asked(company, now)
    assert HeldAnswer.objects.count() == len(gave)
    pulses.bring_up_to_date(at=now + timedelta(hours=1))
    assert (HeldAnswer.objects.count(), PulseAnswer.objects.count()) == (0, len(gave))
    assert Counter(PulseAnswer.objects.values_list("ees", flat=True)) == Counter(gave.values())
    names = {field.name for field in PulseAnswer._meta.get_fields()}
    assert names == {"id", "pulse", "unit", *(each.value for each in Question)}, "no person, no time"
    assert {each.version for each in PulseAnswer.objects.values_list("id", flat=True)} == {4}, "no time in the id"
    trail = AuditRow.objects.filter(action__in=["pulse.answered", "pulse.released"])
    assert trail.count() == len(gave) + 1
    assert not trail.exclude(actor_id=None).exists()
    assert not any("person" in row.data or "answer_id" in row.data for row in trail)
    pulses.close_pulse(pulse_id=pulse.id, by=company.actor("leader"), at=now + timedelta(days=1))
    assert not PulseToken.objects.filter(pulse=pulse).exists()


@pytest.mark.feature("EM-1", part="figures of the closed pulse by unit: whoever looks, no group below 5")
def test_every_viewer_sees_the_same_cut(company: Company, now: datetime) -> None:
    pulse, _ = asked(company, now)
    leader = company.actor("leader")
    with pytest.raises(Refused, match="still open"):
        queries.results(leader, pulse.id)
    pulses.bring_up_to_date(at=datetime(2026, 4, 1, 12, tzinfo=now.tzinfo))
    wide = {row.name: row.scores for row in queries.results(leader, pulse.id)}
    assert wide["Simba Parcels"][Question.EES].n == 10
    assert wide["Nairobi desk"][Question.EES].hidden
    for name in ("north-lead", "south-lead", "board", "analyst"):
        for row in queries.results(company.actor(name), pulse.id):
            assert row.scores == wide[row.name], "a narrower view is a part of the wide one"
    own = Counter(str(unit) for unit in PulseAnswer.objects.values_list("unit_id", flat=True))
    parents = {str(row.unit.id): str(row.parent_id) if row.parent_id else TOTAL for row in people.tree(now.date())}
    names = people.unit_names()
    for question in Question:
        shown = [unit for unit in parents if not (one := wide[names[UUID(unit)]][question]).hidden and one.n]
        assert revealed(own, parents, shown) == []
    with pytest.raises(NotFound):
        queries.results(company.actor("north-agent"), pulse.id)
    assert queries.comments(leader, pulse.id) is not None
    assert queries.comments(company.actor("north-lead"), pulse.id) is None, "words have no unit"


@pytest.mark.feature("EM-1", part="colleagues' scores never enter a customer score")
def test_no_pulse_becomes_a_fact(company: Company, now: datetime) -> None:
    asked(company, now)
    assert not any("pulse" in name for name in facts.names())
    from heedful.domain.feedback.models import Submission

    assert not Submission.objects.exists()


@pytest.mark.feature("EM-1")
@pytest.mark.parametrize("seed", range(6))
def test_whoever_puts_everything_together_finds_no_small_group(company: Company, now: datetime, seed: int) -> None:
    """Two pulses of different tops, every role, page and API: all figures seen are added and subtracted."""
    chance = random.Random(seed)
    staff = [person for desk in ("north", "north-desk", "south", "south-desk")
             for person in staffed(company, desk, chance.randint(1, 9))]  # fmt: skip
    asked_at, seen = now, set[tuple[str, str, str, int]]()
    keys = {role: key_of(company, role, now) for role in (Role.CX_LEADER, Role.TEAM_LEADER, Role.BOARD, Role.ANALYST)}
    groups: dict[str, Counter[str]] = {}
    for number, top in enumerate(("root", "north")):
        asked_at = now + timedelta(days=120 * number)
        closes = (asked_at + timedelta(days=14)).date()
        try:
            pulse = pulses.open_pulse(
                title=f"P{number}", unit_id=company.units[top], closes_on=closes, by=SYSTEM, at=asked_at
            )
        except Refused:
            continue
        for person in staff:
            actor = people.actor_for_person(people.person(person), asked_at)
            with suppress(NotFound):
                if chance.random() < 0.8:
                    pulses.answer(pulse_id=pulse.id, answers={"ees": chance.randint(1, 7)}, by=actor, at=asked_at)
        later = asked_at + timedelta(days=20)
        pulses.bring_up_to_date(at=later)
        gave = PulseAnswer.objects.filter(pulse=pulse).values_list("unit_id", flat=True)
        groups[str(pulse.id)] = Counter(map(str, gave))
        for who in ("leader", "north-lead", "south-lead", "board", "analyst"):
            with suppress(NotFound):
                for row in queries.results(company.actor(who), pulse.id):
                    one = row.scores[Question.EES]
                    if not one.hidden and one.n:
                        seen.add((str(pulse.id), "page", str(row.unit_id), one.n))
        for secret in keys.values():
            answer = Client().get(
                f"/api/v1/colleagues/pulses/{pulse.id}", headers={"Authorization": f"Bearer {secret}"}
            )
            for told in answer.json().get("units", []):
                if told["ees"]["n"]:
                    seen.add((str(pulse.id), "api", told["unit"], told["ees"]["n"]))
    parents = {str(row.unit.id): str(row.parent_id) if row.parent_id else TOTAL for row in people.tree(now.date())}
    assert {door for _, door, _, _ in seen} == {"page", "api"}
    for pulse_id, own in groups.items():
        shown = {unit for which, _, unit, _ in seen if which == pulse_id}
        assert revealed(own, parents, shown) == []
        for which, _, unit, n in seen:
            if which == pulse_id:
                assert n >= 5, unit


def test_one_answer_each_and_only_while_open(company: Company, now: datetime) -> None:
    pulse, gave = asked(company, now)
    again = people.actor_for_person(people.person(next(iter(gave))), now)
    with pytest.raises(NotFound):
        pulses.answer(pulse_id=pulse.id, answers={"ees": 7}, by=again, at=now)
    late = company.actor("north-agent")
    for wrong in ({"ees": 8}, {"enps": 11}, {}):
        with pytest.raises(Refused):
            pulses.answer(pulse_id=pulse.id, answers=wrong, by=late, at=now)
    with pytest.raises(NotFound):
        pulses.answer(pulse_id=pulse.id, answers={"ees": 1}, by=late, at=now + timedelta(days=20))
    with pytest.raises(Refused, match="nobody could answer unseen"):
        pulses.open_pulse(title="x", unit_id=company.units["courier"], closes_on=CLOSES, by=SYSTEM, at=now)


@pytest.mark.feature("EM-1", part="no second pulse cuts the same people another way at about the same time")
def test_two_pulses_cannot_be_subtracted(company: Company, now: datetime) -> None:
    whole, _ = asked(company, now)
    north = {"title": "North", "unit_id": company.units["north"], "closes_on": CLOSES, "by": SYSTEM}
    with pytest.raises(Refused, match="at about the same time"):
        pulses.open_pulse(**north, at=now)
    pulses.close_pulse(pulse_id=whole.id, by=SYSTEM, at=now)
    with pytest.raises(Refused, match="at about the same time"):
        pulses.open_pulse(**north, at=now + timedelta(days=14))
    pulses.open_pulse(**{**north, "closes_on": date(2026, 6, 30)}, at=now + timedelta(days=61))
