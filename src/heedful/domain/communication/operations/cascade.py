"""The cascade of a version: release to everybody required, joiners and leavers, delivery, escalation, force."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from heedful.domain.communication.enums import Change, Reason, VersionState, VersionVerb
from heedful.domain.communication.models import AnnouncementVersion, Node
from heedful.domain.communication.operations.announcements import move, refuse_gaps
from heedful.domain.communication.queries.announcements import authored, in_force, under_way, units_of
from heedful.domain.communication.queries.cascade import (
    asking,
    due_to_take_force,
    late_unescalated,
    unbriefed,
    undelivered,
)
from heedful.domain.communication.rules.states import VERSION, step
from heedful.domain.communication.rules.tree import Hop, Member, plan
from heedful.domain.organisation import queries as organisation
from heedful.domain.organisation.queries import calendars
from heedful.domain.strategy.enums import DecisionState
from heedful.domain.strategy.rules.states import APPROVED_STATES
from heedful.foundation import bulk
from heedful.foundation.access import Actor, Permission
from heedful.foundation.audit import operations as audit
from heedful.foundation.days import day_of
from heedful.foundation.errors import NotFound, Refused
from heedful.foundation.notify import operations as notify

HOUR = 3_600
BETWEEN_REMINDERS = timedelta(days=1)


@transaction.atomic
def release(*, announcement_id: UUID, by: Actor, at: datetime) -> AnnouncementVersion:
    """Send the approved version out: each person of the audience gets a place in the cascade and a due time.

    Editorial versions take force at once and keep what people have acknowledged.
    """
    held = authored(by, announcement_id, Permission.RELEASE_ANNOUNCEMENTS)
    version = under_way(held.id)
    if version is None:
        raise NotFound("no version is under way", field="announcement", value=held.code, fix="write one")
    step(VERSION, VersionState(version.state), VersionVerb.RELEASE)
    refuse_gaps(version, at)
    if held.decision is not None and held.decision.state == DecisionState.EMBARGOED:
        until = f"{held.decision.embargo_until:%Y-%m-%d}"
        raise Refused("its decision is under embargo", field="decision", value=until, fix="end the embargo first")
    if held.decision is not None and held.decision.state not in APPROVED_STATES:
        raise Refused("its decision is not approved", field="decision", fix="have it approved first")
    before = in_force(held.id)
    asks = before.asks_id if before and version.change == Change.EDITORIAL else version.id
    move(version=version, verb=VersionVerb.RELEASE, by=by, at=at, released_at=at, asks_id=asks)
    if version.change == Change.EDITORIAL:
        _take_force(version, by, at)
        return version
    hops = _hops(version, at)
    again = _asked_again(version, at)
    kept = {} if before is None else {
        node.person_id: node
        for node in Node.objects.filter(version_id=before.asks_id, acknowledged_at__isnull=False)
        if again is not None and node.unit_id not in again
    }  # fmt: skip
    nodes = _nodes(version, hops, Reason.SNAPSHOT, at)
    for node in nodes:
        if old := kept.get(node.person_id):
            _carry(node, old)
    bulk.insert(nodes)
    audit.record(
        by=by, at=at, action="cascade.planned", entity="version", entity_id=version.id, data={"people": len(nodes)}
    )
    if version.effective_at and version.effective_at <= at:
        _take_force(version, by, at)
    return version


@transaction.atomic
def follow_organisation(*, by: Actor, at: datetime) -> int:
    """Ask joiners and those who came back, let leavers go; return how many places changed (invariant M2)."""
    changed = 0
    for version, newest in asking():
        hops = {hop.id: hop for hop in _hops(version, at)}
        known = {node.person_id: node for node in version.nodes.all()}
        new = [hop for person_id, hop in hops.items() if person_id not in known and newest]
        back = [known[person_id] for person_id in hops if person_id in known and known[person_id].left_at]
        gone = [node for node in known.values() if node.person_id not in hops and node.left_at is None]
        joined = _nodes(version, new, Reason.JOINER, at)
        bulk.insert(joined)
        for node in back:
            opened, due = _times(version, at)
            node.left_at, node.reason, node.required_since = None, Reason.RETURNER, at
            node.opens_at, node.due_at, node.escalated_at = opened, due, None
        Node.objects.bulk_update(back, ["left_at", "reason", "required_since", "opens_at", "due_at", "escalated_at"])
        Node.objects.filter(id__in=[node.id for node in gone]).update(left_at=at)
        for what, nodes in (("joined", joined), ("came_back", back), ("left", gone)):
            for node in nodes:
                audit.record(by=by, at=at, action=f"cascade.{what}", entity="node", entity_id=node.id)
        changed += len(joined) + len(back) + len(gone)
    return changed


@transaction.atomic
def deliver_due(*, at: datetime, limit: int = 500) -> int:
    """Put what has opened before people: a notice and a mail each, once; return how many."""
    nodes = undelivered(at, limit)
    for node in nodes:
        title = _title(node)
        subject = f"To read: {title}"
        url = f"/explain/read/{node.id}/"
        key = f"node:{node.id}:{node.required_since.isoformat()}"
        notify.tell(person_id=node.person_id, subject=subject, url=url, at=at, key=key)
        text = f"{title}\n\nRead it, say that you have read it, and ask what you do not understand.\n"
        notify.mail(to=node.person.email, subject=subject, text=text, at=at, key=key)
    Node.objects.filter(id__in=[node.id for node in nodes]).update(delivered_at=at)
    return len(nodes)


@transaction.atomic
def escalate_due(*, at: datetime, limit: int = 500) -> int:
    """Tell the level above about each late hop, once, and remind the person; return how many."""
    nodes = late_unescalated(at, limit)
    for node in nodes:
        title = _title(node)
        notify.tell(
            person_id=node.person_id,
            subject=f"Overdue: {title}",
            url=f"/explain/read/{node.id}/",
            at=at,
            key=f"late:{node.id}:{node.due_at.isoformat()}",
        )
        if node.parent_id is not None:
            notify.tell(
                person_id=node.parent_id,
                subject=f"{node.person.name} has not acknowledged “{title}”",
                url=f"/explain/announcements/{node.version.announcement_id}/",
                at=at,
                key=f"late:{node.id}:{node.due_at.isoformat()}:above",
            )
    Node.objects.filter(id__in=[node.id for node in nodes]).update(escalated_at=at)
    return len(nodes)


@transaction.atomic
def remind_briefings(*, at: datetime) -> int:
    """Remind managers who have read but not briefed, when it is due and a day later; return how many."""
    count = 0
    for node in unbriefed(at):
        if node.reminded_at and datetime.fromisoformat(node.reminded_at[-1]) + BETWEEN_REMINDERS > at:
            continue
        count += 1
        notify.tell(
            person_id=node.person_id,
            subject=f"Your team waits for your briefing: {_title(node)}",
            url=f"/explain/read/{node.id}/",
            at=at,
            key=f"brief:{node.id}:{len(node.reminded_at)}",
        )
        Node.objects.filter(id=node.id).update(reminded_at=[*node.reminded_at, at.isoformat()])
    return count


@transaction.atomic
def take_force_due(*, by: Actor, at: datetime) -> int:
    """Put released versions whose day has come in force; return how many."""
    versions = due_to_take_force(at)
    for version in versions:
        _take_force(version, by, at)
    return len(versions)


def _take_force(version: AnnouncementVersion, by: Actor, at: datetime) -> None:
    before = in_force(version.announcement_id)
    if before is not None:
        move(version=before, verb=VersionVerb.SUPERSEDE, by=by, at=at, superseded_at=at)
    move(version=version, verb=VersionVerb.TAKE_FORCE, by=by, at=at)


def _hops(version: AnnouncementVersion, at: datetime) -> list[Hop]:
    units = units_of(version.announcement.audience_id, at)
    members = [Member(*row) for row in organisation.placed_in(units, day_of(at))]
    if not members:
        raise Refused("nobody is in this audience", field="audience", fix="choose units with people")
    return plan(members, organisation.units_above(day_of(at)))


def _asked_again(version: AnnouncementVersion, at: datetime) -> frozenset[UUID] | None:
    """Return the units that a material version asks again; None stands for all."""
    named = [row.unit_id for row in version.asks_again.all()]
    if not named:
        return None
    return frozenset().union(*(organisation.subtree_ids(unit_id, day_of(at)) for unit_id in named))


def _nodes(version: AnnouncementVersion, hops: Iterable[Hop], reason: Reason, at: datetime) -> list[Node]:
    opened, due = _times(version, at)
    return [
        Node(
            version_id=version.id,
            person_id=hop.id,
            unit_id=hop.unit_id,
            parent_id=hop.parent_id,
            level=hop.level,
            manages=hop.manages,
            reason=reason,
            required_since=at,
            opens_at=at if hop.manages else opened,
            due_at=due,
        )
        for hop in hops
    ]


def _times(version: AnnouncementVersion, at: datetime) -> tuple[datetime, datetime]:
    """Return when it opens for those who manage nobody, and by when it is acknowledged, on its working calendar."""
    if version.calendar_id is None:
        return at + timedelta(hours=version.head_start_hours), at + timedelta(hours=version.due_hours)
    table = calendars.table(calendars.versions_in_force(at)[version.calendar_id], at, at)
    start = int(at.timestamp())
    opened, due = (
        datetime.fromtimestamp(table.add(start, hours * HOUR) if hours else start, tz=at.tzinfo)
        for hours in (version.head_start_hours, version.due_hours)
    )
    return opened, due


def _carry(node: Node, old: Node) -> None:
    """Keep what a person not asked again has acknowledged, and of which version."""
    node.delivered_at, node.seen_at, node.acknowledged_at = old.delivered_at, old.seen_at, old.acknowledged_at
    node.acknowledged_version_id, node.language = old.acknowledged_version_id, old.language
    node.briefed_at = old.briefed_at if node.manages else None
    node.first_passed, node.tried_at = old.first_passed, old.tried_at


def _title(node: Node) -> str:
    wordings = {row.language: row.title for row in node.version.wordings.all()}
    return wordings.get("en") or next(iter(wordings.values()))
