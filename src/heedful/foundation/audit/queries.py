"""Reads of the audit trail, and its verification."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from heedful.foundation.audit.chain import GENESIS, link
from heedful.foundation.audit.models import Anchor, AuditRow, Seal

COVERED = ("at", "actor_kind", "actor_id", "action", "entity", "entity_id", "data")


@dataclass(frozen=True, slots=True)
class Verification:
    """What `verify` found: `fault` names the first bad row, or is empty."""

    sealed: int
    unsealed: int
    fault: str
    last_hash: str

    @property
    def sound(self) -> bool:
        """Whether nothing was found wrong."""
        return not self.fault


@dataclass(frozen=True, slots=True)
class KnownAnchor:
    """An anchor kept outside the database."""

    day: date
    sequence: int
    hash: str


def last_seal() -> Seal | None:
    """Return the end of the chain."""
    return Seal.objects.order_by("-sequence").first()


def last_anchor() -> Anchor | None:
    """Return the newest anchor kept in the database."""
    return Anchor.objects.order_by("-day").first()


def sealed(*, after: int, upto: int, actions: Iterable[str]) -> QuerySet[Seal]:
    """Return the seals of the sequence (after, upto] whose row has one of `actions`, in order, with their rows."""
    found = Seal.objects.filter(sequence__gt=after, sequence__lte=upto, row__action__in=list(actions))
    return found.select_related("row").order_by("sequence")


def search(*, action: str = "", entity: str = "", entity_id: str = "") -> QuerySet[AuditRow]:
    """Return audit rows, newest first, narrowed by what is given; `action` matches its beginning."""
    rows = AuditRow.objects.order_by("-id")
    if action:
        rows = rows.filter(action__startswith=action)
    if entity:
        rows = rows.filter(entity=entity)
    if entity_id:
        rows = rows.filter(entity_id=entity_id)
    return rows


def verify(known: Iterable[KnownAnchor] = ()) -> Verification:
    """Recompute the chain from its first row and compare it with every anchor, those of the database and `known`.

    An edited, deleted or swapped row breaks the hash at its place; a cut-off tail is seen by the anchors only.
    """
    previous, sequence, fault = GENESIS, 0, ""
    kept_here = [KnownAnchor(each.day, each.sequence, each.hash) for each in Anchor.objects.all()]
    anchors = {each.sequence: each for each in [*kept_here, *known]}
    for seal, row in _links():
        sequence += 1
        fault = _fault_of(seal, row, sequence, previous)
        previous = seal.hash
        kept = anchors.pop(sequence, None)
        if not fault and kept is not None and kept.hash != previous:
            fault = f"row {seal.row_id} (sequence {sequence}): the anchor of {kept.day} has another hash"
        if fault:
            break
    if not fault and anchors:
        missing = anchors[min(anchors)]
        fault = f"the chain ends at sequence {sequence}, but the anchor of {missing.day} covers {missing.sequence}"
    unsealed = AuditRow.objects.filter(seal__isnull=True).count()
    return Verification(sealed=sequence, unsealed=unsealed, fault=fault, last_hash=previous)


def _links(batch: int = 2_000) -> Iterator[tuple[Seal, dict[str, Any] | None]]:
    """Yield every seal in sequence with the row it covers, None where that row is gone."""
    found = Seal.objects.order_by("sequence").iterator(chunk_size=batch)
    while seals := list(islice(found, batch)):
        rows = AuditRow.objects.filter(id__in=[seal.row_id for seal in seals]).values("id", *COVERED)
        by_id = {row["id"]: row for row in rows}
        yield from ((seal, by_id.get(seal.row_id)) for seal in seals)


def _fault_of(seal: Seal, row: dict[str, Any] | None, sequence: int, previous: str) -> str:
    if seal.sequence != sequence:
        return f"sequence {sequence} is missing: the chain goes on at {seal.sequence} (row {seal.row_id})"
    if row is None:
        return f"row {seal.row_id} (sequence {sequence}) was deleted"
    if link(previous, sequence, row) != seal.hash:
        return f"row {seal.row_id} (sequence {sequence}) was changed: its hash does not fit"
    return ""
