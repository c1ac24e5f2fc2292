"""The way of one decision to one colleague, with the time of everything that happened on it: for a trace."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from heedful.domain.communication.models import Announcement, AnnouncementVersion, AudienceUnit, Node, Question
from heedful.domain.communication.queries.announcements import title_of, units_of, words_of
from heedful.domain.communication.rules.wording import Words
from heedful.domain.organisation import queries as organisation
from heedful.foundation.days import day_of


@dataclass(frozen=True, slots=True)
class Way:
    """What a colleague of a unit was told of a decision by a time: the version out then and the way to them.

    `places` are their own place (last) and those above it. `covers` says whether the audience held their unit,
    `left_out` why somebody took it out by hand.
    """

    version: AnnouncementVersion | None
    announcement: Announcement | None
    title: str
    words: dict[str, Words]
    places: list[Node]
    covers: bool
    left_out: str


def way_to(decision_id: UUID, person_id: UUID | None, unit_id: UUID, at: datetime) -> Way:
    """Return the way of a decision to a colleague (or, where nobody is named, to a unit) as it was at `at`."""
    found = [_way(held, person_id, unit_id, at) for held in Announcement.objects.filter(decision_id=decision_id)]
    if not found:
        return Way(None, None, "", {}, [], False, "")
    return max(found, key=lambda way: (bool(way.places), way.covers, bool(way.left_out), way.version is not None))


def _way(held: Announcement, person_id: UUID | None, unit_id: UUID, at: datetime) -> Way:
    version = out_at(held.id, at)
    places = _places(version, person_id, at) if version and person_id else []
    covers = unit_id in units_of(held.audience_id, at)
    left_out = "" if covers or places else _left_out(held.audience_id, unit_id, at)
    words = words_of(version) if version else {}
    return Way(version, held, title_of(version), words, places, covers, left_out)


def out_at(announcement_id: UUID, at: datetime) -> AnnouncementVersion | None:
    """Return the newest version that was out at a time."""
    rows = AnnouncementVersion.objects.filter(announcement_id=announcement_id, released_at__lte=at)
    rows = rows.exclude(superseded_at__lte=at).prefetch_related("wordings")
    return rows.order_by("-n").first()


def _places(version: AnnouncementVersion, person_id: UUID, at: datetime) -> list[Node]:
    rows = Node.objects.filter(version_id=version.asks_id, required_since__lte=at).exclude(left_at__lte=at)
    known = {node.person_id: node for node in rows.select_related("person", "unit")}
    path: list[Node] = []
    node = known.get(person_id)
    while node is not None:
        path.append(node)
        node = known.get(node.parent_id) if node.parent_id else None
    return path[::-1]


def _left_out(audience_id: UUID, unit_id: UUID, at: datetime) -> str:
    for row in AudienceUnit.objects.filter(audience_id=audience_id).exclude(excluded_because=""):
        if unit_id in organisation.subtree_ids(row.unit_id, day_of(at)):
            return row.excluded_because
    return ""


def asked_by(person_id: UUID, announcement_id: UUID, at: datetime) -> Sequence[Question]:
    """Return what a colleague had asked about an announcement by a time."""
    return list(Question.objects.filter(asker_id=person_id, announcement_id=announcement_id, asked_at__lte=at))


def below(version_id: UUID, person_id: UUID | None, at: datetime) -> list[Node]:
    """Return the places of a version at or below a person at a time; without a person, all of them."""
    rows = Node.objects.filter(version_id=version_id, required_since__lte=at).exclude(left_at__lte=at)
    nodes = list(rows)
    if person_id is None:
        return nodes
    inside = {person_id}
    for node in sorted(nodes, key=lambda each: each.level):
        if node.parent_id in inside:
            inside.add(node.person_id)
    return [node for node in nodes if node.person_id in inside]


def lateness(nodes: Iterable[Node], at: datetime) -> dict[UUID, bool]:
    """Say of each person of a cascade whether they acknowledged after the due time or not by `at`."""
    return {
        node.person_id: node.due_at <= at and (node.acknowledged_at is None or node.acknowledged_at > node.due_at)
        for node in nodes
    }
