"""Why somebody was not written to, in a sentence that a colleague can read out."""

from collections.abc import Mapping
from datetime import datetime

from heedful.domain.contacting.enums import SkipReason as R

SENTENCES: Mapping[R, str] = {
    R.NONE: "Nothing speaks against it.",
    R.OPTED_OUT: "They asked us not to write any more.",
    R.NO_ADDRESS: "We have no mail address of them.",
    R.BOUNCED: "Mail to their address comes back.",
    R.QUARANTINE: "They have complained ({because}), and we do not ask meanwhile.",
    R.ALREADY_ASKED: "They were asked this already.",
    R.COOLING_OFF: "They were asked only lately ({because}).",
    R.CAP_REACHED: "They have had their share of questions: {because}.",
    R.RESERVED: "Another question that is at least as important has this place ({because}).",
}
REMEDIES: Mapping[R, str] = {
    R.NO_ADDRESS: "Add a mail address to the contact.",
    R.BOUNCED: "Ask them for a new address.",
    R.QUARANTINE: "Solve the complaint first.",
}


def sentence(reason: R, because: str, free_from: datetime | None) -> str:
    """Say the reason, when it ends by itself, and what would end it.

    >>> from datetime import UTC
    >>> sentence(R.COOLING_OFF, "delivery-nps", datetime(2026, 4, 2, 9, tzinfo=UTC))
    'They were asked only lately (delivery-nps). Free from 2 April 2026.'
    """
    said = SENTENCES[reason].format(because=because or "no name")
    if free_from is not None:
        said += f" Free from {free_from.day} {free_from:%B %Y}."
    return f"{said} {REMEDIES[reason]}" if reason in REMEDIES and free_from is None else said
