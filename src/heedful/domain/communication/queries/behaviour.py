"""What colleagues did to understand an announcement: questions asked, and how long until nearly all understood."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from uuid import UUID

from heedful.domain.communication.models import Node, Question
from heedful.domain.communication.queries.board import counts
from heedful.foundation.access import Actor, Permission, within

UNDERSTOOD = 0.95


@dataclass(frozen=True, slots=True)
class Asked:
    """An announcement in force: people who must know it, their questions, hours from effect until 95 % understood.

    `hours` is None where that is not reached; it is negative where they understood before it took effect.
    """

    announcement_id: UUID
    code: str
    people: int
    questions: int
    hours: float | None

    @property
    def per_hundred(self) -> float:
        """Questions per hundred people."""
        return 100 * self.questions / self.people


def asked_inside(actor: Actor, since: datetime, until: datetime) -> list[Asked]:
    """Read the announcements that took effect in [since, until), in the units in reach."""
    reach = within("unit_id", actor, Permission.SEE_CASCADE)
    rows = Node.objects.filter(reach, version__effective_at__gte=since, version__effective_at__lt=until)
    places: dict[UUID, list[Node]] = defaultdict(list)
    for node in rows.select_related("version__announcement"):
        if counts(node, until):
            places[node.version_id].append(node)
    asked: Counter[tuple[UUID, UUID]] = Counter()
    wanted = {of[0].version.announcement_id for of in places.values()}
    questions = Question.objects.filter(reach, announcement_id__in=wanted, asked_at__lt=until)
    for key in questions.values_list("announcement_id", "unit_id"):
        asked[key] += 1
    return sorted((_asked(of, asked, until) for of in places.values()), key=lambda each: -each.per_hundred)


def _asked(nodes: list[Node], asked: Counter[tuple[UUID, UUID]], until: datetime) -> Asked:
    version = nodes[0].version
    held = version.announcement
    questions = sum(n for (announcement_id, _), n in asked.items() if announcement_id == held.id)
    passed = sorted(node.tried_at for node in nodes if node.first_passed and node.tried_at and node.tried_at < until)
    needed = ceil(UNDERSTOOD * len(nodes))
    begins = version.effective_at
    hours = (passed[needed - 1] - begins).total_seconds() / 3_600 if begins and len(passed) >= needed else None
    return Asked(held.id, held.code, len(nodes), questions, hours)
