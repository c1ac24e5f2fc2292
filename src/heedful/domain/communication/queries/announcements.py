"""Reads of announcements, their versions and words."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from heedful.domain.communication.models import Announcement, AnnouncementVersion, Audience, Node
from heedful.domain.communication.rules.states import OUT
from heedful.domain.communication.rules.wording import FIELDS, Words, gaps
from heedful.domain.organisation import queries as organisation
from heedful.domain.strategy import queries as strategy
from heedful.foundation.access import Actor, Permission, within
from heedful.foundation.days import day_of
from heedful.foundation.errors import NotFound


def visible_to(actor: Actor) -> QuerySet[Announcement]:
    """Return the announcements of the units in reach, and those that people of these units must read."""
    rows = Announcement.objects.select_related("audience", "decision", "owner", "unit")
    if actor.everywhere(Permission.SEE_CASCADE):
        return rows
    reached = Node.objects.filter(within("unit_id", actor, Permission.SEE_CASCADE)).values("version__announcement_id")
    return rows.filter(within("unit_id", actor, Permission.SEE_CASCADE) | Q(id__in=reached))


def announcement(actor: Actor, announcement_id: UUID) -> Announcement:
    """Return an announcement in sight; raise NotFound otherwise."""
    found = visible_to(actor).filter(id=announcement_id).first()
    if found is None:
        raise NotFound("no announcement has this id", field="announcement", value=announcement_id)
    return found


def authored(actor: Actor, announcement_id: UUID, permission: Permission) -> Announcement:
    """Return an announcement in sight that the actor may also write or release."""
    found = announcement(actor, announcement_id)
    actor.require(permission, found.unit_id)
    return found


def under_way(announcement_id: UUID) -> AnnouncementVersion | None:
    """Return the version that is written, approved or cascaded now."""
    states = ["draft", "checked", "approved", "released"]
    rows = AnnouncementVersion.objects.filter(announcement_id=announcement_id, state__in=states)
    return rows.select_related("announcement", "asks").prefetch_related("wordings").first()


def in_force(announcement_id: UUID) -> AnnouncementVersion | None:
    """Return the version in force."""
    rows = AnnouncementVersion.objects.filter(announcement_id=announcement_id, state="in_force")
    return rows.select_related("announcement", "asks").prefetch_related("wordings").first()


def out_now(announcement_id: UUID) -> AnnouncementVersion | None:
    """Return the newest version that people are asked to read."""
    rows = AnnouncementVersion.objects.filter(announcement_id=announcement_id, state__in=OUT).order_by("-n")
    return rows.select_related("announcement__decision", "asks").prefetch_related("wordings").first()


def released(announcement_id: UUID, n: int) -> AnnouncementVersion | None:
    """Return a version that went out at some time; None where there is no such."""
    rows = AnnouncementVersion.objects.filter(announcement_id=announcement_id, n=n, asks__isnull=False)
    return rows.select_related("announcement", "asks").prefetch_related("wordings").first()


def current(announcement_ids: Collection[UUID]) -> dict[UUID, tuple[AnnouncementVersion | None, str]]:
    """Return (the newest version out, a title) of each announcement, with as many queries for one as for a hundred."""
    rows = AnnouncementVersion.objects.filter(announcement_id__in=announcement_ids).prefetch_related("wordings")
    found: dict[UUID, tuple[AnnouncementVersion | None, str]] = {}
    for row in rows.order_by("n"):
        out, title = found.get(row.announcement_id, (None, ""))
        found[row.announcement_id] = (row if row.state in OUT else out, title_of(row) or title)
    return found


def versions(announcement_id: UUID) -> QuerySet[AnnouncementVersion]:
    """Return all versions of an announcement, newest first."""
    return AnnouncementVersion.objects.filter(announcement_id=announcement_id).select_related("author", "approved_by")


def words_of(version: AnnouncementVersion) -> dict[str, Words]:
    """Return the words of a version by language."""
    return {
        row.language: Words(
            **{name: getattr(row, name) for name in FIELDS}, questions=tuple((q, a) for q, a in row.questions)
        )
        for row in version.wordings.all()
    }


def facts_at(at: datetime) -> dict[str, str]:
    """Return the values of facts as texts show them, by code."""
    return {code: f"{row.value} {row.unit}".strip() for code, row in strategy.facts_in_force(at).items()}


def gaps_of(version: AnnouncementVersion, at: datetime) -> list[str]:
    """List what a version lacks before it may go out."""
    facts = facts_at(version.effective_at or at)
    return gaps(words_of(version), effective_at=version.effective_at, facts=facts)


def audiences() -> QuerySet[Audience]:
    """Return all audiences with their units."""
    return Audience.objects.prefetch_related("units__unit")


def audience(code: str) -> Audience:
    """Return the audience with this code."""
    found = Audience.objects.filter(code=code).first()
    if found is None:
        raise NotFound("no audience has this code", field="audience", value=code)
    return found


def units_of(audience_id: UUID, at: datetime) -> frozenset[UUID]:
    """Return the ids of all units of an audience at a time, without those left out by hand."""
    inside: set[UUID] = set()
    outside: set[UUID] = set()
    for row in Audience.objects.get(id=audience_id).units.all():
        (outside if row.excluded_because else inside).update(organisation.subtree_ids(row.unit_id, day_of(at)))
    return frozenset(inside - outside)


def title_of(version: AnnouncementVersion | None) -> str:
    """Return a version's title, in English where there is one."""
    titles = {row.language: row.title for row in version.wordings.all()} if version else {}
    return titles.get("en") or next(iter(titles.values()), "")
