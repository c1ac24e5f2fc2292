"""Was the score worked on instead of the service? Signs by unit, with the false alarms of the whole page bounded."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from heedful.analytics.inference.gaming import (
    LEAST_EXCESS,
    LEAST_ODDS,
    begged,
    heaps,
    leaning,
)
from heedful.analytics.text.begging import begs, tells_of_begging
from heedful.domain.feedback import queries as feedback
from heedful.domain.measurement.queries.asking import definition_for
from heedful.domain.measurement.rules import add_months
from heedful.domain.organisation import queries as organisation
from heedful.domain.surveys import queries as surveys
from heedful.foundation.access import Actor, Permission
from heedful.foundation.errors import Refused
from heedful.rendering.numbers import many, number
from heedful.warehouse import reader

LEVEL = 0.05
FEWEST_TOLD = 3
BEFORE = 3
TITLES = {
    "wording": "Words of a survey beg for a score",
    "told": "Customers tell that a score was asked for",
    "heaping": "One score stands out",
    "skew": "Customers who were unhappy are left out",
    "timing": "Customers are asked after good contacts",
}
SCORES = """SELECT unit_id, scale_low, scale_high, value / 100.0, COUNT(*) FROM answers
WHERE metric = ? AND status = 'final' AND unit_id IS NOT NULL AND scale_low IS NOT NULL AND scale_high IS NOT NULL
AND collected_on >= ? AND collected_on < ?
GROUP BY unit_id, scale_low, scale_high, value"""
SKEW = """WITH b AS (SELECT account_id, MAX(unit_id) AS unit_id, MAX(COALESCE(segment, '')) AS segment,
CASE WHEN AVG((value / 100.0 - scale_low) / (scale_high - scale_low)) {unhappy} THEN 1 ELSE 0 END AS bad FROM answers
WHERE metric = ? AND status = 'final' AND account_id IS NOT NULL AND unit_id IS NOT NULL AND scale_high > scale_low
AND collected_on >= ? AND collected_on < ? GROUP BY account_id),
v AS (SELECT DISTINCT account_id FROM invitations WHERE sent_on >= ? AND sent_on < ?)
SELECT b.unit_id, b.segment, b.bad, COUNT(*), SUM(CASE WHEN v.account_id IS NULL THEN 0 ELSE 1 END)
FROM b LEFT JOIN v ON v.account_id = b.account_id GROUP BY b.unit_id, b.segment, b.bad"""
TIMING = """WITH one AS (SELECT account_id, unit_id, COALESCE(touchpoint, '') AS touchpoint, started_on,
CASE WHEN days_late > 0 OR transfers >= 2 OR first_contact_resolved = 0 THEN 1 ELSE 0 END AS bad
FROM interactions WHERE account_id IS NOT NULL AND unit_id IS NOT NULL AND started_on >= ? AND started_on < ?
AND COALESCE(days_late, transfers, first_contact_resolved) IS NOT NULL
QUALIFY ROW_NUMBER() OVER (PARTITION BY account_id ORDER BY HASH(id), id) = 1)
SELECT one.unit_id, one.touchpoint, one.bad, COUNT(*), SUM(CASE WHEN EXISTS (SELECT 1 FROM invitations
WHERE invitations.account_id = one.account_id AND invitations.sent_on >= one.started_on
AND CAST(invitations.sent_on AS DATE) <= CAST(one.started_on AS DATE) + 14) THEN 1 ELSE 0 END)
FROM one GROUP BY one.unit_id, one.touchpoint, one.bad"""


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign that a score was worked on, where, and why; `chance` is None for words, which need no statistics."""

    kind: str
    where: str
    sentence: str
    n: int
    chance: float | None

    @property
    def title(self) -> str:
        """Name what was seen."""
        return TITLES[self.kind]


@dataclass(frozen=True, slots=True)
class GamingWatch:
    """Signs over [since, until); `compared` comparisons were made, `level` bounds a false alarm among all of them."""

    metric: str
    since: date
    until: date
    signs: tuple[Sign, ...]
    compared: int
    surveys: int
    comments: int
    level: float = LEVEL

    @property
    def sentence(self) -> str:
        """Say in one line how it stands."""
        looked = (
            f"{many(self.compared, 'comparison')}, {many(self.surveys, 'survey')}, {many(self.comments, 'comment')}"
        )
        if not self.compared and not self.signs:
            return f"Nothing can be said: too little came in to compare ({looked})."
        if not self.signs:
            return f"No sign that scores were worked on ({looked})."
        where = ", ".join(sorted({each.where for each in self.signs}))
        found = many(len(self.signs), "sign")
        return f"{found} that scores were worked on: {where} ({looked}). Look before trusting them."

    def record(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "metric": self.metric, "since": self.since.isoformat(), "until": self.until.isoformat(),
            "sentence": self.sentence, "compared": self.compared, "surveys": self.surveys, "comments": self.comments,
            "level": self.level,
            "signs": [
                {"kind": each.kind, "where": each.where, "sentence": each.sentence, "n": each.n, "chance": each.chance}
                for each in self.signs
            ],
        }  # fmt: skip


def gaming_watch(*, metric: str, actor: Actor, since: date, until: date) -> GamingWatch:
    """Look for begging, choosing, heaping and timing in the months [since, until), for the whole company.

    Of companies where nobody games at most `LEVEL` see a sign beside wording: chances are widened for all.
    """
    actor.require_everywhere(Permission.SEE_METRICS)
    if until <= since:
        raise Refused("the end lies before the beginning", field="until", value=until, fix="turn them round")
    each = definition_for(metric)
    if each.fact != "answers":
        raise Refused("only scores that customers give can be gamed so", field="metric", value=metric, fix="say nps")
    names = {str(row.unit.id): row.unit.name for row in organisation.tree(until)}
    wordings = surveys.wordings()
    comments, told = _told(since, until)
    tried = [*_heaping(metric, since, until), *_told_signs(comments, told)]
    tried += _leaning("skew", _skew_rows(metric, since, until))
    tried += _leaning("timing", reader.rows(TIMING, [since.isoformat(), until.isoformat()]))
    kept = [
        Sign(kind, names.get(unit, "a unit of before"), sentence, n, min(1.0, chance * len(tried)))
        for kind, unit, sentence, n, chance, large in tried
        if large and chance * len(tried) < LEVEL
    ]
    worded = [
        Sign("wording", title, f"It says: “{words}”.", 1, None)
        for title, texts in wordings
        if (words := next((found for text in texts if (found := begs(text))), ""))
    ]
    signs = (*worded, *sorted(kept, key=lambda sign: (sign.chance or 0.0, sign.kind, sign.where)))
    return GamingWatch(metric, since, until, signs, len(tried), len(wordings), sum(comments.values()))


Tried = tuple[str, str, str, int, float, bool]
"""Kind, unit, sentence, n, chance of a single comparison, and whether it is large enough to matter."""


def _heaping(metric: str, since: date, until: date) -> list[Tried]:
    rows = reader.rows(SCORES, [metric, since.isoformat(), until.isoformat()])
    sizes: Counter[tuple[int, int]] = Counter()
    for _, low, high, _, n in rows:
        sizes[low, high] += n
    if not sizes:
        return []
    (low, high), _ = sizes.most_common(1)[0]
    upwards = _upwards(metric)
    counts: dict[str, list[int]] = defaultdict(lambda: [0] * (high - low + 1))
    for unit, of, to, value, n in rows:
        if (of, to) == (low, high) and float(value).is_integer() and low <= value <= high:
            counts[str(unit)][int(value) - low if upwards else high - int(value)] += n
    found = []
    for unit, heap in heaps(counts).items():
        score = low + heap.place if upwards else high - heap.place
        more = f"in {number(100 * heap.excess)} of 100 answers more"
        text = f"{score} was given {more} than the scores beside it let expect"
        found.append(
            ("heaping", unit, f"{text} (n {number(heap.n)}).", heap.n, heap.chance, heap.excess > LEAST_EXCESS)
        )
    return found


def _skew_rows(metric: str, since: date, until: date) -> list[tuple[Any, ...]]:
    span = [since.isoformat(), until.isoformat()]
    text = SKEW.format(unhappy="< 0.65" if _upwards(metric) else "> 0.35")
    return reader.rows(text, [metric, add_months(since, -BEFORE).isoformat(), span[0], *span])


def _upwards(metric: str) -> bool:
    return definition_for(metric).direction == "higher"


def _leaning(kind: str, rows: Iterable[tuple[Any, ...]]) -> list[Tried]:
    strata: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0, 0, 0]))
    for unit, stratum, bad, n, chosen in rows:
        row = strata[str(unit)][stratum]
        row[2 if bad else 0] += int(chosen or 0)
        row[3 if bad else 1] += n
    found = []
    for unit, parts in strata.items():
        seen = leaning([(a, b, c, d) for a, b, c, d in parts.values()])
        if seen is None:
            continue
        good, bad = (f"{number(100 * share)} %" for share in (seen.good, seen.bad))
        of = {"skew": ("the content", "the unhappy"), "timing": ("good contacts", "bad ones")}[kind]
        text = f"Asked were {good} of {of[0]} and {bad} of {of[1]} (n {number(seen.n)} customers)."
        found.append((kind, unit, text, seen.n, seen.chance, seen.odds > LEAST_ODDS))
    return found


def _told(since: date, until: date) -> tuple[Mapping[str, int], Mapping[str, int]]:
    comments: Counter[str] = Counter()
    told: Counter[str] = Counter()
    for unit, text in feedback.comments_by_unit(since, until):
        comments[str(unit)] += 1
        told[str(unit)] += tells_of_begging(text)
    return comments, told


def _told_signs(comments: Mapping[str, int], told: Mapping[str, int]) -> list[Tried]:
    return [
        (
            "told", unit, f"{number(told[unit])} of {number(n)} comments tell of it.", n, begged(told[unit], n),
            told[unit] >= FEWEST_TOLD,
        )
        for unit, n in comments.items()
    ]  # fmt: skip
