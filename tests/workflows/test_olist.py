"""Olist sample A through the shipped mapping files, and the published relation of lateness and score."""

import csv
import gzip
import os
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from heedful.domain.customers import queries as customers
from heedful.domain.feedback import queries as feedback
from heedful.domain.journeys import queries as journeys
from heedful.domain.journeys.rules.lateness import days_late
from heedful.foundation.access import SYSTEM
from heedful.workflows import import_file

DATA = Path(os.environ.get("HEEDFUL_DATA", "../shared/data")) / "olist_a"
MAPPINGS = Path(__file__).parents[2] / "docs" / "how-to" / "olist"
FILES = {
    "1-customers.yaml": "olist_customers_dataset.csv.gz",
    "2-orders.yaml": "olist_orders_dataset.csv.gz",
    "3-payments.yaml": "olist_order_payments_dataset.csv.gz",
    "4-reviews.yaml": "olist_order_reviews_dataset.csv.gz",
}
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not DATA.is_dir(), reason="the Olist sample is not here: set HEEDFUL_DATA"),
]


def lateness(days: int) -> str:
    if days <= -2:
        return "early"
    return "on time" if days <= 0 else "1-3 late" if days <= 3 else "4-7 late" if days <= 7 else "8+ late"


def ledger_totals() -> str:
    """Play the ledger: add the payments up by month of purchase, apart from the code under test."""
    with gzip.open(DATA / "olist_orders_dataset.csv.gz", "rt", encoding="utf-8") as file:
        month = {row["order_id"]: row["order_purchase_timestamp"][:7] for row in csv.DictReader(file)}
    totals: defaultdict[str, Decimal] = defaultdict(Decimal)
    with gzip.open(DATA / FILES["3-payments.yaml"], "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            totals[month[row["order_id"]]] += Decimal(row["payment_value"])
    return "\ncontrol_totals:\n" + "".join(f'  {name}: "{total}"\n' for name, total in sorted(totals.items()))


@pytest.mark.feature("VO-4", part="Olist sample A: customers, orders, payments and reviews by mapping files, twice")
def test_mean_scores_by_lateness_equal_the_reference(company, now):
    reports = {}
    for mapping, file in FILES.items():
        text = (MAPPINGS / mapping).read_text(encoding="utf-8").replace("follow_up: cases", "follow_up: history")
        text += ledger_totals() if mapping == "3-payments.yaml" else ""
        report = import_file.run(DATA / file, text, by=SYSTEM, at=now)
        assert report.refused == 0, report.faults
        assert report.read == report.new + report.changed + report.same
        reports[mapping] = (text, report)
    assert [report.new for _, report in reports.values()] == [8016, 8135, 8924, 8135]

    scores = feedback.means_by_interaction("olist-reviews")
    contacts = journeys.interactions_by_id(scores)
    groups = defaultdict(list)
    for interaction_id, score in scores.items():
        late = days_late(contacts[interaction_id].promised_at, contacts[interaction_id].actual_at)
        if late is not None:
            groups[lateness(late)].append(score)
    table = {name: (len(found), round(sum(found) / len(found), 3)) for name, found in groups.items()}
    assert table == {
        "early": (4680, 4.284),
        "on time": (142, 3.951),
        "1-3 late": (100, 3.300),
        "4-7 late": (87, 1.954),
        "8+ late": (155, 1.587),
    }
    assert sum(batch.control_minor for batch in customers.batches()) > 0

    for mapping, file in FILES.items():
        again = import_file.run(DATA / file, reports[mapping][0], by=SYSTEM, at=now)
        assert (again.new, again.changed, again.same) == (0, 0, again.read), mapping
