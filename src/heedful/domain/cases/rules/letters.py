"""What customers and colleagues read: mails, alarms and the titles of events. Plain texts, filled in."""

from collections.abc import Mapping
from typing import Any

from heedful.domain.cases.enums import CaseKind, EventType, Verb

FOOTER = "Where your case stands, and your answer to us: {link}\nYour reference: {reference}\n"


def receipt(*, reference: str, kind: CaseKind, organisation: str, link: str) -> tuple[str, str]:
    """Write (subject, text) of the confirmation that goes out when a case is opened."""
    thing = {CaseKind.COMPLAINT: "complaint", CaseKind.ENQUIRY: "question"}.get(kind, "message")
    text = (
        f"We have received your {thing} and opened case {reference}.\n"
        "A colleague will take it up and write to you. You need not do anything until then.\n\n"
    )
    return f"[{reference}] We have received your {thing}", text + _footer(reference, link) + f"\n{organisation}\n"


def reply(*, reference: str, subject: str, body: str, author: str, organisation: str, link: str) -> tuple[str, str]:
    """Write (subject, text) of a colleague's message to the customer."""
    return f"[{reference}] {subject}", f"{body.strip()}\n\n{author}\n{organisation}\n\n{_footer(reference, link)}"


def alarm(*, reference: str, promise: str, percent: int, late: bool) -> str:
    """Write the subject of an alarm to a colleague."""
    if late:
        return f"{reference}: {promise.lower()} is late"
    return f"{reference}: {percent} % of the time for {promise.lower()} is used"


TITLES: dict[str, str] = {
    EventType.OPENED: "Received",
    EventType.JOINED: "More about the same matter",
    EventType.ASSIGNED: "Handed over",
    EventType.NOTED: "Note",
    EventType.REPLIED: "Answer to the customer",
    EventType.WROTE_IN: "The customer wrote",
    EventType.STEP: "Step taken",
    EventType.REDRESS: "Redress",
    EventType.PRIORITY: "Priority changed",
    EventType.RETARGETED: "Promises set again",
    EventType.ESCALATED: "Told the next level",
    EventType.EXEMPTED: "A rule gave way",
    EventType.EXEMPTION_ASKED: "An exception is asked for",
    EventType.HANDED_OVER: "Asked of another department",
    EventType.HANDED_BACK: "Back from another department",
    Verb.ACKNOWLEDGE: "Confirmed as read",
    Verb.BEGIN: "Work started",
    Verb.WAIT_CUSTOMER: "Waiting for the customer",
    Verb.WAIT_PARTNER: "Waiting for a partner",
    Verb.WAIT_INTERNAL: "Waiting for colleagues",
    Verb.RESUME: "The wait is over",
    Verb.PROPOSE: "Answer given",
    Verb.ACCEPT: "Solved",
    Verb.REFUSE: "Not solved, says the customer",
    Verb.REWORK: "Looked at again",
    Verb.GO_EXTERNAL: "Gone to an outside body",
    Verb.CLOSE: "Closed",
    Verb.REOPEN: "Opened again",
    Verb.WITHDRAW: "Withdrawn",
}
DETAIL = ("name", "step", "redress", "reason", "cause", "word", "body", "why", "outcome", "unit")


def title(what: str, data: Mapping[str, Any]) -> str:
    """Word an event for the timeline, with the one detail that matters.

    >>> title("recovery_step", {"step": "follow_up"})
    'Step taken: follow up'
    """
    detail = next((str(data[key]).replace("_", " ") for key in DETAIL if data.get(key)), "")
    return f"{TITLES[what]}: {detail}" if detail else TITLES[what]


def _footer(reference: str, link: str) -> str:
    return FOOTER.format(link=link, reference=reference)
