"""What a report back must say before it may go out, and the letter that brings it."""

from dataclasses import dataclass

from heedful.domain.followthrough.enums import ReportState
from heedful.foundation.errors import Refused

LONGEST = 2_000
WORDS = {
    "en": ("You said, we did: {title}", "You said:", "We did:", "Read it here:", "No more mail from us:"),
    "fr": ("Vous l'avez dit, nous l'avons fait : {title}", "Vous avez dit :", "Nous avons fait :", "À lire ici :",
           "Ne plus recevoir nos messages :"),
    "sw": ("Ulisema, tumefanya: {title}", "Ulisema:", "Tumefanya:", "Soma hapa:", "Usipokee ujumbe wetu tena:"),
    "de": ("Sie haben es gesagt, wir haben es getan: {title}", "Sie sagten:", "Wir haben getan:", "Hier nachlesen:",
           "Keine Post mehr von uns:"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """A subject and a plain text."""

    subject: str
    text: str


def check_words(*, title: str, you_said: str, we_did: str) -> None:
    """Refuse a report that leaves out what they said or what was done."""
    for field, text in (("title", title), ("you_said", you_said), ("we_did", we_did)):
        if len(text.strip()) < 5:
            raise Refused("this is missing", field=field, fix="write it as you would say it to the customer")
        if len(text) > LONGEST:
            raise Refused(f"this has more than {LONGEST} characters", field=field, fix="shorten it")


def check_approval(state: ReportState, *, author: object, approver: object, voices: int) -> None:
    """Refuse an approval by the author, of a report that is no draft, or that nobody's words stand behind."""
    if state is not ReportState.DRAFT:
        raise Refused(f"this report is {state.label.lower()}", field="state", fix="write another one")
    if approver is None or approver == author:
        raise Refused("somebody else approves what you wrote", field="approve", fix="ask a colleague who may approve")
    if not voices:
        raise Refused("nobody's words led to this yet", field="voices", fix="link the cases or feedback it came from")


def check_sending(state: ReportState) -> None:
    """Refuse to send what nobody approved, and to send twice."""
    if state is not ReportState.APPROVED:
        fix = "have it approved" if state is ReportState.DRAFT else "write another one"
        raise Refused(f"this report is {state.label.lower()}", field="state", fix=fix)


def letter(*, language: str, title: str, you_said: str, we_did: str, link: str, leave: str) -> Words:
    """Write the mail; an unknown language gets English headings."""
    subject, said, did, here, stop = WORDS.get(language.partition("-")[0], WORDS["en"])
    text = f"{said}\n{you_said}\n\n{did}\n{we_did}\n\n{here}\n{link}\n\n--\n{stop}\n{leave}\n"
    return Words(subject.format(title=title)[:200], text)
