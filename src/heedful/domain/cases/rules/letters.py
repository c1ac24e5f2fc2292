"""What the customer and the managers read in mails: plain texts, filled in."""

from heedful.domain.cases.enums import CaseKind

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


def _footer(reference: str, link: str) -> str:
    return FOOTER.format(link=link, reference=reference)
