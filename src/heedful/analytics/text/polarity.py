"""The tone of a comment, learnt from the scores that customers gave themselves: a free label, never an input."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from heedful.analytics.text.classifier import Classifier, fit
from heedful.analytics.text.copies import fingerprint
from heedful.analytics.text.units import split_units

FEWEST = 200
"""Own scores from which the tone is learnt; below, every comment is unsure, and it is said why."""
FEWEST_OF_A_CLASS = 20
FEWEST_COPIES = 10
SURE = 0.6
CLEAR = 0.8


class Tone(StrEnum):
    """What a comment sounds like."""

    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"
    MIXED = "mixed"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Heard:
    """The tone of a text and how sure it is: the probability of the tone, of the likeliest class where unsure."""

    tone: Tone
    probability: float


@dataclass(frozen=True, slots=True)
class Polarity:
    """Tones of one language as learnt: a classifier, and how copies of a comment were scored, by fingerprint."""

    classifier: Classifier
    copies: Mapping[str, Heard]


@dataclass(frozen=True, slots=True)
class Bin:
    """A bin of the calibration: what was claimed, what was right, of how many."""

    low: float
    high: float
    claimed: float
    right: float
    n: int


def class_of(score: float) -> Tone | None:
    """Return what a score from 0 (worst) to 100 (best) says clearly of its comment; None between.

    >>> [class_of(each) for each in (20, 40, 55, 75, 95)]
    [<Tone.NEGATIVE: 'negative'>, None, <Tone.NEUTRAL: 'neutral'>, None, <Tone.POSITIVE: 'positive'>]
    """
    if score <= 30:
        return Tone.NEGATIVE
    if score >= 85:
        return Tone.POSITIVE
    return Tone.NEUTRAL if 50 <= score <= 65 else None


def fit_polarity(comments: Sequence[tuple[str, Tone]]) -> Polarity | None:
    """Learn from comments and what their own scores say, of one language; None where there are too few.

    Classes with fewer than 20 comments, or whose comments are all copies of one, are left out; at least two classes
    and 200 comments are needed.
    """
    counted = Counter(tone for _, tone in comments)
    different = {tone: {fingerprint(text) for text, mine in comments if mine == tone} for tone in counted}
    enough = {tone for tone, n in counted.items() if n >= FEWEST_OF_A_CLASS and len(different[tone]) > 1}
    kept = [(text, str(tone)) for text, tone in comments if tone in enough]
    if len(kept) < FEWEST or len(enough) < 2:
        return None
    return Polarity(fit(kept), _copies(comments))


def polarity(model: Polarity, texts: Sequence[str]) -> list[Heard]:
    """Return the tone of each text: mixed where its units are clearly of both kinds, that of its copies where known.

    Unsure below 0.6, and where no word of it is known.
    """
    classifier = model.classifier
    wholes = classifier.probabilities(texts)
    spans = [split_units(text) for text in texts]
    pieces = [
        text[begin:end] for text, found in zip(texts, spans, strict=True) for begin, end in found if len(found) > 1
    ]
    parts = iter(classifier.probabilities(pieces))
    found = []
    for text, row, each, known in zip(texts, wholes, spans, classifier.encoder.knows(texts), strict=True):
        mine = [next(parts) for _ in each] if len(each) > 1 else []
        heard = model.copies.get(fingerprint(text)) or _heard(classifier.labels, row, mine)
        found.append(heard if known else Heard(Tone.UNSURE, heard.probability))
    return found


def calibration(model: Polarity) -> list[Bin]:
    """Return by tenths of the claimed probability how often the likeliest class was right, out of sample."""
    from scipy.special import softmax

    classifier = model.classifier
    probabilities = softmax(classifier.held.logits / classifier.temperature, axis=1)
    top = probabilities.argmax(axis=1)
    claimed = probabilities.max(axis=1)
    right = np.array([classifier.labels[at] == label for at, label in zip(top, classifier.held.labels, strict=True)])
    bins = []
    for low in np.arange(0.0, 1.0, 0.1):
        inside = (claimed >= low) & ((claimed < low + 0.1) | (low > 0.85))
        if inside.any():
            of = int(inside.sum())
            bins.append(
                Bin(
                    round(float(low), 1),
                    round(float(low) + 0.1, 1),
                    float(claimed[inside].mean()),
                    float(right[inside].mean()),
                    of,
                )
            )
    return bins


def _copies(comments: Sequence[tuple[str, Tone]]) -> dict[str, Heard]:
    """Return how copies of one comment were scored: "Great app" needs no model where ten customers have scored it."""
    counted: dict[str, Counter[Tone]] = {}
    for text, tone in comments:
        counted.setdefault(fingerprint(text), Counter())[tone] += 1
    found = {}
    for print_, tones in counted.items():
        n = tones.total()
        tone, most = min(tones.items(), key=lambda pair: (-pair[1], pair[0]))
        share = (most + 1) / (n + 3)
        if n >= FEWEST_COPIES and share >= SURE:
            found[print_] = Heard(tone, share)
    return found


def _heard(labels: Sequence[str], row: np.ndarray, parts: Sequence[np.ndarray]) -> Heard:
    if Tone.POSITIVE in labels and Tone.NEGATIVE in labels:
        best, worst = (
            max((float(part[labels.index(tone)]) for part in parts), default=0.0)
            for tone in (Tone.POSITIVE, Tone.NEGATIVE)
        )
        if min(best, worst) >= CLEAR:
            return Heard(Tone.MIXED, min(best, worst))
    top = int(row.argmax())
    probability = float(row[top])
    return Heard(Tone(labels[top]) if probability >= SURE else Tone.UNSURE, probability)
