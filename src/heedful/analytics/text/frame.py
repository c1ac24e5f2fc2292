"""Comments into the themes that people own: by rule where a phrase says it, by examples where enough are known."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.special import log_softmax

from heedful.analytics.text.classifier import Classifier, fit
from heedful.analytics.text.copies import fingerprint

FEWEST_EXAMPLES = 3
NEAREST = 3
LIKENESS_WEIGHT = 8.0
LEFT_OUT = 0.15
"""Share of the examples, as cross-validated, that would fall among the unthemed: the threshold of "not sure"."""
SECOND = 0.3
"""From this probability a comment has a further theme."""
END = r"(?!\w)"
NOTHING = re.compile(
    r"\A\W*+(?:n\s?/?\s?a|none?|nothing|no comments?|nil|keine?|nichts|rien|hakuna|ok(?:ay)?)?\W*+\Z", re.IGNORECASE
)


class Setter(StrEnum):
    """Who set a theme on a comment; a person stands over a rule, a rule over a model."""

    HUMAN = "human"
    RULE = "rule"
    MODEL = "model"


class Placed(StrEnum):
    """How a comment stands: every comment in exactly one state."""

    THEMED = "themed"
    UNTHEMED = "unthemed"
    NO_CONTENT = "no content"
    OTHER_LANGUAGE = "other language"
    AWAITING = "awaiting"


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases that say a theme, and phrases at which it is not meant; whole words, any case, `*` ends a stem."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tagged:
    """A theme of a comment, by whom, how probable, and the words [begin, end) that a rule found."""

    theme: str
    setter: Setter
    probability: float
    begin: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Frame:
    """A fitted frame for one language; `classifier` is None where fewer than two themes have three examples.

    `counter` are examples of what a theme is not: such a text, or a copy, never gets that theme by model.
    """

    phrases: Mapping[str, tuple[re.Pattern[str] | None, re.Pattern[str] | None]]
    classifier: Classifier | None
    threshold: float
    counter: Mapping[str, frozenset[str]]
    provisional: frozenset[str]


def fit_frame(
    phrases: Mapping[str, Phrases],
    examples: Sequence[tuple[str, str]],
    counter: Sequence[tuple[str, str]] = (),
) -> Frame:
    """Fit on phrases by theme, and examples and counter-examples as (text, theme), in any order the same.

    Themes with fewer than three examples that are no copies are provisional: only their phrases find them. The
    threshold of "not sure" is the 15 % quantile of the examples' cross-validated scores, where a score is log p of
    the likeliest theme + 8 x mean cosine to the three nearest examples.
    """
    known = [(text, theme) for text, theme in examples if theme in phrases]
    counted = {theme: len({fingerprint(text) for text, mine in known if mine == theme}) for theme in phrases}
    enough = {theme for theme, n in counted.items() if n >= FEWEST_EXAMPLES}
    classifier = fit([pair for pair in known if pair[1] in enough]) if len(enough) > 1 else None
    against: dict[str, set[str]] = {}
    for text, theme in counter:
        against.setdefault(theme, set()).add(fingerprint(text))
    return Frame(
        phrases={theme: (_pattern(each.include), _pattern(each.exclude)) for theme, each in sorted(phrases.items())},
        classifier=classifier,
        threshold=_threshold(classifier) if classifier else 0.0,
        counter={theme: frozenset(prints) for theme, prints in against.items()},
        provisional=frozenset(set(phrases) - enough),
    )


def tag(frame: Frame, texts: Sequence[str]) -> list[tuple[Placed, tuple[Tagged, ...]]]:
    """Return the state and the themes of each text: by rule, and by model where it is sure.

    Neither the order nor the batch of the texts matters.
    """
    models = _by_model(frame, texts)
    found: list[tuple[Placed, tuple[Tagged, ...]]] = []
    for text, modelled in zip(texts, models, strict=True):
        if NOTHING.match(text):
            found.append((Placed.NO_CONTENT, ()))
            continue
        ruled = _by_rule(frame, text)
        taken, out = {each.theme for each in ruled}, _excluded(frame, text)
        print_ = fingerprint(text)
        also = [
            each
            for each in modelled
            if each.theme not in taken | out and print_ not in frame.counter.get(each.theme, frozenset())
        ]
        tags = (*ruled, *also)
        found.append((Placed.THEMED if tags else Placed.UNTHEMED, tags))
    return found


def _by_rule(frame: Frame, text: str) -> list[Tagged]:
    found = []
    for theme, (include, exclude) in frame.phrases.items():
        hit = include.search(text) if include else None
        if hit and not (exclude and exclude.search(text)):
            found.append(Tagged(theme, Setter.RULE, 1.0, hit.start(), hit.end()))
    return found


def _excluded(frame: Frame, text: str) -> set[str]:
    return {theme for theme, (_, exclude) in frame.phrases.items() if exclude and exclude.search(text)}


def _by_model(frame: Frame, texts: Sequence[str]) -> list[list[Tagged]]:
    model = frame.classifier
    if model is None or not texts:
        return [[] for _ in texts]
    probabilities = model.probabilities(texts)
    nearness = _nearness(model, texts)
    with np.errstate(divide="ignore"):
        scores = np.log(probabilities.max(axis=1)) + LIKENESS_WEIGHT * nearness
    found: list[list[Tagged]] = []
    for row, score in zip(probabilities, scores, strict=True):
        order = np.argsort(-row, kind="stable").tolist() if score >= frame.threshold else []
        kept = [at for place, at in enumerate(order) if place == 0 or row[at] >= SECOND]
        found.append([Tagged(model.labels[at], Setter.MODEL, float(row[at])) for at in kept])
    return found


def _nearness(model: Classifier, texts: Sequence[str]) -> np.ndarray:
    """Return the mean cosine of each text to its three nearest examples."""
    examples = model.encoder.encode(model.held.texts)
    products = (model.encoder.encode(texts) @ examples.T).toarray()
    k = min(NEAREST, products.shape[1])
    return np.asarray(np.sort(products, axis=1)[:, -k:].mean(axis=1))


def _threshold(model: Classifier) -> float:
    """Return the quantile of the examples' own scores; to themselves and their copies they are not near."""
    prints = np.array([fingerprint(text) for text in model.held.texts])
    rows = model.encoder.encode(model.held.texts)
    products = (rows @ rows.T).toarray()
    products[prints[:, None] == prints[None, :]] = -1.0
    k = min(NEAREST, len(prints) - 1)
    near = np.clip(np.sort(products, axis=1)[:, -k:], 0.0, None).mean(axis=1)
    likeliest = log_softmax(model.held.logits / model.temperature, axis=1).max(axis=1)
    return float(np.quantile(likeliest + LIKENESS_WEIGHT * near, LEFT_OUT))


def _pattern(phrases: Sequence[str]) -> re.Pattern[str] | None:
    kept = [each.strip() for each in phrases if each.strip(" *")]
    if not kept:
        return None
    parts = [rf"(?<!\w){re.escape(each.rstrip('*'))}" + ("" if each.endswith("*") else END) for each in kept]
    return re.compile("|".join(parts), re.IGNORECASE)
