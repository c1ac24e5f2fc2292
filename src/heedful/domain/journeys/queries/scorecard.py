"""The scorecard of a journey: how customers pass through each stage, from their contacts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from heedful.analytics.scores.figure import Figure, measured
from heedful.analytics.scores.passages import Contact, StageTally, passages, tallied
from heedful.domain.journeys.models import Interaction
from heedful.domain.journeys.queries.maps import steps_of
from heedful.domain.journeys.rules.figures import stage_definitions
from heedful.domain.journeys.rules.lateness import days_late
from heedful.foundation.access import Actor, Permission, within
from heedful.foundation.days import day_of, zone

GAP = timedelta(days=30)
"""A passage has come to rest after this silence."""
FIELDS = (
    "account_id", "started_at", "touchpoint__code", "channel", "ended_at", "actual_at", "promised_at", "transfers",
    "first_contact_resolved",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage with its four figures, and the touchpoints at which customers were asked about it."""

    code: str
    name: str
    touchpoints: tuple[str, ...]
    figures: Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The stages of a journey; `rested` passages are counted, `under_way` ones have not come to rest yet."""

    stages: list[Stage]
    rested: int
    under_way: int


def scorecard(code: str, actor: Actor, since: date, until: date, at: datetime) -> Scorecard:
    """Return the scorecard of the passages that began on the days [since, until), within the actor's reach.

    A passage is the contacts of one customer until 30 days of silence, or until they are back in the first stage.
    """
    steps = steps_of(code)
    stages = list(dict.fromkeys((step.stage, step.stage_name) for step in steps))
    place = {stage: number for number, (stage, _) in enumerate(stages)}
    where = {step.touchpoint.code: place[step.stage] for step in reversed(steps) if step.touchpoint}
    found = passages(_contacts(actor, where, since, at), GAP)
    ours = [each for each in found if since <= day_of(each[0].at) < until]
    rested = [each for each in ours if each[-1].at + GAP <= at]
    tallies = tallied(rested, len(stages))
    made = [
        Stage(stage, name, tuple(code for code in where if where[code] == place[stage]), _figures(tally, since, until))
        for (stage, name), tally in zip(stages, tallies, strict=True)
    ]
    return Scorecard(made, len(rested), len(ours) - len(rested))


def _contacts(actor: Actor, where: Mapping[str, int], since: date, at: datetime) -> Iterator[Contact]:
    actor.require(Permission.SEE_JOURNEYS)
    begin = datetime.combine(since, datetime.min.time(), zone()) - GAP
    rows = Interaction.objects.filter(within("unit_id", actor, Permission.SEE_JOURNEYS))
    rows = rows.filter(touchpoint__code__in=where, started_at__gte=begin, started_at__lt=at)
    for account, started, code, channel, ended, actual, promised, transfers, resolved in rows.values_list(
        *FIELDS
    ).iterator(chunk_size=5_000):
        late = days_late(promised, actual, zone())
        said = [late <= 0] if late is not None else []
        said += [resolved] if resolved is not None else []
        yield Contact(
            str(account), started, where[code], code, channel, actual or ended, transfers or 0, late,
            all(said) if said else None,
        )  # fmt: skip


def _figures(tally: StageTally, since: date, until: date) -> dict[str, Figure]:
    parts = {
        "completion": tally.completion, "duration": tally.duration, "effort": tally.efforts, "outcome": tally.outcome
    }  # fmt: skip
    return {
        name: measured(each, parts[name], since=f"{since:%Y-%m}", until=f"{until:%Y-%m}")
        for name, each in stage_definitions().items()
    }
