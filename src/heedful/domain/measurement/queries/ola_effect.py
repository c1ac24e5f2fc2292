"""Does a breach between departments reach the customer? Cases with one against cases that stood alike without."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from heedful.analytics.inference.finding import Finding
from heedful.analytics.value.matched import Course, matched_effect
from heedful.domain.measurement.queries.scores import day_in, mean_between, scores_between
from heedful.foundation.access import Actor, Permission
from heedful.foundation.errors import Refused
from heedful.warehouse import reader

BEFORE, AFTER = timedelta(days=365), timedelta(days=60)
CASES = """
SELECT cases.account_id, cases.id, cases.kind, COALESCE(cases.segment, ''), cases.opened_on, cases.closed_on,
  MAX(CASE WHEN olas.missed = 1 THEN 1 ELSE 0 END)
FROM olas JOIN cases ON cases.id = olas.case_id
WHERE olas.result IN ('met', 'missed') AND cases.account_id IS NOT NULL AND cases.closed_on >= ? AND cases.closed_on < ?
GROUP BY cases.account_id, cases.id, cases.kind, cases.segment, cases.opened_on, cases.closed_on
ORDER BY cases.account_id, cases.closed_on, cases.id
"""


@dataclass(frozen=True, slots=True)
class OlaEffect:
    """What a missed hand-over goes with in the customer's score (0 to 100), on matched cases.

    `late` and `kept` are the cases with both scores on either side; `rows` are those of the late ones.
    """

    finding: Finding
    late: int
    kept: int
    unknown: int
    rows: list[str]
    since: date
    until: date

    @property
    def sentence(self) -> str:
        """Say what was found; where there is no evidence, say that."""
        finding = self.finding
        if finding.low is None or finding.high is None:
            return (
                f"Nothing can be said: {finding.n_used} cases with a late hand-over have a score before and after and "
                "a case like them without; it takes 10."
            )
        points = f"{finding.estimate:+.1f} points (95 % interval {finding.low:+.1f} to {finding.high:+.1f}, "
        numbers = f"{points}n {finding.n_used})"
        if not finding.shown:
            return f"No link of late hand-overs with the change of the customer's score is shown: {numbers}."
        return f"A late hand-over {finding.grade.verb} a change of the customer's score by {numbers}."

    def record(self) -> dict[str, object]:
        """Return it as plain values."""
        finding = self.finding
        return {
            "wording": self.sentence, "estimate": None if finding.low is None else finding.estimate,
            "low": finding.low, "high": finding.high,
            "level": finding.level, "n": finding.n_used, "dropped": finding.n_dropped, "grade": finding.grade.value,
            "method": finding.method, "warnings": list(finding.warnings), "late": self.late, "kept": self.kept,
            "unknown": self.unknown, "since": self.since, "until": self.until, "cases": self.rows,
        }  # fmt: skip


def ola_effect(*, actor: Actor, since: date, until: date) -> OlaEffect:
    """Compare cases closed in [since, until) by whether a hand-over was late, for the whole company.

    The score of a customer is their mean of the year before the case came and of the 60 days after it closed. A case
    counts against those of the same kind and segment whose score before was within 10 points; one case a customer,
    the last.
    """
    actor.require_everywhere(Permission.SEE_METRICS)
    if until <= since:
        raise Refused("the end lies before the beginning", field="until", value=until, fix="turn them round")
    last: dict[str, tuple[str, str, date, date, bool]] = {}
    for account, case, kind, segment, opened, closed, missed in reader.execute(
        CASES, [since.isoformat(), until.isoformat()]
    ):
        last[str(account)] = (str(case), f"{kind}|{segment}", day_in(opened), day_in(closed), bool(missed))
    scores = scores_between(since - BEFORE - timedelta(days=366), until + AFTER)
    sides: dict[bool, list[Course]] = {True: [], False: []}
    rows, unknown = [], 0
    for account, (case, group, begins, ends, missed) in last.items():
        before = mean_between(scores.get(account, []), begins - BEFORE, begins)
        after = mean_between(scores.get(account, []), ends + timedelta(days=1), ends + AFTER)
        if before is None or after is None:
            unknown += 1
            continue
        sides[missed].append(Course(group, before, after))
        rows += [case] if missed else []
    finding = matched_effect(sides[True], sides[False])
    doubt = ("which hand-overs were late was not drawn: something else may differ",)
    finding = replace(finding, warnings=doubt, method="difference of the change to matched cases")
    return OlaEffect(finding, len(sides[True]), len(sides[False]), unknown, rows, since, until)
