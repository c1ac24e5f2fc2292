"""Comments about known things, with scores that fit them."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from uuid import UUID

from heedful.domain.feedback.enums import Kind
from heedful.domain.feedback.operations.history import PastSubmission, load_history
from heedful.domain.feedback.rules import RecordInput
from heedful.foundation.access import SYSTEM

THINGS = {
    "Late": ("late", "delayed", "a day behind", "overdue", "not here on the day", "hours after the window"),
    "Broken": ("crushed", "wet", "torn open", "in pieces", "dented", "soaked by the rain"),
    "Staff": ("the rider shouted", "the agent laughed", "a kind clerk", "the lady was patient", "he was polite"),
    "Price": ("charged twice", "too dear", "a fee nobody named", "cheap", "the bill was right"),
}
STARTS = ("Again", "This time", "My parcel:", "On Monday", "For my shop", "Since May", "As ever", "To be fair")
GOOD = ("thank you, wonderful", "great, perfect", "very happy, excellent", "lovely service")
BAD = ("terrible, never again", "awful, I am angry", "bad, very disappointed", "useless, shame on you")
ENDS = (
    "I told your desk.",
    "My neighbour saw it.",
    "It was for a birthday.",
    "We order every week.",
    "Please note it.",
)


def comments(n: int, seed: int = 1) -> list[tuple[str, str, float]]:
    """Return (words, thing, score 0-10): the tone of the words follows the score, the thing does not."""
    rng = random.Random(seed)
    found = []
    for number in range(n):
        thing = rng.choice(list(THINGS))
        good = rng.random() < 0.5
        tone = rng.choice(GOOD if good else BAD)
        thing_said, start, end = rng.choice(THINGS[thing]), rng.choice(STARTS), rng.choice(ENDS)
        words = f"{start} {thing_said}, {tone}. {end} Way {number // 26} {chr(97 + number % 26)}"
        found.append((words, thing, float(rng.choice((9, 10)) if good else rng.randrange(3))))
    return found


def said(rows: list[tuple[str, str, float]], unit: UUID, at: datetime, key: str = "c") -> None:
    """Load comments as answers of the days before."""
    load_history(
        submissions=[
            PastSubmission(
                submission_id=f"{key}:{n}", kind=Kind.ANSWER, channel="email", source_type="survey", source_id="x",
                collected_at=at - timedelta(hours=n + 1), experienced_at=at - timedelta(hours=n + 1), unit_id=unit,
                body=words,
                records=[RecordInput(field_id="nps", field_type="nps", number=score, low=0, high=10)],
            )
            for n, (words, _, score) in enumerate(rows)
        ],
        by=SYSTEM,
        at=at,
    )  # fmt: skip
