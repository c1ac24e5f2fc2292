"""Do the numbers we steer by go with what customers value? The audit of KPIs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import log, nan
from typing import Any

from django.db.models import Avg

from heedful.analytics.value.kpi import Advice, Link, Valued, kpi_value_matrix, missing_kpis
from heedful.domain.measurement.enums import Measure
from heedful.domain.measurement.models import Kpi, KpiReading
from heedful.domain.measurement.queries.drivers import Driven, drivers_of
from heedful.domain.measurement.queries.worth import Windows, money_around, scores_within
from heedful.foundation.access import Actor, Permission
from heedful.foundation.errors import NotFound
from heedful.rendering.numbers import FIXED, number
from heedful.warehouse import reader

LEAST_CUSTOMERS = 50
OUTCOMES = {"score": "Score", "stays": "Stays", "money": "Money"}
ABOUT = {
    "score": "mean of all scored answers in the window, on 0 to 100",
    "stays": "bought again in the window after it",
    "money": "money of the window after it against that of the window before, of those who stayed",
}
SEEN = {
    Measure.WAIT: ("interactions", "started_on", "AVG(wait_seconds)"),
    Measure.TRANSFERS: ("interactions", "started_on", "AVG(transfers)"),
    Measure.LATE: (
        "interactions", "started_on",
        "AVG(CASE WHEN promised = 1 AND delivered = 1 THEN CASE WHEN days_late > 0 THEN 1.0 ELSE 0.0 END END)",
    ),
    Measure.FIRST_CONTACT: ("interactions", "started_on", "AVG(first_contact_resolved)"),
    Measure.FIRST_RESPONSE: ("cases", "opened_on", "AVG(seconds_to_first_response)"),
    Measure.RESOLUTION: ("cases", "opened_on", "AVG(seconds_to_resolution)"),
}  # fmt: skip
CLOCKS = """SELECT cases.account_id, AVG(clocks.missed) FROM clocks JOIN cases ON cases.id = clocks.case_id
WHERE clocks.result IN ('met', 'missed') AND cases.account_id IS NOT NULL
    AND clocks.opened_on >= ? AND clocks.opened_on < ?
GROUP BY cases.account_id"""
TITLES = {
    Measure.WAIT: "Seconds waited", Measure.TRANSFERS: "Times passed on", Measure.LATE: "Share delivered late",
    Measure.FIRST_CONTACT: "Share solved at the first contact", Measure.FIRST_RESPONSE: "Seconds to the first answer",
    Measure.RESOLUTION: "Seconds to the solution", Measure.MISSED: "Share of clocks missed",
    Measure.SUPPLIED: "Measured elsewhere",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class KpiLine:
    """A KPI with its advice and its link to each outcome, in the order of OUTCOMES."""

    kpi: Kpi
    advice: Advice
    links: tuple[Link, ...]

    @property
    def sentence(self) -> str:
        """Say what to do with it and why; nothing shown is said as plainly as something."""
        valued = [link for link in self.links if link.verdict is Valued.VALUED]
        opposite = [link for link in self.links if link.verdict is Valued.OPPOSITE]
        if self.advice is Advice.NOT_JUDGED:
            most = max((link.finding.n_used for link in self.links), default=0)
            if most >= LEAST_CUSTOMERS:
                return f"Not judged: it, or what it is set against, is the same for all of {number(most)} customers."
            return f"Not judged: known for {number(most)} customers, it takes {LEAST_CUSTOMERS}."
        against = f" Against it: doing well on it goes with less of {_named(opposite)}." if opposite else ""
        if valued:
            return f"Keep: doing well on it is associated with {_named(valued)}.{against}"
        return f"Demote: no link to anything customers value is shown.{against}"


@dataclass(frozen=True, slots=True)
class Missing:
    """A driver that matters and that no KPI measures; `share` of what drives `metric`, with its low end."""

    title: str
    code: str
    share: float
    low: float
    metric: str


@dataclass(frozen=True, slots=True)
class KpiAudit:
    """Every KPI with its verdict, and what is missing. `undriven` says why drivers could not be told."""

    windows: Windows
    lines: tuple[KpiLine, ...]
    missing: tuple[Missing, ...]
    undriven: str
    customers: int

    def record(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "since": self.windows.begins.isoformat(),
            "until": self.windows.until.isoformat(),
            "customers": self.customers,
            "kpis": [
                {
                    "code": line.kpi.code,
                    "title": line.kpi.title,
                    "measure": line.kpi.measure,
                    "covers": line.kpi.covers,
                    "advice": line.advice.value,
                    "wording": line.sentence,
                    "links": {link.outcome: _told(link) for link in line.links},
                }
                for line in self.lines
            ],
            "missing": [
                {"driver": each.code, "title": each.title, "share": each.share, "low": each.low, "metric": each.metric}
                for each in self.missing
            ],
            "undriven": self.undriven,
        }


def kpis() -> list[Kpi]:
    """Return the numbers that the company steers by."""
    return list(Kpi.objects.select_related("owner"))


def kpi(code: str) -> Kpi:
    """Return a KPI by its code."""
    found = Kpi.objects.filter(code=code).first()
    if found is None:
        raise NotFound("no KPI has this code", field="code", value=code)
    return found


def kpi_audit(*, actor: Actor, until: date, months: int = 6, metric: str = "nps") -> KpiAudit:
    """Judge every KPI by what it goes with among customers, and name the drivers of a score that none measures.

    KPIs and scores are of one window, the money of the window after it; a mean or a share a customer, never a count.
    Needs the right to see revenue of the whole company.
    """
    actor.require_everywhere(Permission.SEE_REVENUE)
    windows = Windows.ending(until, months)
    every = kpis()
    outcomes = _outcomes(windows)
    accounts = sorted(set().union(*outcomes.values()))
    values = {each.code: _values(each, windows) for each in every}
    links, advice = kpi_value_matrix(
        {code: [found.get(account, nan) for account in accounts] for code, found in values.items()},
        {name: [found.get(account, nan) for account in accounts] for name, found in outcomes.items()},
        lower_is_better=frozenset(each.code for each in every if each.lower_is_better),
        least=LEAST_CUSTOMERS,
    )
    lines = tuple(
        KpiLine(each, advice[each.code], tuple(link for link in links if link.kpi == each.code)) for each in every
    )
    driven = drivers_of(metric=metric, actor=actor, since=windows.begins, until=windows.ends)
    missing, undriven = _missing(driven, every)
    return KpiAudit(windows, lines, tuple(missing), undriven, len(accounts))


def audit_sentence(found: KpiAudit) -> str:
    """Say in one line how the KPIs stand."""
    if not found.lines:
        return "No KPI is declared yet: nothing can be judged."
    counts = {advice: sum(line.advice is advice for line in found.lines) for advice in Advice}
    keep, demote, unknown = counts[Advice.KEEP], counts[Advice.DEMOTE], counts[Advice.NOT_JUDGED]
    held = f"Of {number(len(found.lines))} KPIs {number(keep)} go with something customers value"
    parts = [held, f"{number(demote)} do not", f"{number(unknown)} cannot be judged"]
    missing = f"{number(len(found.missing))} important drivers have no KPI"
    if found.undriven and not found.missing:
        missing = "whether a driver lacks one cannot be told for all"
    return f"{', '.join(parts[: 3 if unknown else 2])}; {missing}."


def kpi_record(found: Kpi) -> dict[str, Any]:
    """Return the declaration of a KPI as plain values."""
    return {
        "code": found.code, "title": found.title, "measure": found.measure, "lower_is_better": found.lower_is_better,
        "covers": found.covers, "owner": found.owner_id, "since": found.since,
    }  # fmt: skip


def link_text(link: Link) -> str:
    """Write the effect of a link with its interval and n."""
    found = link.finding
    count = f"n{FIXED}{number(found.n_used)}"
    if found.low is None or found.high is None:
        return f"too few ({count})"
    return f"{number(found.estimate, 2)} ({number(found.low, 2)} to {number(found.high, 2)}, {count})"


def _told(link: Link) -> dict[str, Any]:
    found = link.finding
    return {
        "verdict": link.verdict.value, "estimate": None if found.low is None else found.estimate, "low": found.low,
        "high": found.high, "level": found.level, "n": found.n_used, "dropped": found.n_dropped,
    }  # fmt: skip


def _named(links: Sequence[Link]) -> str:
    return " and ".join(OUTCOMES[link.outcome].lower() for link in links)


def _values(each: Kpi, windows: Windows) -> dict[str, float]:
    span = [windows.begins.isoformat(), windows.ends.isoformat()]
    measure = Measure(each.measure)
    if measure is Measure.SUPPLIED:
        rows: Sequence[Any] = list(
            KpiReading.objects.filter(kpi=each, month__gte=windows.begins, month__lt=windows.ends)
            .order_by("account_id").values_list("account_id").annotate(mean=Avg("value"))
        )  # fmt: skip
    elif measure is Measure.MISSED:
        rows = reader.rows(CLOCKS, span)
    else:
        fact, day, mean = SEEN[measure]
        rows = reader.rows(
            f"SELECT account_id, {mean} FROM {fact} WHERE account_id IS NOT NULL AND {day} >= ? AND {day} < ?"  # noqa: S608  our own text
            " GROUP BY account_id",
            span,
        )
    return {str(account): float(mean) for account, mean in rows if mean is not None}


def _outcomes(windows: Windows) -> Mapping[str, Mapping[str, float]]:
    _, money = money_around(windows)
    found: dict[str, dict[str, float]] = {"score": {}, "stays": {}, "money": {}}
    for account, heard in scores_within(windows).items():
        mean = heard.mean_after("")
        if mean is not None:
            found["score"][account] = mean
    for account, (before, after) in money.items():
        if before > 0:
            found["stays"][account] = float(after > 0)
            if after > 0:
                found["money"][account] = log(after / before)
    return found


def _missing(driven: Sequence[Driven], every: Sequence[Kpi]) -> tuple[list[Missing], str]:
    covered = {each.measure for each in every} | {question for each in every for question in each.covers}
    found, refusals = [], defaultdict(list)
    for part in driven:
        if part.found is None or part.noise:
            refusals[part.refusal or "what was recorded explains no more than chance"].append(part.kind)
            continue
        codes = {each.name: part.codes.get(each.name, each.name) for each in part.found.drivers}
        importance = {codes[each.name]: (each.share, each.low) for each in part.found.drivers}
        titles = {codes[name]: title for name, title in part.titles.items() if name in codes}
        found += [
            Missing(titles[code], code, *importance[code], metric=part.definition.title)
            for code in missing_kpis(importance, frozenset(covered))
        ]
    return found, "; ".join(f"drivers that were {' and '.join(kinds)}: {why}" for why, kinds in refusals.items())
