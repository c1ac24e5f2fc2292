"""Accounts and contacts: who may see them, and what is refused."""

from datetime import date, datetime

import pytest

from heedful.domain.customers import operations, queries
from heedful.foundation.access import SYSTEM
from heedful.foundation.errors import NotFound, Refused
from tests.factories.company import Company


def test_an_actor_sees_the_accounts_of_its_units(company: Company) -> None:
    north, leader = company.actor("north-lead"), company.actor("leader")
    assert [a.code for a in queries.visible_to(north)] == ["A-1"]
    assert [a.code for a in queries.visible_to(leader)] == ["A-1", "A-2"]
    assert [c.reference for c in queries.visible_contacts(north)] == ["A-1"]
    assert queries.account(north, company.accounts["A-1"]).code == "A-1"
    with pytest.raises(NotFound):
        queries.account(north, company.accounts["A-2"])


def test_bad_input_names_the_field(company: Company, now: datetime) -> None:
    add = operations.add_account
    for kwargs, field in (
        ({"code": " ", "name": "x"}, "code"),
        ({"code": "A-1", "name": "x"}, "code"),
        ({"code": "N", "name": "x", "segment": "gold"}, "segment"),
        ({"code": "N", "name": "x", "contract_from": date(2026, 2, 1), "contract_to": date(2026, 1, 1)}, "contract_to"),
    ):
        with pytest.raises(Refused) as refusal:
            add(by=SYSTEM, at=now, **kwargs)  # type: ignore[arg-type]  # a mix of fields
        assert refusal.value.field == field
    for extra, field in (({"email": "nobody"}, "email"), ({"reference": "A-1"}, "reference")):
        with pytest.raises(Refused) as refusal:
            operations.add_contact(account_id=company.accounts["A-1"], name="x", by=SYSTEM, at=now, **extra)
        assert refusal.value.field == field


def test_an_ambiguous_address_finds_nobody(company: Company, now: datetime) -> None:
    assert queries.contact_by_email("a-1@customer.example") is not None
    operations.add_contact(
        account_id=company.accounts["A-2"], name="Twin", email="A-1@customer.example", by=SYSTEM, at=now
    )
    assert queries.contact_by_email("a-1@customer.example") is None


def test_importing_a_contact_twice_makes_one(company: Company, now: datetime) -> None:
    first, new = operations.import_contact(reference="C-77", name="Ayo", unit_id=None, by=SYSTEM, at=now)
    again, renewed = operations.import_contact(reference="C-77", name="Ayo", unit_id=None, by=SYSTEM, at=now)
    assert (new, renewed, first.id) == ("new", "same", again.id)
    assert queries.segment_of(first.account_id) == "" and queries.segment_weight(company.accounts["A-1"]) == 2


def test_opting_out_twice_keeps_the_first_day(company: Company, now: datetime) -> None:
    contact = company.contacts["A-1"]
    operations.opt_out(contact_id=contact, by=SYSTEM, at=now)
    operations.opt_out(contact_id=contact, by=SYSTEM, at=now.replace(year=2027))
    found = queries.contact(contact)
    assert found is not None and found.opted_out_at == now


def test_an_update_moves_an_account_between_scopes(company: Company, now: datetime) -> None:
    operations.update_account(
        account_id=company.accounts["A-1"],
        name="New",
        segment="standard",
        unit_id=company.units["south-desk"],
        owner_id=None,
        by=SYSTEM,
        at=now,
    )
    assert not queries.visible_to(company.actor("north-lead")).exists()
    with pytest.raises(NotFound):
        operations.update_account(
            account_id=company.units["root"], name="x", segment=None, unit_id=None, owner_id=None, by=SYSTEM, at=now
        )
