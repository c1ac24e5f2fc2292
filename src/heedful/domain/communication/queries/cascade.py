"""Reads of the cascade: what is due, late, or waits to be put before somebody; and one person's list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from heedful.domain.communication.enums import Standing
from heedful.domain.communication.models import AnnouncementVersion, Node
from heedful.domain.communication.queries.announcements import facts_at, title_of, words_of
from heedful.domain.communication.rules.load import minutes
from heedful.domain.communication.rules.states import OUT
from heedful.domain.communication.rules.wording import FIELDS, Words, filled_in
from heedful.foundation.access import Actor, Permission, within
from heedful.foundation.errors import NotFound

REMINDERS = 2


@dataclass(frozen=True, slots=True)
class ToRead:
    """One item of a person's list: the node, the version shown for it, its words with the values of facts."""

    node: Node
    version: AnnouncementVersion
    language: str
    languages: tuple[str, ...]
    words: Words
    minutes: float


def asking() -> list[tuple[AnnouncementVersion, bool]]:
    """Return the versions that ask people now, each with whether it is the newest of its announcement."""
    rows = AnnouncementVersion.objects.filter(state__in=OUT).order_by("announcement_id", "-n")
    found: dict[UUID, bool] = {}
    seen: set[UUID] = set()
    for row in rows:
        if row.asks_id is not None:
            found.setdefault(row.asks_id, row.announcement_id not in seen)
        seen.add(row.announcement_id)
    versions = AnnouncementVersion.objects.select_related("announcement").in_bulk(list(found))
    return [(versions[version_id], newest) for version_id, newest in found.items()]


def _live() -> Q:
    """Keep nodes of versions that ask now, of people who are here."""
    roots = AnnouncementVersion.objects.filter(state__in=OUT).values("asks_id")
    return Q(version_id__in=roots, left_at__isnull=True)


def undelivered(at: datetime, limit: int) -> list[Node]:
    """Return nodes that have opened and were not put before their person yet."""
    rows = Node.objects.filter(_live(), opens_at__lte=at, delivered_at__isnull=True).select_related("person", "version")
    return list(rows.prefetch_related("version__wordings").order_by("opens_at", "id")[:limit])


def _late(at: datetime) -> QuerySet[Node]:
    rows = Node.objects.filter(_live(), due_at__lte=at, acknowledged_at__isnull=True)
    return rows.exclude(excused_until__gt=at)


def late_count(actor: Actor, at: datetime) -> int:
    """Count the people in reach who are late with something they must know, once for each thing."""
    return _late(at).filter(within("unit_id", actor, Permission.SEE_CASCADE)).count()


def late_unescalated(at: datetime, limit: int) -> list[Node]:
    """Return nodes that are late at `at` and whose level above was not told."""
    rows = _late(at).filter(escalated_at__isnull=True)
    rows = rows.select_related("person", "version").prefetch_related("version__wordings")
    return list(rows.order_by("due_at", "id")[:limit])


def unbriefed(at: datetime) -> list[Node]:
    """Return the managers who acknowledged, are past the due time, and have not briefed nor been reminded twice."""
    rows = Node.objects.filter(
        _live(), manages=True, acknowledged_at__lte=at, briefed_at__isnull=True, due_at__lte=at
    ).exclude(excused_until__gt=at)
    rows = rows.select_related("version").prefetch_related("version__wordings")
    return [node for node in rows.order_by("due_at", "id") if len(node.reminded_at) < REMINDERS]


def due_to_take_force(at: datetime) -> list[AnnouncementVersion]:
    """Return released versions whose day has come."""
    rows = AnnouncementVersion.objects.filter(state="released", effective_at__lte=at)
    return list(rows.select_related("announcement"))


def standing(node: Node, at: datetime) -> Standing:
    """Say how far it came with one person at a time."""
    if node.left_at is not None and node.left_at <= at:
        return Standing.LEFT
    if node.briefed_at is not None:
        return Standing.BRIEFED
    if node.acknowledged_at is not None:
        return Standing.ACKNOWLEDGED
    if node.excused_until is not None and node.excused_until > at:
        return Standing.EXCUSED
    if node.due_at <= at:
        return Standing.LATE
    if node.seen_at is not None:
        return Standing.SEEN
    return Standing.DELIVERED if node.delivered_at is not None else Standing.DUE


def mine(person_id: UUID, at: datetime) -> QuerySet[Node]:
    """Return what a person must read or has read, of what is out now: unread first, by due time."""
    rows = Node.objects.filter(_live(), person_id=person_id, opens_at__lte=at)
    rows = rows.select_related("version__announcement").prefetch_related("version__wordings")
    return rows.order_by("acknowledged_at", "due_at")


def unread_count(person_id: UUID, at: datetime) -> int:
    """Count what a person has still to acknowledge."""
    return Node.objects.filter(_live(), person_id=person_id, opens_at__lte=at, acknowledged_at__isnull=True).count()


def holding_at(person_id: UUID, touchpoint_id: UUID, at: datetime, limit: int = 2) -> list[ToRead]:
    """Return what a person was told about decisions that customers notice at a touchpoint, newest first."""
    nodes = mine(person_id, at).filter(version__announcement__decision__touchpoints__touchpoint_id=touchpoint_id)
    return [to_read(node) for node in nodes.order_by("-required_since")[:limit]]


def entries(nodes: Sequence[Node]) -> list[tuple[Node, str, float]]:
    """Return (node, title, minutes) for a list, with as many queries for one as for a hundred."""
    rows = AnnouncementVersion.objects.filter(asks_id__in={node.version_id for node in nodes}, state__in=OUT)
    shown = {row.asks_id: row for row in rows.prefetch_related("wordings", "items").order_by("n")}
    found = []
    for node in nodes:
        version = shown[node.version_id]
        words = words_of(version)
        count = max((len(each.text().split()) for each in words.values()), default=0)
        found.append((node, title_of(version), minutes(count, min(3, len(version.items.all())))))
    return found


def own_node(by: Actor, node_id: UUID, at: datetime) -> Node:
    """Return the actor's own open node; anybody else's does not exist for them (invariant M15)."""
    found = Node.objects.filter(_live(), id=node_id, opens_at__lte=at)
    found = found.filter(person_id=by.id) if by.id else found.none()
    node = found.select_related("version__announcement__decision", "version__announcement__owner").first()
    if node is None:
        raise NotFound("nothing to read has this id", field="node", value=node_id)
    return node


def to_read(node: Node, language: str = "") -> ToRead:
    """Return what is shown for a node: the newest version out that it stands for, in one of its languages."""
    rows = AnnouncementVersion.objects.filter(asks_id=node.version_id, state__in=OUT).order_by("-n")
    version = rows.select_related("announcement").prefetch_related("wordings", "items").first()
    if version is None:
        raise NotFound("this is no longer out", field="node", value=node.id)
    words = words_of(version)
    chosen = language if language in words else ("en" if "en" in words else min(words))
    facts = facts_at(version.effective_at or node.required_since)
    shown = words[chosen]
    texts = {name: filled_in(getattr(shown, name), facts) for name in FIELDS}
    pairs = tuple((filled_in(question, facts), filled_in(answer, facts)) for question, answer in shown.questions)
    count = len(shown.text().split())
    filled = Words(**texts, questions=pairs)
    quiz = min(3, node.version.items.count())
    return ToRead(node, version, chosen, tuple(sorted(words)), filled, minutes(count, quiz))
