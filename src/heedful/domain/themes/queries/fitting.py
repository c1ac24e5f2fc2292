"""Frames as they are fitted, by language, and the tone learnt from own scores; kept while nothing changes."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from uuid import UUID

from django.conf import settings

from heedful.analytics.text import frame as frames
from heedful.analytics.text.aspects import Aspect, aspects
from heedful.analytics.text.language import identify_language
from heedful.analytics.text.masking import mask
from heedful.analytics.text.polarity import Heard, Polarity, Tone, class_of, fit_polarity, polarity
from heedful.domain.feedback import queries as feedback
from heedful.domain.themes.models import Tag
from heedful.domain.themes.rules.snapshots import Snapshots, phrases_of, standing_for

NEWEST_SCORED = 4_000
NEWEST_EXAMPLES = 4_000
USUAL = "en"
KEPT = 3
_kept: dict[str, Reader] = {}
_lock = threading.Lock()
Pairs = Sequence[tuple[str, str]]
Learnt = Sequence[tuple[str, str, bool]]
"""(feedback, theme, absent), ids as text."""
LANGUAGES = tuple(sorted(code for code, _ in settings.LANGUAGES))
CERTAIN, LONG = 0.95, 40


@dataclass(frozen=True, slots=True)
class Read:
    """How a comment is read: state, themes, language and tone."""

    state: frames.Placed
    tags: tuple[Aspect, ...]
    language: str
    heard: Heard


@dataclass(frozen=True, slots=True)
class Reader:
    """What reads comments: a frame and a tone for each language that has one."""

    frames: dict[str, frames.Frame]
    tones: dict[str, Polarity]
    examples: int

    def read(self, comments: Sequence[tuple[str, str]]) -> list[Read]:
        """Read (words, language as given); order and batch do not matter. Words are masked before anything is done."""
        masked = [mask(words) for words, _ in comments]
        spoken = [language_of(words, given) for words, given in comments]
        found: dict[int, Read] = {}
        unsure = Heard(Tone.UNSURE, 0.0)
        for language in sorted(set(spoken)):
            mine = [at for at, each in enumerate(spoken) if each == language]
            if language not in self.frames:
                for at in mine:
                    found[at] = Read(frames.Placed.OTHER_LANGUAGE, (), language, unsure)
                continue
            placed = frames.tag(self.frames[language], [masked[at] for at in mine])
            tone = self.tones.get(language)
            heard = polarity(tone, [masked[at] for at in mine]) if tone else [unsure] * len(mine)
            whole = [comments[at][0] for at in mine]
            shown = aspects(self.frames[language], tone, whole, [tags for _, tags in placed], mask)
            for at, (state, _), each, sound in zip(mine, placed, shown, heard, strict=True):
                found[at] = Read(state, each, language, sound)
        return [found[at] for at in range(len(comments))]


def reader_of(themes: Snapshots, learnt: Learnt, learnt_at: datetime) -> Reader:
    """Return the reader of a frame, fitted on what it was given to learn from, and on nothing since."""
    words = {key: body for key, body, _ in feedback.words_said([UUID(each[0]) for each in learnt])}
    shown: tuple[list[tuple[str, str]], list[tuple[str, str]]] = ([], [])
    for key, theme, absent in learnt:
        into, body = standing_for(themes, theme), words.get(UUID(key))
        if into and body:
            shown[absent].append((body, into))
    examples, counter = sorted(shown[False]), sorted(shown[True])
    scored = feedback.scored_words(learnt_at, NEWEST_SCORED)
    given = repr((sorted(themes.items()), examples, counter, scored)).encode("utf-8", "replace")
    key = blake2b(given, digest_size=16).hexdigest()
    with _lock:
        if key not in _kept:
            while len(_kept) >= KEPT:
                del _kept[next(iter(_kept))]
            _kept[key] = _fit(themes, examples, counter, scored)
        return _kept[key]


def taught() -> list[tuple[str, str, bool]]:
    """Return what people have said of comments until now, (feedback, theme, absent): the newest, in a fixed order."""
    rows = Tag.objects.filter(setter=frames.Setter.HUMAN).order_by("-at", "-id")
    found = rows.values_list("submission_id", "theme_id", "absent")[:NEWEST_EXAMPLES]
    return sorted((str(key), str(theme), absent) for key, theme, absent in found)


def language_of(words: str, given: str) -> str:
    """Return the language of a comment: one of ours where it can be, another where that is sure, else as given."""
    language, probability = identify_language(words, ())
    if language in LANGUAGES or (language and probability > CERTAIN and len(words) >= LONG):
        return language
    language, _ = identify_language(words, LANGUAGES)
    return language or given[:2].lower() or USUAL


def _fit(themes: Snapshots, examples: Pairs, counter: Pairs, scored: Sequence[tuple[str, float]]) -> Reader:
    shown, against = _by_language(examples), _by_language(counter)
    tones: dict[str, list[tuple[str, Tone]]] = defaultdict(list)
    for words, score in scored:
        if tone := class_of(score):
            tones[language_of(words, "")].append((mask(words), tone))
    phrases = phrases_of(themes)
    fitted = {
        language: frames.fit_frame(phrases, shown.get(language, []), against.get(language, []))
        for language in LANGUAGES
        if phrases
    }
    learnt = {language: fit_polarity(said) for language, said in sorted(tones.items())}
    return Reader(fitted, {key: each for key, each in learnt.items() if each}, len(examples))


def _by_language(pairs: Sequence[tuple[str, str]]) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for words, theme in pairs:
        found[language_of(words, "")].append((mask(words), theme))
    return found


def keys_said(rows: Sequence[tuple[UUID, str, str]]) -> list[tuple[str, str]]:
    """Return what the reader takes of rows of words said."""
    return [(words, language) for _, words, language in rows]
