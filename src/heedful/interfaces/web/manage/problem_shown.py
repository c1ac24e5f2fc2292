"""A problem as it is shown: its trend as a control chart, its verdicts in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from heedful.analytics.inference.effect import Verdict
from heedful.domain.problems import queries
from heedful.foundation.access import Permission
from heedful.interfaces.web.access import StaffRequest
from heedful.rendering.charts import DARK, LIGHT, Axis, Point, Size, Span, Theme, windowed_chart

ZONES = {"before": "before", "after": "after the fix"}
TONES = {
    Verdict.EFFECTIVE: "good",
    Verdict.INEFFECTIVE: "bad",
    Verdict.RELAPSED: "bad",
    Verdict.MOVED: "bad",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict as it is shown: its name, what it means, what it rests on, who signed."""

    id: UUID
    name: str
    action: str
    tone: str
    words: str
    figures: dict[str, Any]
    at: Any
    signed_by: str
    may_sign: bool
    chance: str
    clumps: float


def judged(request: StaffRequest, detail: Any, plan: Any) -> list[Judged]:
    """List the verdicts on a plan, newest first."""
    may = request.actor.can(Permission.SIGN_VERDICTS, detail.problem.unit_id)
    found = []
    for verdict in plan.verdicts.all():
        said = Verdict(verdict.verdict)
        signature = getattr(verdict, "signature", None)
        found.append(
            Judged(
                verdict.id,
                name_of(said),
                plan.action.statement,
                TONES.get(said, ""),
                queries.verdict_in_words(detail.problem, plan, verdict),
                verdict.figures,
                verdict.at,
                signature.name if signature else "",
                may and signature is None and request.actor.id not in (None, plan.action.owner_id),
                _share(verdict.figures["p"]),
                _clumps(verdict.figures),
            )
        )
    return found[::-1]


def _share(p: float) -> str:
    """Write a small share as people do."""
    return f"{100 * p:.1f}\u00a0%" if p >= 0.001 else "less than 0.1\u00a0%"


def _clumps(told: dict[str, Any]) -> float:
    """Return how many times as much as pure chance weeks vary: 1 + D m."""
    exposure = told["before_exposure"]
    return 1 + float(told["d"]) * (told["before_count"] / exposure if exposure else 0)


def name_of(said: Verdict) -> str:
    """Name a verdict as people do."""
    return {Verdict.IMPROVED: "Improved, not at target"}.get(said, said.replace("_", " ").capitalize())


def drawing(shown: queries.Shown) -> dict[str, Any]:
    """Draw the trend with its windows, in both themes."""
    labels = {bucket.monday: f"{bucket.monday:%-d %b}" for bucket in shown.buckets}
    points = [
        Point(
            f"{labels[bucket.monday]} {bucket.monday:%y}",
            bucket.rate,
            high=bucket.high,
            text=f"{bucket.window.count} cases",
        )
        for bucket in shown.buckets
    ]
    spans = []
    for zone, name in ZONES.items():
        mine = [place for place, bucket in enumerate(shown.buckets) if bucket.zone == zone]
        if mine:
            spans.append(Span(name, points[mine[0]].label, points[mine[-1]].label))

    def draw(theme: Theme) -> dict[str, Any]:
        return windowed_chart(
            points,
            axis=Axis(f"per {shown.per}"),
            sentence=f"Cases per {shown.per} by week",
            usual=shown.centre,
            target=shown.target,
            spans=spans,
            theme=theme,
            size=Size(720, 300),
        )

    return {"light": draw(LIGHT), "dark": draw(DARK)}
