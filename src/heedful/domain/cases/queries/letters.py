"""To which case a letter of ours belongs, and who may write into a case."""

from __future__ import annotations

from uuid import UUID

from heedful.domain.cases.models import Case, Message


def case_of_letter(key: str) -> UUID | None:
    """Return the case that a queued mail was about, by its key; None for any other mail."""
    kind, _, rest = key.partition(":")
    try:
        about = UUID(rest.partition(":")[0])
    except ValueError:
        return None
    if kind == "message":
        return Message.objects.filter(id=about).values_list("case_id", flat=True).first()
    return about if kind == "case" and Case.objects.filter(id=about).exists() else None


def party_addresses(case_id: UUID) -> frozenset[str]:
    """Return the addresses of who complained or asked, in lower case."""
    row = Case.objects.filter(id=case_id).values_list("reply_to", "contact__email").first()
    return frozenset(each.lower() for each in row or () if each)
