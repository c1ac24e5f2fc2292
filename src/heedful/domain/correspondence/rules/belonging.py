"""Where a mail belongs: to a case, among new feedback, or before a person who decides."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from heedful.domain.correspondence.enums import Automatic, MailState
from heedful.domain.correspondence.rules.reading import Letter

MOST_IN_THREE_HOURS = 10
MOST_OF_A_SUBJECT = 2
REPLY_MARK = re.compile(r"(?i)^(?:(?:re|aw|sv|fwd?|wg|tr)\s*(?:\[\d+\])?:\s*)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What is known around a mail.

    `case_id` is the case that its references, its signed address or its subject lead to, and `parties` who may write
    into that case. `lately` and `same_subject` count what the sender sent in the three hours before.
    """

    case_id: UUID | None
    parties: Collection[str]
    ours: Collection[str]
    lately: int
    same_subject: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a mail, and why."""

    state: MailState
    why: str = ""


def decide(letter: Letter, found: Found) -> Verdict:
    """Decide by rule. A reference leads to a case and grants nothing: only a party or a known Cc gets in.

    What a program wrote opens nothing and answers nothing. What could be a loop waits for a person.
    """
    if letter.sender in found.ours:
        return Verdict(MailState.DISMISSED, "we sent it ourselves")
    if letter.automatic is not Automatic.NO:
        return Verdict(MailState.AUTOMATIC, f"a program wrote it ({letter.automatic})")
    if letter.checked == "fail":
        return Verdict(MailState.QUARANTINED, "the mail server says that the sender is forged")
    if found.case_id and letter.sender not in found.parties:
        return Verdict(MailState.QUARANTINED, "it answers a case whose people the sender is not among: attach it?")
    if found.lately >= MOST_IN_THREE_HOURS:
        return Verdict(MailState.QUARANTINED, f"{found.lately} mails from this sender in three hours: a loop?")
    if found.case_id:
        return Verdict(MailState.ATTACHED)
    if found.same_subject >= MOST_OF_A_SUBJECT:
        return Verdict(MailState.QUARANTINED, "the same subject for the third time in three hours: a loop?")
    if not letter.body and not letter.files:
        return Verdict(MailState.QUARANTINED, "it has no words")
    return Verdict(MailState.FILED)


def bare(subject: str) -> str:
    """Return a subject without the marks of replies.

    >>> bare("RE: AW: Late again")
    'Late again'
    """
    return REPLY_MARK.sub("", subject).strip()
