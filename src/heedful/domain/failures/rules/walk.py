"""The walk from the decision to the customer: the first hop that failed, read as of the complaint."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from heedful.domain.failures.enums import Hop, HopState
from heedful.domain.failures.rules.facts import GRACE, Facts, Place, Said, as_of

H, S = Hop, HopState


@dataclass(frozen=True, slots=True)
class Step:
    """One hop: whether it held, in words, at whom (the key of a place; empty: at nobody in person) and when."""

    hop: Hop
    state: HopState
    words: str
    key: str = ""
    at: datetime | None = None


def wrong(said: Said) -> bool:
    """Say whether the customer was told a value that the fact did not have."""
    return said.was is not None and said.said != said.was


def too_early(said: Said, seen: Facts) -> bool:
    """Say whether the customer was told as in force what takes effect later."""
    begins = seen.decided.effective_at if seen.decided else None
    return said.as_in_force and begins is not None and said.at < begins


def break_on(path: Sequence[Place], at: datetime) -> tuple[Hop, Place] | None:
    """Return where a colleague's way broke: without their word, the highest who has not read or not handed on.

    With it, the nearest to the top who owes a briefing past its due time: delivery does not depend on the cascade,
    context does.
    """
    if not path:
        return None
    *above, last = path
    if last.acknowledged_at is None:
        for each in above:
            if each.acknowledged_at is None:
                return H.ACKNOWLEDGEMENT, each
            if each.briefed_at is None:
                return H.BRIEFING, each
        return H.ACKNOWLEDGEMENT, last
    late = (each for each in above if each.briefed_at is None and each.due_at <= at)
    owing = next(late, None)
    return (H.BRIEFING, owing) if owing else None


def walk(facts: Facts, at: datetime) -> list[Step]:
    """Return every hop in order; what lies behind the first failed one was not reached, except what was said."""
    seen = as_of(facts, at)
    steps = [_decision(seen)]
    for hop in (_release, _delivery, _acknowledgement, _briefing, _understanding):
        failed = any(step.state in (S.FAILED, S.UNKNOWN) for step in steps)
        found = hop(seen, at)
        steps.append(Step(found.hop, S.NOT_REACHED, "not reached") if failed else found)
    return [*steps, _said(seen)]


def failed_hop(steps: Sequence[Step]) -> Step | None:
    """Return the first hop that failed."""
    return next((step for step in steps if step.state is S.FAILED), None)


def _decision(seen: Facts) -> Step:
    if seen.decided is None:
        return Step(H.DECISION, S.UNKNOWN, "no decision matches")
    return Step(H.DECISION, S.HELD, f"“{seen.decided.title}” was approved", at=seen.decided.approved_at)


def _release(seen: Facts, at: datetime) -> Step:
    decided, told = seen.decided, seen.told
    if seen.left_out:
        return Step(H.RELEASE, S.FAILED, f"left out by hand: {seen.left_out}")
    if told is not None:
        return Step(H.RELEASE, S.HELD, f"“{told.title}” was released", at=told.released_at)
    if decided and decided.embargo_until and decided.embargo_until > at:
        return Step(H.RELEASE, S.FAILED, f"kept back: {decided.embargo_because}", at=decided.embargoed_at)
    if decided and decided.approved_at + GRACE > at:
        return Step(H.RELEASE, S.UNKNOWN, "approved a moment ago; nothing had to be out yet")
    return Step(H.RELEASE, S.FAILED, "nothing was released, and nobody kept it back")


def _delivery(seen: Facts, at: datetime) -> Step:
    if not seen.served:
        return Step(H.DELIVERY, S.UNKNOWN, "who served the customer is not known: name them on this page")
    if not seen.path:
        return Step(H.DELIVERY, S.FAILED, "the colleague was not among those who must read it")
    last = seen.path[-1]
    if last.delivered_at is None and last.acknowledged_at is None:
        return Step(H.DELIVERY, S.FAILED, f"it had not been put before {last.name}", last.key)
    return Step(H.DELIVERY, S.HELD, f"it was put before {last.name}", last.key, last.delivered_at)


def _acknowledgement(seen: Facts, at: datetime) -> Step:
    last, broke = (seen.path[-1] if seen.path else None), break_on(seen.path, at)
    if last is None or last.acknowledged_at is not None:
        return Step(H.ACKNOWLEDGEMENT, S.HELD, f"{last.name if last else 'Nobody'} had acknowledged it",
                    last.key if last else "", last.acknowledged_at if last else None)  # fmt: skip
    if broke and broke[0] is H.ACKNOWLEDGEMENT:
        return Step(H.ACKNOWLEDGEMENT, S.FAILED, f"{broke[1].name} had not acknowledged it", broke[1].key)
    return Step(H.ACKNOWLEDGEMENT, S.HELD, f"everybody above {last.name} had; {last.name} had not")


def _briefing(seen: Facts, at: datetime) -> Step:
    broke = break_on(seen.path, at)
    if broke and broke[0] is H.BRIEFING:
        return Step(H.BRIEFING, S.FAILED, f"{broke[1].name} had read it and not briefed the team", broke[1].key)
    return Step(H.BRIEFING, S.HELD, "those above had briefed, or did not have to yet")


def _understanding(seen: Facts, at: datetime) -> Step:
    last = seen.path[-1] if seen.path else None
    waiting = next((each for each in seen.asked if each.answered_at is None), None)
    if waiting:
        return Step(H.UNDERSTANDING, S.FAILED, f"asked and not answered: {waiting.text}", at=waiting.asked_at)
    if last is None or last.first_passed is None:
        return Step(H.UNDERSTANDING, S.HELD, "nothing shows that it was misunderstood: no first try by then")
    if not last.first_passed:
        return Step(H.UNDERSTANDING, S.FAILED, f"the first try of {last.name} had failed", last.key, last.tried_at)
    return Step(H.UNDERSTANDING, S.HELD, f"the first try of {last.name} had passed", last.key, last.tried_at)


def _said(seen: Facts) -> Step:
    for each in seen.said:
        if wrong(each):
            return Step(H.SAID, S.FAILED, f"{each.fact}: “{each.said}” was said, “{each.was}” held", at=each.at)
        if set(each.conditions) - set(each.told):
            return Step(H.SAID, S.FAILED, f"{each.fact}: said without its condition", at=each.at)
        if too_early(each, seen):
            return Step(H.SAID, S.FAILED, f"{each.fact}: told as in force before it was", at=each.at)
    if not seen.said:
        return Step(H.SAID, S.UNKNOWN, "what the customer was told is not recorded yet")
    return Step(H.SAID, S.HELD, "what the customer was told was right", at=seen.said[0].at)
