"""Early warning out of time on real customers, beside four simple rules; refused below its floor."""

from datetime import date

import numpy as np
import pytest

from heedful.analytics.inference.linkage import auc
from heedful.analytics.value.early_warning import (
    TooFewLosses,
    early_warning,
    evaluate_warning,
    scorecard,
    timing_features,
)
from heedful.analytics.value.purchasing import gamma_rate
from tests.analytics.data import DATA, column, needs_data, rows

HORIZON = 90.0


def day(year: int, month: int, number: int = 1) -> float:
    return float(date(year, month, number).toordinal())


@pytest.fixture(scope="module")
def retail() -> dict[int, tuple[np.ndarray, ...]]:
    """Purchase days and money of each customer of a wholesaler's first year."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    table = pq.read_table(DATA / "online_retail" / "online_retail_2009-12-01_2010-12-09.parquet")
    bought = pc.and_(pc.greater(table["Quantity"], 0), pc.greater(table["UnitPrice"], 0))
    table = table.filter(pc.and_(bought, pc.is_valid(table["CustomerID"])))
    sold: dict[int, dict[float, float]] = {}
    columns = (table[name].to_pylist() for name in ("CustomerID", "InvoiceDate", "Quantity", "UnitPrice"))
    for customer, moment, quantity, price in zip(*columns, strict=True):
        by_day = sold.setdefault(int(float(customer)), {})
        when = float(moment.toordinal())
        by_day[when] = by_day.get(when, 0.0) + quantity * price
    return {
        key: (np.array(sorted(each)), np.array([each[when] for when in sorted(each)])) for key, each in sold.items()
    }


def panel(retail: dict[int, tuple[np.ndarray, ...]], origin: float) -> tuple[np.ndarray, ...]:
    features, lost, simple, keys = [], [], [], []
    for key, (days, money) in retail.items():
        before = days < origin
        if before.sum() < 3 or days[before][-1] < origin - 90:
            continue
        seen, spent = days[before], money[before]
        features.append(timing_features(seen, spent, origin))
        lost.append(not ((days >= origin) & (days < origin + HORIZON)).any())
        quarter, earlier = spent[seen >= origin - 90].sum(), spent[(seen >= origin - 180) & (seen < origin - 90)].sum()
        simple.append((len(seen) - 1, origin - seen[0], earlier - quarter, origin - seen[-1]))
        keys.append(key)
    return np.array(features), np.array(lost), np.array(simple), np.array(keys)


@needs_data
@pytest.mark.feature(
    "PO-4", part="out of time on a real wholesaler beside simple rules; calibration; refusal below its floor"
)
def test_out_of_time_on_real_customers_the_model_beats_the_simple_rules(
    retail: dict[int, tuple[np.ndarray, ...]],
) -> None:
    training = [panel(retail, day(2010, month)) for month in (4, 5, 6)]  # outcomes end before the test begins
    features, lost = (np.concatenate([part[place] for part in training]) for place in (0, 1))
    model = early_warning(features, lost)
    seen, gone, simple, keys = panel(retail, day(2010, 9))
    assert len(gone) == 1_105 and gone.mean() == pytest.approx(0.175, abs=0.002)
    risk = model.risk(seen)
    baselines = {
        "never alarm": np.zeros(len(gone)),
        "revenue drop": simple[:, 2],
        "recency": simple[:, 3],
        "gamma rate": gamma_rate(simple[:, 0], simple[:, 1], HORIZON),
    }
    cards = {name: scorecard(each, gone, probabilities=False) for name, each in baselines.items()}
    assert cards["recency"].auc == pytest.approx(0.566, abs=0.01)
    assert cards["gamma rate"].auc == pytest.approx(0.648, abs=0.01)
    found = scorecard(risk, gone)
    assert found.auc == pytest.approx(0.690, abs=0.015)
    assert found.lift > 2.0 and found.precision > cards["gamma rate"].precision
    assert found.predicted == pytest.approx(gone.mean(), abs=0.02)
    assert found.slope is not None and 0.6 < found.slope < 1.2
    assert found.brier is not None and found.brier_base is not None and found.brier < found.brier_base
    offer = evaluate_warning(risk, baselines, gone, keys % 64)
    assert offer.best == "gamma rate" and offer.offered and "it is used" in offer.wording


@needs_data
def test_complaints_and_failures_add_to_use_on_real_contracts() -> None:
    found = rows("iranian_churn/iranian_churn.csv")
    lost = np.array([row["Churn"] == "1" for row in found])
    use = ["Seconds of Use", "Frequency of use", "Frequency of SMS", "Distinct Called Numbers", "Customer Value"]
    plain = np.array([column(found, name) for name in use]).T
    more = np.column_stack([plain, column(found, "Complains"), column(found, "Call  Failure")])
    without = auc(early_warning(plain, lost).risk(plain), lost)
    card = scorecard(early_warning(more, lost).risk(more), lost)
    assert card.auc == pytest.approx(0.925, abs=0.02) and card.precision > 0.7
    assert card.auc - without > 0.08


def test_below_thirty_losses_it_refuses_in_words() -> None:
    chance = np.random.default_rng(1)
    lost = np.zeros(400, dtype=bool)
    lost[:29] = True
    with pytest.raises(TooFewLosses, match="29 losses are too few to learn from: 30 are needed"):
        early_warning(chance.normal(size=(400, 3)), lost)
    lost[29] = True
    assert early_warning(chance.normal(size=(400, 3)), lost).losses == 30


def test_a_model_that_knows_nothing_is_not_offered() -> None:
    chance = np.random.default_rng(2)
    offered = 0
    for _ in range(40):
        truth = chance.normal(size=600)
        lost = chance.random(600) < 1 / (1 + np.exp(1.5 - truth))
        rule = truth + chance.normal(size=600)
        offered += evaluate_warning(
            rule + 0.3 * chance.normal(size=600), {"rule": rule, "never alarm": np.zeros(600)}, lost,
            np.arange(600) % 64,
        ).offered  # fmt: skip
    assert offered <= 3


def test_from_thirty_losses_it_is_calibrated_on_generated_customers() -> None:
    chance, slopes = np.random.default_rng(3), []
    for _ in range(30):
        xs = chance.normal(size=(6_000, 3))
        lost = chance.random(6_000) < 1 / (1 + np.exp(2.6 - xs @ np.array([1.0, 0.5, 0.0])))
        model = early_warning(xs[:400], lost[:400])
        slope = scorecard(model.risk(xs[400:]), lost[400:]).slope
        assert slope is not None
        slopes.append(slope)
    assert 0.8 < float(np.mean(slopes)) < 1.2


def test_ties_are_broken_in_expectation() -> None:
    lost = np.array([True, False, False, False] * 10)
    card = scorecard(np.zeros(40), lost, capacity=0.1, probabilities=False)
    assert (card.auc, card.precision, card.lift, card.average_precision) == (0.5, 0.25, 1.0, 0.25)
