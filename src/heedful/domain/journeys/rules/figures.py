"""What the numbers of a journey mean: definitions made of its standards, and the verdicts they allow."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from heedful.analytics.definitions.kinds import Kind
from heedful.analytics.definitions.model import Condition, Definition, Direction
from heedful.analytics.scores.figure import Figure, rankable
from heedful.domain.journeys.enums import Measure

EVENTS = "Recomputed from the contacts"


class Verdict(StrEnum):
    """What the interval of an attainment allows to be said about its target."""

    MET = "met"
    MISSED = "missed"
    OPEN = "not certain"
    NOTHING = "nothing measured"


def standard_definition(
    *, code: str, name: str, version: int, touchpoint: str, segment: str, measure: Measure, limit: int, owner: str,
    review: date,
) -> Definition:  # fmt: skip
    """Return the metric that a version of a standard is: a share of the contacts at its touchpoint."""
    population = [Condition("touchpoint", "=", touchpoint)]
    if segment:
        population.append(Condition("segment", "=", segment))
    if measure is Measure.DAYS_LATE:
        population += [Condition("promised", "=", 1), Condition("delivered", "=", 1)]
    else:
        population.append(Condition(measure.value, "is not null"))
    first = measure is Measure.FIRST_CONTACT
    hit = Condition(measure.value, "=", 1) if first else Condition(measure.value, "<=", limit)
    return _share(
        f"standard:{code}", name, version, owner, review,
        numerator=level(measure, limit),
        denominator=f"contacts at this touchpoint {measure.of_contacts}",
        population=tuple(population), hits=(hit,),
    )  # fmt: skip


def level(measure: Measure, limit: int) -> str:
    """Say in words what a contact must be to count as kept.

    >>> level(Measure.DAYS_LATE, 0), level(Measure.WAIT_SECONDS, 60), level(Measure.TRANSFERS, 1)
    ('no later than the promised day', 'answered within 60 seconds', 'with at most 1 transfer')
    """
    if measure is Measure.FIRST_CONTACT:
        return "resolved at the first contact"
    if measure is Measure.WAIT_SECONDS:
        return f"answered within {limit} second{'' if limit == 1 else 's'}"
    if measure is Measure.DAYS_LATE:
        days = f"at most {limit} day{'' if limit == 1 else 's'} after the promised one"
        return days if limit else "no later than the promised day"
    return f"with at most {limit} transfer{'' if limit == 1 else 's'}" if limit else "without a transfer"


def verdict(figure: Figure, share: int) -> Verdict:
    """Say what an attainment allows to be said about a target of `share` percent: the interval decides."""
    if figure.estimate is None or figure.low is None or figure.high is None:
        return Verdict.NOTHING
    if figure.low >= share:
        return Verdict.MET
    return Verdict.MISSED if figure.high < share else Verdict.OPEN


def tone(figure: Figure, said: Verdict) -> str:
    """Return the colour of a verdict: none below the minimum number of contacts, whatever the verdict."""
    return {Verdict.MET: "good", Verdict.MISSED: "bad"}.get(said, "") if rankable(figure) else ""


def failure_definition() -> Definition:
    """Return the metric of failed contacts, of which the critical points are made."""
    return _share(
        "failed_contacts", "Contacts that failed", 1, "Head of customer experience", date(2027, 6, 30),
        numerator="contacts that came after the promised day or were not resolved at once",
        denominator="contacts of which one of the two is recorded", population=(),
        hits=(Condition("days_late", ">", 0),), direction=Direction.LOWER,
    )  # fmt: skip


def point_definition(unit: str) -> Definition:
    """Return the metric of a critical success point: importance / 5 x failure x money, the largest first."""
    return Definition(
        id="critical_point", version=1, title="Critical success point", decimals=0, unit=unit, kind=Kind.MEAN,
        meaning="Money of a year that meets a failure here, weighted by how much the point matters.",
        numerator="importance / 5 x share of failed contacts x twelve months' revenue of the customers who came here",
        denominator="nothing", direction=Direction.HIGHER, owner="Head of customer experience", checked_by=EVENTS,
        next_review=date(2027, 6, 30), fact="interactions", day="started_on", population=(), counts={},
        value="days_late", small_groups="show",
    )  # fmt: skip


def stage_definitions() -> dict[str, Definition]:
    """Return the four metrics of a stage that come from contacts; satisfaction is the metric of the surveys."""
    owner, review = "Head of customer experience", date(2027, 6, 30)
    common = {
        "version": 1, "owner": owner, "checked_by": EVENTS, "next_review": review, "fact": "interactions",
        "day": "started_on", "population": (), "small_groups": "show",
    }  # fmt: skip
    return {
        "completion": _share(
            "stage_completion", "Completion", 1, owner, review,
            numerator="passages that went on to a later stage (in the last stage: came to an end)",
            denominator="passages that entered the stage and have come to rest", population=(),
            hits=(Condition("delivered", "=", 1),),
        ),
        "duration": Definition(
            id="stage_duration", title="Duration", meaning="Half of the passages were through the stage within this.",
            numerator="hours from the first contact in the stage to the first in a later one",
            denominator="passages that went on", direction=Direction.LOWER, unit="hours", kind=Kind.MEDIAN,
            counts={}, value="wait_seconds", scale=3_600, decimals=1, **common,  # type: ignore[arg-type]  # mixed values
        ),
        "effort": Definition(
            id="stage_effort", title="Effort", meaning="What a customer had to do again, in points: 0 is none.",
            numerator="1 for each repeat, transfer and change of channel, 0.5 for each day beyond the promised one",
            denominator="passages that entered the stage", direction=Direction.LOWER, unit="points", kind=Kind.MEAN,
            counts={}, value="transfers", scale=2, decimals=1, **common,  # type: ignore[arg-type]  # mixed values
        ),
        "outcome": _share(
            "stage_outcome", "Outcome", 1, owner, review,
            numerator="contacts that came by the promised day and were resolved at once",
            denominator="contacts of which one of the two is recorded", population=(),
            hits=(Condition("days_late", "<=", 0),),
        ),
    }  # fmt: skip


def _share(
    name: str, title: str, version: int, owner: str, review: date, *, numerator: str, denominator: str,
    population: tuple[Condition, ...], hits: tuple[Condition, ...], direction: Direction = Direction.HIGHER,
) -> Definition:  # fmt: skip
    return Definition(
        id=name, version=version, title=title, meaning=f"The share of {denominator}: {numerator}.",
        numerator=numerator, denominator=denominator, direction=direction, owner=owner, checked_by=EVENTS,
        next_review=review, fact="interactions", day="started_on", unit="%", kind=Kind.SHARE, low=0, high=100,
        population=population, counts={"hits": hits}, small_groups="show",
    )  # fmt: skip
