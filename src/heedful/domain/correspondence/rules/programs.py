"""Mail that programs write: automatic replies, lists, bounces."""

from __future__ import annotations

from email.message import EmailMessage

from heedful.domain.correspondence.enums import Automatic
from heedful.domain.correspondence.rules.bodies import header

LISTS = frozenset({"bulk", "junk", "list", "auto_reply"})


def automatic(mail: EmailMessage) -> Automatic:
    """Tell programs from people (RFC 3834, RFC 3464)."""
    if mail.get_content_type() == "multipart/report" and mail.get_param("report-type") == "delivery-status":
        return Automatic.BOUNCE
    if (
        header(mail, "Auto-Submitted").lower() not in {"", "no"}
        or header(mail, "X-Autoreply")
        or ("Return-Path" in mail and header(mail, "Return-Path") == "<>")
    ):
        return Automatic.REPLY
    return Automatic.LIST if header(mail, "Precedence").lower() in LISTS or "List-Id" in mail else Automatic.NO


def came_back(mail: EmailMessage) -> list[tuple[str, bool]]:
    """Return the addresses that a bounce could not reach, and whether for good."""
    found = []
    for each in mail.walk() if automatic(mail) is Automatic.BOUNCE else ():
        address = str(each.get("Final-Recipient", "")).rpartition(";")[2].strip().lower()
        if "@" in address and str(each.get("Action", "")).strip().lower() == "failed":
            found.append((address, str(each.get("Status", "5")).strip().startswith("5")))
    return found
