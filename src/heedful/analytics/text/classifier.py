"""A text classifier whose probabilities can be believed: logistic on TF-IDF, its temperature fitted out of sample."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax

from heedful.analytics.text.copies import fingerprint
from heedful.analytics.text.encoding import Encoder

FOLDS = 5
UNKNOWN = -20.0
STRENGTH = 30.0
"""C of the logistic regression: little shrinkage, since rows of TF-IDF have length one."""


@dataclass(frozen=True, slots=True)
class Held:
    """What cross-validation found: scores (texts x labels) from models that had not seen the text or a copy of it."""

    texts: tuple[str, ...]
    labels: tuple[str, ...]
    logits: np.ndarray


@dataclass(frozen=True, slots=True)
class Classifier:
    """A fitted classifier; `labels` in the order of the columns of `probabilities`."""

    encoder: Encoder
    model: Any
    labels: tuple[str, ...]
    temperature: float
    held: Held

    def probabilities(self, texts: Sequence[str]) -> np.ndarray:
        """Return the calibrated probability of each label (texts x labels)."""
        if not texts:
            return np.zeros((0, len(self.labels)))
        found: np.ndarray = softmax(_logits(self.model, self.encoder.encode(texts)) / self.temperature, axis=1)
        return found


def fit(examples: Sequence[tuple[str, str]]) -> Classifier:
    """Fit on (text, label) pairs, in any order the same; at least two labels with two texts each that are no copies.

    Probabilities are calibrated by one temperature (Guo et al. 2017) on cross-validated scores; copies of a text stay
    on one side of every split. Raise ValueError where there is too little.
    """
    pairs = sorted(set(examples))
    texts, labels = [text for text, _ in pairs], [label for _, label in pairs]
    folds = _folds(texts, labels)
    names = tuple(sorted(set(labels)))
    known = np.array([names.index(each) for each in labels])
    logits = np.full((len(texts), len(names)), UNKNOWN)
    for fold in range(FOLDS):
        test = folds == fold
        if not test.any() or len(set(known[~test])) < 2:
            continue
        # The vocabulary, too, must not have seen the fold: what is unknown in a new text shortens no other word there.
        unseen = Encoder([text for text, out in zip(texts, test, strict=True) if not out])
        part = _model().fit(
            unseen.encode([text for text, out in zip(texts, test, strict=True) if not out]), known[~test]
        )
        found = _logits(part, unseen.encode([text for text, out in zip(texts, test, strict=True) if out]))
        logits[np.ix_(np.flatnonzero(test), part.classes_)] = found
    encoder = Encoder(texts)
    rows = encoder.encode(texts)
    model = _model().fit(rows, known)
    return Classifier(encoder, model, names, _temperature(logits, known), Held(tuple(texts), tuple(labels), logits))


def _model() -> Any:
    from sklearn.linear_model import LogisticRegression  # slow to import

    return LogisticRegression(C=STRENGTH, max_iter=400, tol=1e-3, solver="newton-cg")


def _logits(model: Any, rows: Any) -> np.ndarray:
    found = np.asarray(model.decision_function(rows))
    return np.column_stack([-found / 2, found / 2]) if found.ndim == 1 else found


def _temperature(logits: np.ndarray, known: np.ndarray) -> float:
    """Return the temperature at which the right labels are likeliest; a label no fold knew tells nothing."""
    seen = logits[np.arange(len(known)), known] > UNKNOWN
    if not seen.any():
        return 1.0

    def loss(log_temperature: float) -> float:
        found = log_softmax(logits[seen] / np.exp(log_temperature), axis=1)
        return -float(found[np.arange(int(seen.sum())), known[seen]].mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-3.0, 3.0), method="bounded").x))


def _folds(texts: Sequence[str], labels: Sequence[str]) -> np.ndarray:
    """Deal texts into folds, each label evenly, copies together; raise ValueError where a label stands alone."""
    originals: dict[str, dict[str, int]] = {}
    for text, label in zip(texts, labels, strict=True):
        mine = originals.setdefault(label, {})
        mine.setdefault(fingerprint(text), len(mine))
    if len(originals) < 2 or Counter(len(each) > 1 for each in originals.values())[True] < 2:
        raise ValueError("at least two labels with two different texts each are needed")
    placed: dict[str, int] = {}
    for mine in originals.values():
        for print_, place in mine.items():
            placed.setdefault(print_, place % FOLDS)
    return np.array([placed[fingerprint(text)] for text in texts])
