"""What may be decided alone: the card of each role shows the very limits that are enforced."""

import random
from datetime import datetime, timedelta

import pytest
from django.utils.formats import number_format

from heedful.domain.cases import operations as cases
from heedful.domain.cases.models import DiscretionGrant
from heedful.domain.cases.rules.discretion import Limits
from heedful.foundation.access import SYSTEM, Role
from heedful.foundation.errors import Refused
from tests.factories.company import Company
from tests.factories.leeway import bent, case_of, clauses, granted
from tests.interfaces.web.desk.conftest import SignedIn

BEGAN = timedelta(days=90)
READERS = {Role.AGENT: ("north-agent", "north-desk"), Role.TEAM_LEADER: ("south-lead", "south-desk")}


def shown(minor: int) -> str:
    return f"up to {number_format(minor / 100, 2)}"


def alone(company: Company, who: str, desk: str, what: cases.Bent, now: datetime) -> str:
    """Try to decide alone and say what came of it."""
    try:
        case_id = case_of(company, now, account=None, unit=desk)
        return cases.exempt(case_id=case_id, bent=what, by=company.actor(who), at=now).state
    except Refused:
        return "refused"


@pytest.mark.feature("EM-6")
def test_the_limits_of_the_card_are_those_that_are_enforced(
    company: Company, signed_in: SignedIn, now: datetime
) -> None:
    fee, chance = clauses(company, now - BEGAN)["fee"], random.Random(6)
    for role, (who, desk) in READERS.items():
        page = signed_in(who)
        assert "Nothing yet" in page.get("/desk/card/").content.decode(), "no grant, nothing on the card"
        assert alone(company, who, desk, bent(fee, 1), now) != "applied"
        for _ in range(3):
            limit = chance.randrange(1_000, 90_000)
            grant = granted(
                company, fee, now - BEGAN, role=role, unit_id=company.units[desk],
                limits=Limits(limit, 2 * limit, 365, 20 * limit),
            )  # fmt: skip
            card = page.get("/desk/card/").content.decode().replace("\xa0", " ")
            assert shown(limit) in card
            states = [alone(company, who, desk, bent(fee, value), now) for value in (limit, limit + 1)]
            assert states == ["applied", "pending"], "the last cent of the card is the last one decided alone"
            cases.end_grant(grant_id=grant.id, by=SYSTEM, at=now)
            assert shown(limit) not in page.get("/desk/card/").content.decode().replace("\xa0", " ")
    assert DiscretionGrant.objects.filter(valid_to__isnull=True).count() == 0
