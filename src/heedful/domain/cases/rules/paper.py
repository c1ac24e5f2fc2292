"""Letters on paper: what they say, part by part. Plain texts, filled in."""

from dataclasses import dataclass
from datetime import date

from heedful.domain.cases.enums import LetterKind, Outcome
from heedful.domain.cases.rules.recovery import StepMissing

TITLES = {
    LetterKind.ACKNOWLEDGEMENT: "We have received your complaint",
    LetterKind.FINAL_RESPONSE: "Our final response to your complaint",
}
DECIDED = {
    Outcome.UPHELD: "You are right, and we put it right.",
    Outcome.PARTLY_UPHELD: "You are right in part; this letter says in which.",
    Outcome.NOT_UPHELD: "We see it differently, for the reasons below.",
    Outcome.REDRESS_WITHOUT_ADMISSION: "We make good what you lost without deciding whose fault it was.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a letter is filled with; `outside` names the body that a customer may turn to, and how."""

    reference: str
    subject: str
    received_on: date
    written_on: date
    recipient: str
    signed: str
    organisation: str
    outside: str
    wanted: str = ""
    answer_by: date | None = None
    findings: str = ""
    answer: str = ""
    outcome: Outcome | None = None
    reason: str = ""


def letter(kind: LetterKind, facts: Facts) -> dict[str, object]:
    """Word a letter; a final response without an answer or without the outside route is refused."""
    parts = _final(facts) if kind is LetterKind.FINAL_RESPONSE else _received(facts)
    return {
        "language": "en",
        "title": TITLES[kind],
        "organisation": facts.organisation,
        "reference": f"{facts.reference}: {facts.subject}",
        "date": f"{facts.written_on:%-d %B %Y}",
        "recipient": facts.recipient or "To the customer",
        "parts": [{"heading": heading, "words": words} for heading, words in parts],
        "signed": facts.signed,
    }


def _received(facts: Facts) -> list[tuple[str, list[str]]]:
    first = f"Your complaint reached us on {facts.received_on:%-d %B %Y}. A colleague has read it and looks into it."
    said = [first]
    if facts.wanted:
        said.append(f"You told us what would put it right: {facts.wanted}")
    if facts.answer_by:
        said.append(f"You will have our answer by {facts.answer_by:%-d %B %Y}.")
    parts = [("", said)]
    return [*parts, ("If we do not agree", [facts.outside])] if facts.outside else parts


def _final(facts: Facts) -> list[tuple[str, list[str]]]:
    if not facts.answer.strip():
        raise StepMissing("there is no answer yet", field="letter", fix="give the customer the answer first")
    if not facts.outside.strip():
        raise StepMissing(
            "a final response names whom the customer may turn to next",
            field="letter",
            fix="set HEEDFUL_OUTSIDE_ROUTE to the body and how to reach it",
        )
    decided = [DECIDED[facts.outcome]] if facts.outcome in DECIDED else []
    parts = [("", [f"You wrote to us on {facts.received_on:%-d %B %Y}. This is our final response.", *decided])]
    if facts.findings.strip():
        parts.append(("What we found", _paragraphs(facts.findings)))
    parts.append(("What we decided and what we do", _paragraphs(facts.answer)))
    if facts.reason.strip():
        parts.append(("Why", _paragraphs(facts.reason)))
    return [*parts, ("If you do not agree", [facts.outside])]


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in text.split("\n\n") if part.strip()]
