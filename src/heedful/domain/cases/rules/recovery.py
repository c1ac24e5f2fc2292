"""What a recovery needs before it may be called closed."""

from collections.abc import Collection
from datetime import datetime

from heedful.domain.cases.enums import CaseKind, Confirmation, Outcome, Step
from heedful.domain.cases.rules.priority import SILENCE
from heedful.foundation.errors import Refused

GUIDE: dict[Step, str] = {
    Step.EMPATHISE: "Say back what happened to them and what it cost them, in their words.",
    Step.APOLOGISE: "Say sorry for it, without if and without but.",
    Step.EXPLAIN: "Tell why it happened, as a fact and not as an excuse.",
    Step.RESOLVE: "Say what you do now, who does it and by when; then do it.",
    Step.REDRESS: "Make good what they lost.",
    Step.FOLLOW_UP: "Come back on the day you named.",
    Step.CONFIRM: "Ask whether it is solved.",
}
NEEDED = (Step.EMPATHISE, Step.APOLOGISE, Step.RESOLVE)
RECOVERED_KINDS = frozenset({CaseKind.COMPLAINT, CaseKind.RECOVERY})


class StepMissing(Refused):
    """A stage of the record is empty."""


def missing_steps(kind: CaseKind, done: Collection[Step]) -> list[Step]:
    """List the needed steps of the guide that are not recorded."""
    return [step for step in NEEDED if step not in done] if kind in RECOVERED_KINDS else []


def check_closing(
    kind: CaseKind, *, outcome: Outcome | None, reason: str, done: Collection[Step], without_steps: str
) -> None:
    """Refuse to close a complaint without outcome and reason, or a recovery without its steps or a reason why not."""
    if kind is CaseKind.COMPLAINT and outcome is None:
        raise StepMissing("a complaint closes with an outcome", field="outcome", fix="choose what was decided")
    if kind is CaseKind.COMPLAINT and not reason.strip():
        raise StepMissing("a complaint closes with a reason", field="reason", fix="say why this was decided")
    missing = missing_steps(kind, done)
    if missing and not without_steps.strip():
        names = ", ".join(step.label.lower() for step in missing)
        raise StepMissing(
            f"not recorded: {names}", field="without_steps", fix="record the steps, or say why there were none"
        )


def check_assessment(kind: CaseKind, *, impact: str) -> None:
    """Refuse to start work on a complaint before its initial assessment (ISO 10002)."""
    if kind is CaseKind.COMPLAINT and not impact.strip():
        raise StepMissing("a complaint is assessed first", field="impact", fix="say what it means for the customer")


def check_answer(kind: CaseKind, *, findings: str, answer: str) -> None:
    """Refuse to propose an answer that is empty, or one to a complaint that nobody looked into."""
    if not answer.strip():
        raise StepMissing("the answer is empty", field="answer", fix="write what the customer will read")
    if kind is CaseKind.COMPLAINT and not findings.strip():
        raise StepMissing("the investigation is empty", field="findings", fix="say what was found")


def check_confirmation(word: Confirmation, *, proposed_at: datetime, at: datetime) -> None:
    """Refuse to read silence as consent before the stated period is over."""
    if word is Confirmation.SILENCE and at - proposed_at < SILENCE:
        raise Refused(
            f"silence counts after {SILENCE.days} days",
            field="word",
            fix=f"wait until {proposed_at + SILENCE:%Y-%m-%d}",
        )
