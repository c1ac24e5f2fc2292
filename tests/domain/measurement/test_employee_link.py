"""From pulses and customers' answers in the tables to the one sentence about their link."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import numpy as np
import pytest

from heedful.domain.employees.models import Pulse, PulseAnswer
from heedful.domain.feedback.enums import Kind
from heedful.domain.feedback.operations.history import PastSubmission, load_history
from heedful.domain.feedback.rules import RecordInput
from heedful.domain.measurement.queries import employee_link
from heedful.domain.organisation import operations as organisation
from heedful.domain.organisation.enums import UnitKind
from heedful.foundation.access import SYSTEM
from heedful.foundation.errors import Denied
from heedful.warehouse.refresh import refresh
from tests.factories.company import SINCE, Company

AT = datetime(2026, 4, 2, 9, tzinfo=UTC)
STARTS = [date(2024, 7, 1), date(2024, 10, 1), date(2025, 1, 1), date(2025, 4, 1), date(2025, 7, 1), date(2025, 10, 1),
          date(2026, 1, 1)]  # fmt: skip
TEAMS, PEOPLE, CUSTOMERS, LAG = 22, 20, 40, 1


def teams(company: Company) -> list[UUID]:
    return [
        organisation.add_unit(
            code=f"t{number}", name=f"Team {number}", kind=UnitKind.TEAM, parent_id=company.units["north"],
            since=SINCE, by=SYSTEM, at=AT,
        ).id
        for number in range(TEAMS)
    ]  # fmt: skip


def planted(company: Company, follows: bool) -> None:
    """Colleagues' effort moves by team and quarter; customers follow it a quarter later, or do not."""
    chance, units = np.random.default_rng(21), teams(company)
    moves = chance.uniform(0.15, 0.85, (TEAMS, len(STARTS)))
    answers, rows = [], []
    for quarter, start in enumerate(STARTS):
        opened = datetime(start.year, start.month, 5, 9, tzinfo=UTC)
        pulse = Pulse.objects.create(
            title=f"Q{quarter}", unit_id=company.units["root"], opened_at=opened, closes_on=start + timedelta(days=20),
            closed_at=opened + timedelta(days=20),
        )  # fmt: skip
        for team, unit in enumerate(units):
            easy = round(PEOPLE * moves[team, quarter])
            answers += [
                PulseAnswer(id=uuid4(), pulse=pulse, unit_id=unit, ees=6 if number < easy else 2)
                for number in range(PEOPLE)
            ]
            happy = CUSTOMERS * (moves[team, quarter - LAG] if follows and quarter >= LAG else 0.5)
            at = opened + timedelta(days=30)
            rows += [
                PastSubmission(
                    submission_id=f"{team}:{quarter}:{number}", kind=Kind.ANSWER, channel="email",
                    source_type="survey", source_id="x", collected_at=at, experienced_at=at, unit_id=unit,
                    records=[
                        RecordInput(
                            field_id="nps", field_type="nps", number=10.0 if number < happy else 3.0, low=0, high=10
                        )
                    ],
                )
                for number in range(CUSTOMERS)
            ]  # fmt: skip
    PulseAnswer.objects.bulk_create(answers)
    load_history(submissions=rows, by=SYSTEM, at=AT)
    refresh(at=AT)


@pytest.mark.feature("EM-2", part="from the tables to the sentence: planted quarter and direction, company-wide")
@pytest.mark.django_db
def test_customers_follow_a_quarter_later(company: Company) -> None:
    planted(company, follows=True)
    found = employee_link.link(metric="nps", actor=company.actor("leader"), at=AT)
    claim = found.links.claim
    assert claim is not None
    assert (claim.way, claim.lag) == ("colleagues before customers", LAG)
    assert "1 quarter later" in found.sentence
    assert "caused" not in found.sentence
    assert found.links.units == TEAMS
    for who in ("north-lead", "admin"):
        with pytest.raises(Denied):
            employee_link.link(metric="nps", actor=company.actor(who), at=AT)
