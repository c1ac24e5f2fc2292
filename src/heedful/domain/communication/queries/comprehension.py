"""Reads of the comprehension check: the questions drawn for a person, and what the first answers say."""

from dataclasses import asdict, dataclass
from random import Random
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

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


@dataclass(frozen=True, slots=True)
class Passed:
    """Of everybody required: who tried, who passed at the first try, who has passed at any. A census."""

    required: int
    tried: int
    first: int
    ever: int


def passed(version_id: UUID) -> Passed:
    """Return how many have passed a version's check; those who left are out."""
    rows = Node.objects.filter(version_id=version_id, left_at__isnull=True)
    found = rows.aggregate(
        required=Count("id", distinct=True),
        tried=Count("id", filter=Q(tried_at__isnull=False), distinct=True),
        first=Count("id", filter=Q(first_passed=True), distinct=True),
        ever=Count("id", filter=Q(attempts__passed=True), distinct=True),
    )
    return Passed(**found)


def item_lines(version_id: UUID) -> list[ItemLine]:
    """Return the questions of a version with their statistics, the worst understood first."""
    items = list(Item.objects.filter(version_id=version_id))
    rights = {str(item.id): item.right for item in items}
    readings = read_items(first_attempts(version_id), rights, options=4)
    lines = [ItemLine(item, readings[str(item.id)]) for item in items]
    return sorted(lines, key=lambda line: (line.reading.share is None, line.reading.share or 0, line.item.n))


def record_of(version_id: UUID) -> dict[str, Any]:
    """Return the check of a version as JSON values: who passed, and each question, the worst understood first."""
    return asdict(passed(version_id)) | {
        "questions": [
            {
                "id": line.item.id,
                "question": line.item.question,
                "passage": line.item.passage,
                "n": line.reading.n,
                "right": line.reading.right,
                "discrimination": line.reading.discrimination,
                "weak": line.reading.weak,
                "text_in_doubt": line.reading.text_in_doubt,
            }
            for line in item_lines(version_id)
        ]
    }
