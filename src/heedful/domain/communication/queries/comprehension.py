"""Reads of the comprehension check: the questions drawn for a person, and what the first answers say."""

from dataclasses import dataclass
from random import Random
from uuid import UUID

from heedful.analytics.inference.items import ItemReading, read_items
from heedful.domain.communication.models import Attempt, Item, Node

ASKED = 3


@dataclass(frozen=True, slots=True)
class ItemLine:
    """A question with what its first answers say."""

    item: Item
    reading: ItemReading


def drawn(node: Node, n: int) -> list[Item]:
    """Return the three questions of a person's n-th try, a scenario among them; the same for the same try."""
    bank = list(node.version.items.all())
    if len(bank) <= ASKED:
        return bank
    draw = Random(f"{node.id}:{n}")  # noqa: S311  spreads a bank of questions, guards nothing
    scenario = draw.choice([item for item in bank if item.scenario])
    rest = draw.sample([item for item in bank if item.id != scenario.id], ASKED - 1)
    return sorted([scenario, *rest], key=lambda item: item.n)


def first_attempts(version_id: UUID) -> list[dict[str, int]]:
    """Return the answers of all first tries: chosen option by item."""
    rows = Attempt.objects.filter(node__version_id=version_id, node__left_at__isnull=True, n=1)
    return list(rows.order_by("id").values_list("answers", flat=True))


def item_lines(version_id: UUID) -> list[ItemLine]:
    """Return the questions of a version with their statistics, the worst understood first."""
    items = list(Item.objects.filter(version_id=version_id))
    rights = {str(item.id): item.right for item in items}
    readings = read_items(first_attempts(version_id), rights, options=4)
    lines = [ItemLine(item, readings[str(item.id)]) for item in items]
    return sorted(lines, key=lambda line: (line.reading.share is None, line.reading.share or 0, line.item.n))
