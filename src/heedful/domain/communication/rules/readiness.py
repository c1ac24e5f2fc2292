"""When a campaign may start: inside first, then outside."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from heedful.foundation.errors import Refused

ACKNOWLEDGED, UNDERSTOOD, UNIT = 0.95, 0.80, 0.70


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing the gate asks for, whether it is met, and what was found."""

    name: str
    met: bool
    found: str

    def record(self) -> dict[str, object]:
        """Return it as kept with the reading."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class UnitReading:
    """The front line of one unit for one announcement: people, acknowledged, understood at the first try."""

    unit: str
    n: int
    acknowledged: int
    understood: int


@dataclass(frozen=True, slots=True)
class AudienceReading:
    """What stands inside for one announcement: its front line by unit, whether it has a check and is out."""

    name: str
    out: bool
    checked: bool
    units: Sequence[UnitReading]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Everything the gate looks at."""

    why: str
    audiences: Sequence[AudienceReading]
    blocking_questions: int
    contradictions: int = 0


def conditions(asked: Asked) -> list[Condition]:
    """Judge each condition; the campaign is ready when all are met."""
    found = [
        Condition("The campaign says why", bool(asked.why.strip()), "it does" if asked.why.strip() else "it is empty"),
        Condition(
            "An announcement prepares those inside",
            bool(asked.audiences),
            f"{len(asked.audiences)} linked",
        ),
        Condition("Blocking questions are answered", asked.blocking_questions == 0, f"{asked.blocking_questions} open"),
        Condition("No contradiction is confirmed", asked.contradictions == 0, f"{asked.contradictions} confirmed"),
    ]
    for audience in asked.audiences:
        found += _of_audience(audience)
    return found


def _of_audience(audience: AudienceReading) -> list[Condition]:
    name = audience.name
    n = sum(unit.n for unit in audience.units)
    if not audience.out or n == 0:
        return [Condition(f"{name}: it is out", False, "nobody was asked to read it")]
    acknowledged, understood = sum(u.acknowledged for u in audience.units), sum(u.understood for u in audience.units)
    found = [_share(f"{name}: front line has acknowledged", acknowledged, n, ACKNOWLEDGED)]
    if not audience.checked:
        return [*found, Condition(f"{name}: it has a comprehension check", False, "no questions were written")]
    found.append(_share(f"{name}: front line has understood", understood, n, UNDERSTOOD))
    low = [unit for unit in audience.units if min(unit.acknowledged, unit.understood) < UNIT * unit.n]
    told = ", ".join(f"{u.unit} ({u.acknowledged} acknowledged, {u.understood} understood of {u.n})" for u in low)
    return [*found, Condition(f"{name}: no unit is below {100 * UNIT:.0f} %", not low, told or "none is")]


def _share(name: str, hits: int, n: int, bound: float) -> Condition:
    return Condition(f"{name} ({100 * bound:.0f} % or more)", hits >= bound * n, f"{hits} of {n}")


def check_override(*, because: str, until: datetime, at: datetime) -> None:
    """Refuse an override without a reason or an expiry ahead."""
    if not because.strip():
        raise Refused("an override has a reason", field="because", fix="say why customers hear it first")
    if until <= at:
        raise Refused("an override ends later than now", field="until", value=until.isoformat())
