"""Each theme of a comment with its own tone and the words that show it: one comment may praise and complain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from heedful.analytics.text.frame import Frame, Setter, Tagged
from heedful.analytics.text.polarity import Heard, Polarity, Tone, polarity
from heedful.analytics.text.units import split_units


@dataclass(frozen=True, slots=True)
class Aspect:
    """A theme of a comment, its tone, and the unit [begin, end) of the comment that shows it."""

    theme: str
    setter: Setter
    probability: float
    begin: int
    end: int
    heard: Heard


def aspects(
    frame: Frame,
    tone: Polarity | None,
    texts: Sequence[str],
    tags: Sequence[Sequence[Tagged]],
    cover: Callable[[str], str],
) -> list[tuple[Aspect, ...]]:
    """Return the aspects of each text: the unit closest to the theme is its evidence and gives its tone.

    For a rule that is the first unit with the phrase, for the model the one to which it gives the theme most. Units are
    covered by `cover` one by one, so that offsets address the text as it was written.
    """
    spans = [split_units(text) or [(0, len(text))] if mine else [] for text, mine in zip(texts, tags, strict=True)]
    pieces = [cover(text[begin:end]) for text, found in zip(texts, spans, strict=True) for begin, end in found]
    heard = polarity(tone, pieces) if tone else [Heard(Tone.UNSURE, 0.0)] * len(pieces)
    likely = frame.classifier.probabilities(pieces) if frame.classifier else np.zeros((len(pieces), 0))
    found, place = [], 0
    for mine, units in zip(tags, spans, strict=True):
        here = slice(place, place + len(units))
        place += len(units)
        chosen = [_closest(frame, each, pieces[here], likely[here]) for each in mine]
        found.append(
            tuple(
                Aspect(each.theme, each.setter, each.probability, *units[at], heard[here][at])
                for each, at in zip(mine, chosen, strict=True)
            )
        )
    return found


def _closest(frame: Frame, each: Tagged, pieces: Sequence[str], likely: np.ndarray) -> int:
    include, _ = frame.phrases[each.theme]
    if each.setter is Setter.RULE and include:
        return next((at for at, piece in enumerate(pieces) if include.search(piece)), 0)
    if frame.classifier and each.theme in frame.classifier.labels:
        return int(likely[:, frame.classifier.labels.index(each.theme)].argmax())
    return 0
