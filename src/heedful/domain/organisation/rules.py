"""Decisions on the tree. Pure."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from heedful.domain.organisation.enums import UnitKind

KEY_PREFIX = "hdf_"


@dataclass(frozen=True, slots=True)
class NewKey:
    """A freshly drawn API key: `secret` is shown once, the rest is stored."""

    prefix: str
    secret: str
    secret_hash: str


def draw_key() -> NewKey:
    """Draw an API key of 256 random bits."""
    prefix = KEY_PREFIX + secrets.token_hex(4)
    secret = f"{prefix}_{secrets.token_urlsafe(32)}"
    return NewKey(prefix, secret, hash_key(secret))


def hash_key(secret: str) -> str:
    """Return what is stored of a key; its entropy makes a slow hash unnecessary."""
    return hashlib.sha256(secret.encode()).hexdigest()


def may_hang_below(child: UnitKind, parent: UnitKind | None) -> str:
    """Return why a unit of kind `child` may not hang below `parent`, or an empty string. A root has no parent."""
    if child is UnitKind.COMPANY:
        return "" if parent is None else "the company is the root and hangs below nothing"
    if parent is None:
        return "only the company may be the root"
    if parent is UnitKind.TEAM and child is UnitKind.DEPARTMENT:
        return "a department does not hang below a team"
    return ""


def makes_a_loop(unit: UUID, new_parent: UUID, ancestors_of_parent: Mapping[UUID, int]) -> bool:
    """Say whether hanging `unit` below `new_parent` would make it its own ancestor."""
    return unit == new_parent or unit in ancestors_of_parent


def effective(on: date, valid_from: date, valid_to: date | None) -> bool:
    """Say whether a dated row holds on a day: from its first day, up to but not including its last."""
    return valid_from <= on and (valid_to is None or on < valid_to)
