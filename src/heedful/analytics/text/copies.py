"""Copies of a text: the same words, whatever their case, accents, numbers and punctuation."""

import re
import unicodedata
from hashlib import blake2b


def fingerprint(text: str) -> str:
    """Return 16 hexadecimal digits that copies of a text share.

    >>> fingerprint("Great app!!") == fingerprint("great  APP")
    True
    """
    bare = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(each for each in bare if not unicodedata.combining(each))
    words = re.findall(r"[^\W\d_]+", letters) or [letters.strip()]
    return blake2b(" ".join(words).encode("utf-8", "replace"), digest_size=8).hexdigest()
