"""The content of a board pack, from closed results only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from heedful.analytics.definitions import Definition
from heedful.analytics.definitions.kinds import SCORINGS
from heedful.analytics.scores.figure import Change, Figure, compare
from heedful.domain.measurement.enums import Split
from heedful.domain.measurement.models import Period, Restatement, Result
from heedful.domain.measurement.queries.drawings import Drawing, by_group, trend
from heedful.domain.measurement.queries.pack_circulation import circulation_rows
from heedful.domain.measurement.queries.pack_leaders import leaders_rows
from heedful.domain.measurement.queries.pack_money import QUADRANT, money_picture, money_rows
from heedful.domain.measurement.queries.periods import closed_figure, name_of, proven, record_of, results
from heedful.domain.measurement.queries.resolutions import resolution_rows
from heedful.domain.measurement.queries.wording import change_text, note_text, value_text
from heedful.domain.measurement.rules import FINAL, fingerprint
from heedful.foundation.disclosure import MINIMUM_COMMENTS, SENTENCE
from heedful.rendering.charts import PRINT

TREND = 12
HEAD = ("nps", "csat", "ces", "rating")
PORTFOLIO = "portfolio"
RECOVERY = ("time_to_first_response", "clock_attainment", "case_volume")


@dataclass(frozen=True, slots=True)
class Card:
    """A closed total beside that of the period before."""

    figure: Figure
    moved: Change | None


@dataclass(frozen=True, slots=True)
class Pack:
    """What the page and the document show."""

    period: Period
    title: str
    headline: str
    cards: tuple[Card, ...]
    drawings: tuple[Drawing, ...]
    restatements: tuple[Restatement, ...]
    definitions: tuple[Definition, ...]


def pack(found: Period, edition: int | None = None) -> Pack:
    """Return the pack of a locked period; an earlier edition leaves out the restatements that came after it.

    Raise Altered when its figures are not those that were locked.
    """
    rows = proven(found)
    totals = [closed_figure(row) for row in rows if row.split == Split.TOTAL and (row.n is None or row.n > 0)]
    return Pack(
        period=found,
        title=name_of(found),
        headline=found.headline,
        cards=tuple(_cards(found, totals)),
        drawings=tuple(_drawings(rows, totals)),
        restatements=restatements(found, edition),
        definitions=tuple(figure.definition for figure in totals),
    )


def restatements(found: Period, edition: int | None = None) -> tuple[Restatement, ...]:
    """Return the restatements of a period in their order; of an edition those that it prints: the first has none."""
    rows = Restatement.objects.filter(period=found).select_related("result")
    if edition is not None:
        old = Q(edition__isnull=True, number__lt=edition)  # when each restatement had an edition of its own
        rows = rows.filter(Q(edition__lte=edition) | old)
    return tuple(rows)


def before(found: Period) -> Period | None:
    """Return the closed period just before."""
    return Period.objects.filter(kind=found.kind, ends=found.starts, state__in=FINAL).first()


def results_data(found: Period, edition: int | None = None) -> dict[str, Any]:
    """Return the closed results and their restatements as JSON values: the data file of a pack.

    Empty while the period is open; raise Altered when the figures are not those that were locked.
    """
    rows = proven(found) if found.state in FINAL else []
    return {
        "period": {"kind": found.kind, "starts": found.starts.isoformat(), "ends": found.ends.isoformat()},
        "headline": found.headline,
        "results": [record_of(row) for row in rows],
        "restatements": [
            {
                "number": each.number,
                "definition": each.result.definition,
                "key": each.result.key,
                "reason": each.reason,
                "old": each.old,
                "new": each.new,
                "material": each.material,
                "at": each.at.isoformat(),
            }
            for each in restatements(found, edition)
        ],
    }


def definition_hashes(shown: Sequence[Definition]) -> dict[str, str]:
    """Return a hash of each definition by id and version."""
    return {f"{each.id}@{each.version}": fingerprint(_plain(each)) for each in shown}


def document(
    found: Pack,
    *,
    organisation: str,
    edition: str,
    manifest: Mapping[str, str],
    money: Mapping[str, Any],
    resolutions: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the pack as the values that the document template prints; what was stored with it is handed in."""
    return {
        "title": f"Board pack, {found.title}",
        "organisation": organisation,
        "language": "en",
        "state": f"Closed on {_moment(found.period.locked_at)}, cut-off {_moment(found.period.cut_off)}, {edition}",
        "headline": " ".join(each for each in (found.headline, money.get("kept", "")) if each),
        "cards": [_card(card) for card in found.cards],
        "charts": [
            *_portfolio(money),
            *(
                {
                    "title": each.title,
                    "file": f"{each.name}.svg",
                    "sentence": each.sentence,
                    "columns": list(each.columns),
                    "rows": [list(row) for row in each.rows],
                }
                for each in found.drawings
            ),
        ],
        "resolutions": {
            "caveat": resolutions.get("caveat", ""),
            **{part: resolution_rows(resolutions, part) for part in ("overdue", "asked", "running", "ended")},
        },
        "promises": [[each["title"], each["wording"]] for each in money.get("promises", ())],
        "leaders": leaders_rows(money),
        "circulation": circulation_rows(money),
        "gaming": money.get("gaming", ""),
        "restatements": [_restated(each) for each in found.restatements],
        "definitions": [
            [f"{each.title}, version {each.version}", each.numerator, each.denominator, _method(each)]
            for each in found.definitions
        ],
        "disclosure": f"{SENTENCE} Comments need {MINIMUM_COMMENTS} answers. A word for a change is printed only when "
        "it is certain (q below 0.05) and large enough to matter.",
        "manifest": [list(line) for line in manifest.items()],
    }


def drawn(found: Pack, money: Mapping[str, Any]) -> dict[str, tuple[dict[str, Any], Any]]:
    """Return the options and sizes of a pack's charts for print."""
    charts: dict[str, tuple[dict[str, Any], Any]] = {
        each.name: (each.draw(PRINT, each.size), each.size) for each in found.drawings
    }
    picture = money_picture(money, PRINT, QUADRANT)
    return charts if picture is None else {PORTFOLIO: (picture, QUADRANT), **charts}


def _portfolio(money: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the stored portfolio as a chart with its table; nothing where the period has none."""
    kept = money.get("portfolio")
    if not kept:
        return []
    columns, rows = ["State", "Customers", "Money of 12 months"], [list(row) for row in money_rows(money)]
    title, file = "Portfolio: money and experience", f"{PORTFOLIO}.svg"
    sentence = f"{kept['sentence']} Census of the close of {date.fromisoformat(kept['as_of']):%-d %B %Y}."
    return [{"title": title, "file": file, "sentence": sentence, "columns": columns, "rows": rows}]


def _cards(found: Period, totals: Sequence[Figure]) -> list[Card]:
    earlier = before(found)
    rows = results(earlier, split=Split.TOTAL) if earlier else []
    old = {(row.definition, row.definition_version): closed_figure(row) for row in rows}
    known = [each for each in totals if (each.definition.id, each.definition.version) in old]
    moved = compare([(each, old[each.definition.id, each.definition.version]) for each in known])
    by_name = {each.now.definition.id: each for each in moved}
    return [Card(each, by_name.get(each.definition.id)) for each in totals]


def _drawings(rows: Sequence[Result], totals: Sequence[Figure]) -> list[Drawing]:
    found = []
    head = next((name for name in HEAD if any(each.definition.id == name for each in totals)), None)
    whole = {each.definition.id: each for each in totals}
    for name in (*([head] if head else []), *(name for name in RECOVERY if name in whole)):
        months = [closed_figure(row) for row in rows if row.definition == name and row.split == Split.MONTH]
        units = [closed_figure(row) for row in rows if row.definition == name and row.split == Split.UNIT]
        if any(each.estimate is not None for each in months):
            found.append(trend(months, name=f"{name}-trend"))
        if units:
            found.append(by_group(units, whole[name], split="unit", name=f"{name}-units"))
    return found


def _card(card: Card) -> dict[str, Any]:
    figure = card.figure
    return {
        "title": figure.definition.title,
        "value": None if figure.estimate is None else value_text(figure),
        "hidden": value_text(figure),
        "note": note_text(figure),
        "change": change_text(card.moved) if card.moved and card.moved.delta is not None else None,
        "word": card.moved.word if card.moved else None,
    }


def _restated(each: Restatement) -> list[str]:
    figure = closed_figure(each.result)
    name = figure.definition.title + (f", {figure.label}" if figure.label else "")
    old, new = (value_text(Figure.restored(figure.definition, part)) for part in (each.old, each.new))
    return [name, old, new, each.reason, "yes" if each.material else "no"]


def _moment(at: datetime | None) -> str:
    return f"{at:%-d %B %Y, %H:%M} UTC" if at else "no date"


def _method(each: Definition) -> str:
    return SCORINGS[each.kind].method


def _plain(each: Definition) -> dict[str, Any]:
    return {
        name: str(getattr(each, name)) if name not in ("population", "counts") else repr(getattr(each, name))
        for name in each.__dataclass_fields__
    }
