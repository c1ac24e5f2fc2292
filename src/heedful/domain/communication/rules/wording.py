"""What an announcement must say before it goes out, and what makes a change material."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

FIELDS = {
    "title": "a title",
    "what_changes": "what changes",
    "why": "why",
    "for_whom": "for whom it is",
    "what_to_say": "what to say to customers",
    "what_not_to_say": "what not to say",
    "whom_to_ask": "whom to ask",
}
PASSAGES = ("what_changes", "why", "for_whom", "what_to_say", "what_not_to_say")
LANGUAGES = {"en": "English", "sw": "Kiswahili", "fr": "Français", "ar": "العربية"}
REFERENCE = re.compile(r"\[\[([a-z0-9-]+)\]\]")
NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of a version in one language; `questions` are pairs of a question and its answer."""

    title: str = ""
    what_changes: str = ""
    why: str = ""
    for_whom: str = ""
    what_to_say: str = ""
    what_not_to_say: str = ""
    whom_to_ask: str = ""
    questions: Sequence[tuple[str, str]] = ()

    def text(self) -> str:
        """All of it, for counting and comparing."""
        pairs = [part for pair in self.questions for part in pair]
        return "\n".join([*(getattr(self, name) for name in FIELDS), *pairs])


def references(text: str) -> set[str]:
    """Return the codes of the facts that a text refers to.

    >>> references("Refunds take [[refund-days]] days.")
    {'refund-days'}
    """
    return set(REFERENCE.findall(text))


def filled_in(text: str, facts: Mapping[str, str]) -> str:
    """Put the values of facts into a text; an unknown reference stays as it is written."""
    return REFERENCE.sub(lambda match: facts.get(match[1], match[0]), text)


def gaps(words: Mapping[str, Words], *, effective_at: datetime | None, facts: Mapping[str, str]) -> list[str]:
    """List every gap of a version, by language, in words; empty: it may go out (invariant M9)."""
    found = [] if effective_at else ["from when it holds"]
    if not words:
        found.append("its words in at least one language")
    for language, each in sorted(words.items()):
        name = LANGUAGES.get(language, language)
        found += [f"{what} ({name})" for field, what in FIELDS.items() if not getattr(each, field).strip()]
        if not any(question.strip() and answer.strip() for question, answer in each.questions):
            found.append(f"a question customers will ask, with its answer ({name})")
        if references(each.title):
            found.append(f"a title without facts ({name}): lists and mails do not fill them in")
        unknown = sorted(references(each.text()) - set(facts))
        found += [f"a fact called {code}, which {name} refers to" for code in unknown]
    return found


def must_be_material(before: Mapping[str, Words], after: Mapping[str, Words]) -> list[str]:
    """Say what keeps a change from being editorial: numbers, dates, facts, what to say, a language gone or new."""
    found = []
    if set(before) != set(after):
        found.append("its languages differ")
    for language in sorted(set(before) & set(after)):
        old, new = before[language], after[language]
        if Counter(NUMBER.findall(old.text())) != Counter(NUMBER.findall(new.text())):
            found.append("a number or date differs")
        if references(old.text()) != references(new.text()):
            found.append("it refers to other facts")
        if old.what_to_say.split() != new.what_to_say.split():
            found.append("what to say differs")
    return found
