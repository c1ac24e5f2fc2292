"""Files of an installation, each in a folder of its own below `var`."""

import re
import shutil
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from django.conf import settings

LONGEST_NAME = 100


def folder(kind: str, owner: UUID) -> Path:
    """Return where the files of one owner lie; it may not be there yet."""
    return Path(settings.HEEDFUL_VAR) / kind / str(owner)


def keep(kind: str, owner: UUID, name: str, parts: Iterable[bytes]) -> tuple[Path, int, str]:
    """Write a file part by part; return its path, size and SHA-256. The name loses whatever leads out of the folder."""
    into = folder(kind, owner)
    into.mkdir(parents=True, exist_ok=True)
    path = into / safe_name(name)
    digest, size = sha256(), 0
    with path.open("wb") as file:
        for part in parts:
            file.write(part)
            digest.update(part)
            size += len(part)
    return path, size, digest.hexdigest()


def drop(kind: str, owner: UUID) -> None:
    """Remove the files of one owner."""
    shutil.rmtree(folder(kind, owner), ignore_errors=True)


def forget(kind: str, name: str, words: re.Pattern[str]) -> int:
    """Remove every file of a kind and name that holds any of some words; return how many."""
    gone = 0
    for path in (Path(settings.HEEDFUL_VAR) / kind).glob(f"*/{name}"):
        with path.open(encoding="utf-8", errors="replace") as file:
            held = any(words.search(line) for line in file)
        if held:
            path.unlink()
            gone += 1
    return gone


def safe_name(name: str) -> str:
    """Return a plain file name: no folders, no control characters, the ending kept.

    >>> safe_name("../../etc/pass\\x00wd"), safe_name(""), safe_name("März.csv")
    ('passwd', 'file', 'März.csv')
    """
    plain = "".join(each for each in name.replace("\\", "/").rpartition("/")[2] if each.isprintable()).strip(" .")
    return plain[-LONGEST_NAME:] or "file"
