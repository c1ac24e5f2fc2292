"""The claims about where customers stand."""

from collections.abc import Iterator
from datetime import datetime

from heedful.analytics.value.portfolio import State
from heedful.domain.measurement import queries as measurement
from heedful.domain.portfolio import queries as portfolio
from heedful.foundation.access import SYSTEM
from heedful.interfaces.cli.demo.claims.claim import Claim
from heedful.interfaces.cli.demo.world import FALLING, SILENT


def check(_at: datetime) -> Iterator[Claim]:
    """Check them."""
    found = portfolio.reckoning(None)
    totals = portfolio.totals(SYSTEM, found)
    parts = portfolio.parts(totals)
    yield Claim(
        "Money at risk, covered by listening and silent sum to the book",
        parts.book == found.book_minor and min(parts.at_risk, parts.covered, parts.silent) > 0,
        portfolio.sentence(found, totals),
    )
    states = {row.account.code: State(row.state) for row in portfolio.of(SYSTEM, found)}
    fell = [states[f"K{10_001 + place}"].label for place in FALLING]
    yield Claim("The five key accounts that were let down lately stand at risk", set(fell) == {"At-risk"}, str(fell))
    silent = [states[f"K{10_001 + place}"].label for place in SILENT]
    yield Claim(
        "The three key accounts that no longer answer are unknown, not what they were", set(silent) == {"Unknown"},
        str(silent),
    )  # fmt: skip
    quiet = measurement.silent_customers(actor=SYSTEM, until=found.as_of.replace(day=1)).quiet
    yield Claim(
        "“Who went quiet?” names these three, and nobody else",
        {each.code for each in quiet} == {f"K{10_001 + place}" for place in SILENT},
        str([each.code for each in quiet]),
    )
    warned = portfolio.warned(SYSTEM, found.as_of)
    yield Claim(
        "Of the money of those who left, most had stood at risk 90 days before",
        (warned.share or 0) > 0.5,
        f"{warned.accounts} left, {warned.accounts_hit} at risk before, {warned.accounts_silent} silent;"
        f" {100 * (warned.share or 0):.0f} % of the money",
    )
