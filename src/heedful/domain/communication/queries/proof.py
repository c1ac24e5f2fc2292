"""The proof: who acknowledged which version in which language, and when."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from heedful.domain.communication.queries.board import nodes_of
from heedful.domain.communication.queries.cascade import standing
from heedful.foundation.access import Actor

COLUMNS = (
    "person", "email", "unit", "level", "reason", "required_since", "due_at", "standing", "version", "language",
    "acknowledged_at", "briefed_at", "first_try_passed",
)  # fmt: skip


def proof(actor: Actor, version_id: UUID, at: datetime) -> Iterator[tuple[str, ...]]:
    """Yield a row of COLUMNS for each person in reach who was required, those who left too."""
    for node in nodes_of(actor, version_id):
        version = node.acknowledged_version
        passed = "" if node.first_passed is None else ("yes" if node.first_passed else "no")
        yield (
            node.person.name,
            node.person.email,
            node.unit.name,
            str(node.level),
            node.get_reason_display(),
            node.required_since.isoformat(),
            node.due_at.isoformat(),
            standing(node, at),
            str(version.n) if version else "",
            node.language,
            _text(node.acknowledged_at),
            _text(node.briefed_at),
            passed,
        )


def _text(at: datetime | None) -> str:
    return at.isoformat() if at else ""
