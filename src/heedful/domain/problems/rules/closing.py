"""What a plan must say before the fix, and what a problem needs before it may be called solved (C12)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from heedful.analytics.inference.effect import Verdict
from heedful.domain.problems.enums import ActionKind, ActionState
from heedful.foundation.errors import Denied, Refused

LONGEST = 104
STANDING = frozenset({ActionState.DONE, ActionState.IN_EFFECT, ActionState.VERIFIED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is agreed before a fix: the rate to reach, alpha, and how many weeks settle, are watched, at longest."""

    target: float
    alpha: float = 0.05
    settling: int = 1
    watch: int = 8
    longest: int = 16

    @property
    def looks(self) -> int:
        """How often it is judged: at the end of the watch, and once more where it may be extended."""
        return 2 if self.longest > self.watch else 1


def check_terms(terms: Terms) -> None:
    """Refuse a plan that could not be judged."""
    if terms.target <= 0:
        raise Refused("the target is above nothing", field="target", value=terms.target, fix="name a rate to reach")
    if not 0.001 <= terms.alpha <= 0.1:
        raise Refused("alpha is out of reach", field="alpha", value=terms.alpha, fix="use 0.05")
    if not 0 <= terms.settling <= 26:
        raise Refused("settling takes 0 to 26 weeks", field="settling", value=terms.settling)
    if not 1 <= terms.watch <= terms.longest <= LONGEST:
        raise Refused(
            "the watch is out of reach",
            field="watch",
            value=f"{terms.watch} to {terms.longest}",
            fix=f"watch for 1 to {LONGEST} weeks, the longest watch not shorter",
        )


def check_effect(*, state: ActionState, locked_at: datetime, effective_at: datetime, at: datetime) -> None:
    """Refuse an effect that its plan did not come before, that is not done, or that lies ahead."""
    if state is not ActionState.DONE:
        raise Refused("the action is not done", field="action", value=state, fix="finish it first")
    if effective_at <= locked_at:
        raise Refused(
            "the plan was not locked before the fix took effect",
            field="effective_at",
            value=effective_at,
            fix="a fix without a plan before it cannot be proven: plan the next one",
        )
    if effective_at > at:
        raise Refused("the fix lies ahead", field="effective_at", value=effective_at, fix="say so on the day")


def check_signer(signer: UUID | None, owner: UUID | None) -> UUID:
    """Return the person who signs; refuse a signature by the owner of the action, or by no person at all."""
    if signer is None:
        raise Denied("a verdict is signed by a person", field="verdict")
    if signer == owner:
        raise Denied("nobody signs the verdict on their own action", field="verdict", fix="ask a colleague to sign")
    return signer


def check_closing(*, signed: Verdict | None, actions: Collection[tuple[ActionKind, ActionState]], waiver: str) -> None:
    """Refuse to close without a signed verdict "effective" and a preventive action, or its waiver by name."""
    if signed is not Verdict.EFFECTIVE:
        raise Refused(
            "no signed verdict says that it is effective", field="verdict", fix="wait for the verdict, then sign it"
        )
    prevented = any(kind is ActionKind.PREVENTIVE and state in STANDING for kind, state in actions)
    if not prevented and not waiver:
        raise Refused(
            "nothing was done to stop it elsewhere",
            field="prevention",
            fix="finish a preventive action, or waive it in your name with the reason",
        )


def check_risk(*, reason: str, review_on: date | None, today: date) -> None:
    """Refuse to accept a risk without a reason and a day on which it is looked at again."""
    if not reason.strip():
        raise Refused("an accepted risk has a reason", field="reason", fix="say why it is left as it is")
    if review_on is None or review_on <= today:
        raise Refused("an accepted risk is looked at again", field="review_on", value=review_on, fix="name a later day")
