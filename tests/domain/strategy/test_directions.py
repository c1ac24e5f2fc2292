"""Directions: objectives with owner, measure, target and date; the slogan test; policies, clauses and facts."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from heedful.domain.strategy import operations, queries
from heedful.domain.strategy.enums import DirectionKind, FactKind, HardLimit
from heedful.domain.strategy.models import ClauseVersion
from heedful.foundation.errors import Denied, NotFound, Refused
from tests.factories.company import Company

pytestmark = pytest.mark.django_db
WHOLE = {"measure": "Parcels on time", "target": "95 %", "due_on": date(2026, 12, 31)}


def stated(company: Company, at: datetime, code: str, kind: DirectionKind, **told: object) -> None:
    statement = {"text": f"{code}: customers first", "why": "Because they leave.", **told}
    operations.state(
        code=code,
        kind=kind,
        told=operations.Statement(**statement),  # type: ignore[arg-type]  # shorthand
        by=company.actor("leader"),
        at=at,
    )


@pytest.mark.feature("ST-1", part="operations: versions with who, when and why; an objective without its parts refused")
@pytest.mark.parametrize("missing", ["owner_id", "measure", "target", "due_on"])
def test_an_objective_without_owner_measure_target_or_date_cannot_go_live(
    company: Company, now: datetime, missing: str
) -> None:
    leader = company.actor("leader")
    whole = {**WHOLE, "owner_id": company.people["leader"]}
    stated(company, now, "punctual", DirectionKind.OBJECTIVE, **{**whole, missing: None if "_" in missing else ""})
    with pytest.raises(Refused, match="an objective needs"):
        operations.go_live(code="punctual", by=leader, at=now)
    stated(company, now, "punctual", DirectionKind.OBJECTIVE, **whole)
    first = operations.go_live(code="punctual", by=leader, at=now)
    stated(company, now, "punctual", DirectionKind.OBJECTIVE, **{**whole, "target": "97 %"})
    operations.go_live(code="punctual", by=leader, at=now + timedelta(days=1))
    held = queries.directions().get(code="punctual")
    first.refresh_from_db()
    assert [each.state for each in held.versions.all()] == ["live", "retired", "draft"]
    assert first.retired_at == now + timedelta(days=1)
    assert {(each.stated_by_id, each.why) for each in held.versions.all()} == {
        (company.people["leader"], "Because they leave.")
    }
    operations.retire(code="punctual", by=leader, at=now)
    with pytest.raises(NotFound):
        operations.retire(code="punctual", by=leader, at=now)


@pytest.mark.feature("ST-2")
def test_of_twenty_directions_exactly_the_eight_hollow_ones_are_flagged(company: Company, now: datetime) -> None:
    leader, day = company.actor("leader"), now.date()
    hollow = {
        "h1": (["no live initiative", "no budget"], "m", None),
        "h2": (["no live initiative", "no budget"], "m", ("planned", 5)),
        "h3": (["no live initiative", "no budget"], "m", ("ended", 5)),
        "h4": (["no budget"], "m", ("live", 0)),
        "h5": (["no measure"], "", ("live", 5)),
        "h6": (["no measure"], " ", ("live", 5)),
        "h7": (["no budget", "no measure"], "", ("live", 0)),
        "h8": (["no live initiative", "no budget", "no measure"], "", None),
    }
    sound = {f"s{n}": ([], "m", ("live", 5)) for n in range(12)}
    days = {
        "planned": (day + timedelta(days=1), None),
        "ended": (day - timedelta(days=9), day),
        "live": (day, None),
    }
    for code, (_, measure, work) in (hollow | sound).items():
        stated(company, now, code, DirectionKind.DIRECTION, measure=measure)
        operations.go_live(code=code, by=leader, at=now)
        if work:
            starts, ends = days[work[0]]
            operations.add_initiative(
                code=code,
                name="Work",
                owner_id=company.people["leader"],
                starts_on=starts,
                ends_on=ends,
                budget_minor=work[1],
                currency="KES",
                by=leader,
                at=now,
            )
    found = {each.version.direction.code: each.missing for each in queries.in_force(day)}
    assert len(found) == 20
    assert {code: missing for code, missing in found.items() if missing} == {
        code: missing for code, (missing, _, _) in hollow.items()
    }


def test_statements_are_for_who_records_decisions_and_keep_their_kind(company: Company, now: datetime) -> None:
    stated(company, now, "vision", DirectionKind.VISION)
    operations.go_live(code="vision", by=company.actor("leader"), at=now)
    assert queries.in_force(now.date())[0].missing == [], "a vision needs no budget of its own"
    with pytest.raises(Refused, match="keeps its kind"):
        stated(company, now, "vision", DirectionKind.VALUE)
    with pytest.raises(Refused, match="empty"):
        stated(company, now, "value", DirectionKind.VALUE, why=" ")
    with pytest.raises(NotFound):
        operations.go_live(code="vision", by=company.actor("leader"), at=now)
    with pytest.raises(NotFound):
        operations.go_live(code="nothing", by=company.actor("leader"), at=now)
    with pytest.raises(Denied):
        operations.go_live(code="vision", by=company.actor("north-lead"), at=now)
    work = {"code": "vision", "name": "x", "owner_id": company.people["leader"], "starts_on": now.date()}
    for wrong in ({"ends_on": now.date()}, {"budget_minor": -1}, {"budget_minor": 5}):
        with pytest.raises(Refused):
            operations.add_initiative(**work | wrong, by=company.actor("leader"), at=now)  # type: ignore[arg-type]


def worded(company: Company, at: datetime, **changes: object) -> ClauseVersion:
    told: dict[str, object] = {
        "policy_code": "claims",
        "code": "refund-days",
        "title": "Refund within days",
        "text": "We refund within 5 days.",
        "why": "Because people need their money.",
        "exemptable": True,
    }
    return operations.word_clause(**told | changes, by=company.actor("leader"), at=at)  # type: ignore[arg-type]


def test_clauses_and_facts_have_versions_and_hard_limits_bear_no_exemption(company: Company, now: datetime) -> None:
    leader, later = company.actor("leader"), now + timedelta(days=3)
    owner = company.people["leader"]
    operations.add_policy(code="claims", name="Claims", owner_id=owner, by=leader, at=now)
    operations.add_policy(code="other", name="Other", owner_id=owner, by=leader, at=now)
    first = worded(company, now)
    second = worded(company, later, text="We refund within 3 days.")
    assert queries.clause_in_force(first.clause_id, now) == first
    assert queries.clause_in_force(first.clause_id, later) == second
    assert queries.clause_in_force(first.clause_id, now - timedelta(days=1)) is None
    for wrong in (
        {"text": ""}, {"why": " "}, {"hard_limit": HardLimit.LAW}, {"policy_code": "other"},
        {"policy_code": "none", "code": "new"},
    ):  # fmt: skip
        with pytest.raises(Refused):
            worded(
                company, later + timedelta(days=1), **{"code": "new", **wrong} if "none" in wrong.values() else wrong
            )
    with pytest.raises(Refused, match="later version"):
        worded(company, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        ClauseVersion.objects.filter(id=second.id).update(hard_limit="law")
    with pytest.raises(Refused, match="another policy has this code"):
        operations.add_policy(code="claims", name="x", owner_id=owner, by=leader, at=now)


def test_a_fact_has_one_value_at_a_time_in_one_spelling(company: Company, now: datetime) -> None:
    leader, later = company.actor("leader"), now + timedelta(days=3)
    operations.add_policy(code="claims", name="Claims", owner_id=company.people["leader"], by=leader, at=now)
    worded(company, now)

    def fact(kind: FactKind, value: str, at: datetime) -> str:
        told = {"clause_code": "refund-days", "code": f"f-{kind}", "name": "f", "kind": kind, "value": value}
        return operations.set_fact(**told, by=leader, at=at).value  # type: ignore[arg-type]  # shorthand

    assert fact(FactKind.AMOUNT, "1,500.50", now) == "1500.5"
    assert fact(FactKind.AMOUNT, "2000", later) == "2000"
    assert fact(FactKind.DATE, "2026-04-01", now) == "2026-04-01"
    assert fact(FactKind.YES_NO, "True", now) == "yes"
    assert fact(FactKind.TEXT, "  by   phone ", now) == "by phone"
    assert queries.facts_in_force(now)["f-amount"].value == "1500.5"
    assert queries.facts_in_force(later)["f-amount"].value == "2000"
    for kind, value in (
        (FactKind.AMOUNT, "much"), (FactKind.AMOUNT, "NaN"), (FactKind.DAYS, "two"), (FactKind.DATE, "1 March"),
        (FactKind.YES_NO, "maybe"), (FactKind.TEXT, " "),
    ):  # fmt: skip
        with pytest.raises(Refused):
            fact(kind, value, later + timedelta(days=1))
    with pytest.raises(Refused, match="keeps its kind"):
        operations.set_fact(
            clause_code="refund-days", code="f-text", name="f", kind=FactKind.DAYS, value="5", by=leader, at=later
        )
    with pytest.raises(NotFound):
        queries.clause("none")
    assert queries.policies().count() == 1
