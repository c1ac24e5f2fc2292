"""The words of an invitation and of a reminder, in the languages of the templates."""

from dataclasses import dataclass
from datetime import datetime, timedelta

WORDS = {
    "en": (
        "How did we do?",
        "We have not heard from you yet",
        "Your answer takes a minute and is read by people who can act on it.",
        "Answer here, until {until}:",
        "No more questions from us:",
    ),
    "fr": (
        "Votre avis nous intéresse",
        "Nous n'avons pas encore votre réponse",
        "Une minute suffit; votre réponse est lue par des personnes qui peuvent agir.",
        "Répondez ici, jusqu'au {until} :",
        "Ne plus recevoir nos questions :",
    ),
    "sw": (
        "Tulikuhudumia vipi?",
        "Bado hatujapata jibu lako",
        "Jibu lako huchukua dakika moja na husomwa na watu wanaoweza kuchukua hatua.",
        "Jibu hapa, hadi {until}:",
        "Usipokee maswali yetu tena:",
    ),
    "de": (
        "Wie waren wir?",
        "Ihre Antwort fehlt uns noch",
        "Es dauert eine Minute, und Ihre Antwort lesen Menschen, die etwas ändern können.",
        "Hier antworten, bis {until}:",
        "Keine Fragen mehr von uns:",
    ),
}


@dataclass(frozen=True, slots=True)
class Letter:
    """A subject and a plain text."""

    subject: str
    text: str


def letter(*, language: str, title: str, link: str, leave: str, until: datetime, reminder: bool) -> Letter:
    """Write the mail; an unknown language gets English.

    >>> from datetime import UTC
    >>> end = datetime(2026, 3, 4, tzinfo=UTC)
    >>> letter(language="de", title="Lieferung", link="L", leave="U", until=end, reminder=False).subject
    'Wie waren wir? Lieferung'
    """
    first, again, why, here, stop = WORDS.get(language.partition("-")[0], WORDS["en"])
    # until is the first moment after the last day.
    last_day = (until - timedelta(seconds=1)).date().isoformat()
    text = f"{title}\n\n{why}\n\n{here.format(until=last_day)}\n{link}\n\n--\n{stop}\n{leave}\n"
    return Letter(f"{again if reminder else first} {title}".strip()[:200], text)
