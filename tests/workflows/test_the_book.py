"""PO-1 whole: the book of accounts through its doors, and revenue files that equal the ledger or are refused."""

from datetime import date, datetime
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from heedful.domain.customers import queries
from heedful.domain.organisation import operations as organisation
from heedful.domain.organisation.enums import KeyScope
from heedful.foundation.access import SYSTEM, Role
from heedful.interfaces.cli.__main__ import main
from tests.factories.company import Company

MAPPING = """
kind: revenue
source: ledger
currency: KES
time_zone: UTC
fields: {{account: account, month: month, amount: amount}}
control_totals: {{2026-02: "{control}"}}
"""
LINES = (
    "account,month,amount\nA-1,2026-02-03,1000.50\nA-2,2026-02-09,499.50\nA-1,2026-02-20,100.00\nN-1,2026-02-01,0.25\n"
)
FEBRUARY, MARCH = date(2026, 2, 1), date(2026, 3, 1)


def load(folder: Path, control: str) -> int:
    (folder / "ledger.csv").write_text(LINES)
    (folder / "ledger.yaml").write_text(MAPPING.format(control=control))
    return main(["import", str(folder / "ledger.csv"), "--mapping", str(folder / "ledger.yaml"), "--quiet"])


@pytest.mark.feature("PO-1")
@pytest.mark.django_db
def test_the_book_and_its_revenue_equal_the_ledger_or_are_refused_with_the_difference(
    company: Company, now: datetime, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = organisation.issue_key(
        name="k", role=Role.CX_LEADER, unit_id=company.units["root"], scope=KeyScope.WRITE, by=SYSTEM, at=now
    )
    made = Client().post(
        "/api/v1/customers",
        {
            "code": "N-1",
            "name": "New Hardware",
            "segment": "key",
            "unit": str(company.units["north-desk"]),
            "owner": str(company.people["north-lead"]),
            "contract_from": "2025-04-01",
            "contract_to": "2027-03-31",
            "contact_name": "Ayo Owner",
            "contact_email": "ayo@hardware.example",
        },
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}"},
    )
    assert made.status_code == 201
    reader = Client()
    reader.force_login(get_user_model().objects.get(pk=company.users["leader"]))
    page = reader.get(f"/manage/customers/{made.json()['id']}/").content.decode()
    for shown in ("New Hardware", "1 Apr 2025", "31 Mar 2027", "North Lead", "Ayo Owner"):
        assert shown in page

    assert load(tmp_path, "1700.25") == 2
    assert "difference -10000" in capsys.readouterr().err
    assert queries.book_total(FEBRUARY, "KES") == 0
    assert load(tmp_path, "1600.25") == 0
    assert queries.book_total(FEBRUARY, "KES") == 160_025
    account = queries.account_by_code("A-1")
    assert account is not None
    assert queries.revenue_of(account.id, FEBRUARY, MARCH) == [(FEBRUARY, "KES", 110_050)]
    (batch,) = queries.batches()
    assert batch.control_minor == queries.book_total(FEBRUARY, "KES")
    shown_total = reader.get("/manage/customers/").content.decode()
    assert "1\u202f600.25" in shown_total
