"""Which language a text is in, of those that are expected."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Any

FEWEST_LETTERS = 20
URL = re.compile(r"https?://\S+|\S+@\S+")


def identify_language(text: str, allowed: Collection[str]) -> tuple[str, float]:
    """Return (language, probability) among `allowed` (ISO 639-1), ("", 0.0) below 20 letters: too little to tell.

    No `allowed` stands for the 97 languages of the model.

    Method: py3langid, naive Bayes over byte n-grams [Lui and Baldwin 2012], normalised over the allowed languages.

    >>> identify_language("Das Paket kam viel zu spät bei mir an.", ["en", "de"])[0]
    'de'
    >>> identify_language("ok", ["en", "de"])
    ('', 0.0)
    """
    words = URL.sub(" ", text)
    if sum(each.isalpha() for each in words) < FEWEST_LETTERS:
        return "", 0.0
    language, probability = _identifier(tuple(sorted(allowed))).classify(words)
    return str(language), float(probability)


@lru_cache(maxsize=16)
def _identifier(allowed: tuple[str, ...]) -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # loads a model: only who reads comments pays

    found = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    if allowed:
        found.set_languages(list(allowed))
    return found
