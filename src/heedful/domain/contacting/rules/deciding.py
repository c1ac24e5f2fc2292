"""May we write to this person, for this purpose, now? Pure: the one place where that is decided."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from heedful.domain.contacting.enums import BounceKind, Purpose
from heedful.domain.contacting.enums import SkipReason as R
from heedful.domain.contacting.rules.limits import Limits

SOFT_BOUNCES = 3
"""So many soft bounces stand for a hard one."""
PLACE_KEPT = timedelta(days=7)
"""A planned message that has not left for so long no longer keeps its place."""

_ALWAYS = (R.OPTED_OUT, R.NO_ADDRESS, R.BOUNCED)
_ASKS = (*_ALWAYS, R.QUARANTINE, R.ALREADY_ASKED, R.COOLING_OFF, R.CAP_REACHED, R.RESERVED)
ASKED_OF: Mapping[Purpose, tuple[R, ...]] = {
    Purpose.TRANSACTIONAL: _ASKS,
    Purpose.RELATIONAL: _ASKS,
    Purpose.REMINDER: (*_ALWAYS, R.QUARANTINE),
    Purpose.REPORT_BACK: _ALWAYS,
}
"""Which rules a purpose must pass, in this order. Reminders and reports use up nobody's share of asks."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A message that somebody wants to send at a time; `priority` 1 comes before 9. `already`: asked in this wave."""

    purpose: Purpose
    priority: int
    at: datetime
    already: bool = False


@dataclass(frozen=True, slots=True)
class Earlier:
    """An ask that has left (`sent`), or that has its place at `at`."""

    purpose: Purpose
    priority: int
    at: datetime
    sent: bool
    name: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a person. `complaints`: (reference, closed at or None while open)."""

    has_address: bool
    opted_out_at: datetime | None = None
    bounces: tuple[BounceKind, ...] = ()
    complaints: tuple[tuple[str, datetime | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The one reason against it (NONE: it may leave), what it rests on, and when it would be free of that reason."""

    reason: R = R.NONE
    because: str = ""
    free_from: datetime | None = None

    @property
    def allowed(self) -> bool:
        """Whether it may leave."""
        return self.reason is R.NONE


def decide(
    wanted: Wanted, standing: Standing, earlier: Sequence[Earlier], limits: Limits, *, leaving: bool = False
) -> Verdict:
    """Return the first rule that speaks against it.

    `leaving` is asked again when a planned message goes out: what was sent meanwhile counts, and places of more
    important messages; those of equal ones no longer do, for both were promised theirs.
    """
    for rule in ASKED_OF[wanted.purpose]:
        verdict = _standing(rule, wanted, standing, limits) or _history(rule, wanted, earlier, limits, leaving)
        if verdict is not None:
            return verdict
    return Verdict()


def _standing(rule: R, wanted: Wanted, standing: Standing, limits: Limits) -> Verdict | None:
    if rule is R.OPTED_OUT and standing.opted_out_at is not None:
        return Verdict(rule)
    if rule is R.NO_ADDRESS and not standing.has_address:
        return Verdict(rule)
    if rule is R.BOUNCED and undeliverable(standing.bounces):
        return Verdict(rule)
    if rule is R.ALREADY_ASKED and wanted.already:
        return Verdict(rule)
    if rule is R.QUARANTINE:
        for reference, closed_at in standing.complaints:
            free = None if closed_at is None else closed_at + timedelta(days=limits.quarantine_days)
            if free is None or wanted.at < free:
                return Verdict(rule, reference, free)
    return None


def _history(rule: R, wanted: Wanted, earlier: Sequence[Earlier], limits: Limits, leaving: bool) -> Verdict | None:
    if rule not in (R.COOLING_OFF, R.CAP_REACHED, R.RESERVED):
        return None
    same = [one for one in earlier if one.purpose is wanted.purpose]
    places = [one for one in same if not one.sent and one.priority <= wanted.priority - leaving]
    counted = [one for one in same if one.sent]
    if rule is R.RESERVED:
        counted += places
    gap = timedelta(days=limits.days_between)
    if rule is not R.CAP_REACHED:
        for one in counted:
            if abs(wanted.at - one.at) < gap:
                return Verdict(rule, one.name, one.at + gap)
    if rule is not R.COOLING_OFF and _too_many([one.at for one in counted], wanted.at, limits):
        return Verdict(rule, f"{limits.most} in {limits.window_days} days", _room(counted, limits))
    return None


def undeliverable(bounces: Iterable[BounceKind]) -> bool:
    """Tell whether mail to an address with these bounces is given up.

    >>> undeliverable([BounceKind.SOFT, BounceKind.SOFT]), undeliverable([BounceKind.HARD])
    (False, True)
    """
    found = list(bounces)
    return BounceKind.HARD in found or len(found) >= SOFT_BOUNCES


def _too_many(times: Sequence[datetime], at: datetime, limits: Limits) -> bool:
    """Tell whether some window [t, t + window) that holds `at` would hold more than `most`."""
    window = timedelta(days=limits.window_days)
    near = sorted([at, *(time for time in times if abs(time - at) < window)])
    return any(last - first < window for first, last in zip(near, near[limits.most :], strict=False))


def _room(counted: Sequence[Earlier], limits: Limits) -> datetime:
    """Return when the newest `most` no longer fill the window."""
    newest = sorted(one.at for one in counted)[-limits.most :]
    return newest[0] + timedelta(days=limits.window_days)
