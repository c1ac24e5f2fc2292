"""Which words held at a time, and who of whom has acknowledged them: for what is built on announcements."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from heedful.domain.communication.models import Announcement, AnnouncementVersion, AudienceUnit, Node
from heedful.domain.communication.queries.announcements import facts_at, words_of
from heedful.domain.communication.rules.wording import FIELDS, Words, filled_in

Held = AnnouncementVersion
"""A version that holds, as other areas name it."""


@dataclass(frozen=True, slots=True)
class Read:
    """How many colleagues of a unit must acknowledge, have, and are late: a census."""

    required: int
    acknowledged: int
    late: int


def held_at(announcement_ids: Collection[UUID], at: datetime) -> dict[UUID, AnnouncementVersion]:
    """Return the version of each announcement that was in force at a time, with its words."""
    rows = AnnouncementVersion.objects.filter(
        Q(superseded_at__isnull=True) | Q(superseded_at__gt=at),
        announcement_id__in=announcement_ids,
        released_at__lte=at,
        effective_at__lte=at,
    )
    rows = rows.select_related("announcement__audience", "announcement__owner", "approved_by")
    return {row.announcement_id: row for row in rows.prefetch_related("wordings").order_by("n")}


def words_at(version: AnnouncementVersion, at: datetime) -> dict[str, Words]:
    """Return the words of a version by language, with the values that the facts they refer to had at a time."""
    facts = facts_at(at)

    def filled(words: Words) -> Words:
        said = {name: filled_in(getattr(words, name), facts) for name in FIELDS}
        pairs = [(filled_in(question, facts), filled_in(answer, facts)) for question, answer in words.questions]
        return Words(**said, questions=tuple(pairs))

    return {language: filled(words) for language, words in words_of(version).items()}


def read_by_unit(versions: Collection[AnnouncementVersion], at: datetime) -> dict[tuple[UUID, UUID], Read]:
    """Return who has acknowledged, by (announcement, unit), of those whom some versions ask and who have not left."""
    roots = {each.asks_id: each.announcement_id for each in versions if each.asks_id}
    late = Q(acknowledged_at__isnull=True, due_at__lte=at)
    rows = (
        Node.objects.filter(version_id__in=roots, left_at__isnull=True)
        .values("version_id", "unit_id")
        .annotate(
            required=Count("id"),
            acknowledged=Count("id", filter=Q(acknowledged_at__isnull=False)),
            late=Count("id", filter=late),
        )
    )
    return {
        (roots[row["version_id"]], row["unit_id"]): Read(row["required"], row["acknowledged"], row["late"])
        for row in rows
    }


def audiences_of(announcement_ids: Collection[UUID]) -> dict[UUID, tuple[frozenset[UUID], frozenset[UUID]]]:
    """Return the units inside and those left out, as they are named by the audience of each announcement."""
    held = dict(Announcement.objects.filter(id__in=announcement_ids).values_list("id", "audience_id"))
    units: dict[UUID, tuple[set[UUID], set[UUID]]] = {}
    for row in AudienceUnit.objects.filter(audience_id__in=held.values()):
        units.setdefault(row.audience_id, (set(), set()))[bool(row.excluded_because)].add(row.unit_id)
    empty: tuple[set[UUID], set[UUID]] = (set(), set())
    found = {key: units.get(audience, empty) for key, audience in held.items()}
    return {key: (frozenset(inside), frozenset(outside)) for key, (inside, outside) in found.items()}
