"""Texts as sparse vectors: words alone and in pairs, and pieces of two to five letters, which bear misspelling."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scipy import sparse

WORD = r"(?u)\b\w+\b"
MANY = 2_000
"""From here on what stands in one text alone is left out: half the vocabulary, and nothing of the accuracy."""


class Encoder:
    """TF-IDF of words (1-2) and letters (2-5), sublinear, texts of length one; learnt from the texts it is given."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Learn the vocabulary of the texts, in any order the same."""
        from sklearn.feature_extraction.text import TfidfVectorizer  # slow to import: only who reads comments pays

        kept = sorted(texts)
        rare = 2 if len(kept) >= MANY else 1
        self._parts: list[Any] = [
            TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=rare, token_pattern=WORD),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=rare),
        ]
        for part in self._parts:
            part.fit(kept)

    def knows(self, texts: Sequence[str]) -> list[bool]:
        """Say of each text whether any whole word of it is known: of a text of new words nothing can be said."""
        return [bool(n) for n in self._parts[0].transform(texts).getnnz(axis=1)] if texts else []

    def encode(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Return a row of length one for each text; of length zero where nothing in it is known."""
        from sklearn.preprocessing import normalize

        return sparse.csr_matrix(normalize(sparse.hstack([part.transform(texts) for part in self._parts])))
