"""Writes of audiences and announcements up to their approval."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from heedful.domain.communication.enums import Change, VersionState, VersionVerb
from heedful.domain.communication.models import (
    Announcement,
    AnnouncementVersion,
    AsksAgain,
    Audience,
    AudienceUnit,
    Item,
    Wording,
)
from heedful.domain.communication.queries.announcements import authored, gaps_of, in_force, under_way, words_of
from heedful.domain.communication.queries.contradictions import confirmed_in
from heedful.domain.communication.rules.states import VERSION, step
from heedful.domain.communication.rules.wording import LANGUAGES, PASSAGES, Words, must_be_material
from heedful.foundation.access import Actor, ActorKind, Permission
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import Conflict, Denied, NotFound, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How a version goes out: material or editorial, from when, by when people have read it, who is asked again."""

    change: Change = Change.MATERIAL
    effective_at: datetime | None = None
    head_start_hours: int = 24
    due_hours: int = 72
    calendar_id: UUID | None = None
    asks_again: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewItem:
    """A question of the comprehension check with four options, the first of which is counted as 0."""

    question: str
    options: tuple[str, str, str, str]
    right: int
    passage: str
    scenario: bool = False


@transaction.atomic
def add_audience(
    *,
    code: str,
    name: str,
    unit_ids: Sequence[UUID],
    left_out: Mapping[UUID, str] | None = None,
    by: Actor,
    at: datetime,
) -> Audience:
    """Name a group of colleagues by units; a unit below them may be left out by hand, with the reason kept."""
    by.require_everywhere(Permission.AUTHOR_ANNOUNCEMENTS)
    if Audience.objects.filter(code=code).exists():
        raise Refused("another audience has this code", field="code", value=code, fix="choose another code")
    if not unit_ids:
        raise Refused("an audience has at least one unit", field="units", fix="choose one")
    if any(not because.strip() for because in (left_out or {}).values()):
        raise Refused("leaving somebody out has a reason", field="left_out", fix="say why")
    added = Audience.objects.create(code=code, name=name)
    rows = [AudienceUnit(audience=added, unit_id=each) for each in unit_ids]
    rows += [AudienceUnit(audience=added, unit_id=each, excluded_because=why) for each, why in (left_out or {}).items()]
    AudienceUnit.objects.bulk_create(rows)
    audit.record(by=by, at=at, action="audience.added", entity="audience", entity_id=added.id)
    return added


@transaction.atomic
def begin(
    *, code: str, topic: str, audience_id: UUID, unit_id: UUID, decision_id: UUID | None = None, by: Actor, at: datetime
) -> Announcement:
    """Begin an announcement; there is one for a topic and an audience (invariant M8)."""
    by.require(Permission.AUTHOR_ANNOUNCEMENTS, unit_id)
    known = Announcement.objects.filter(topic=topic, audience_id=audience_id).first()
    if known is not None:
        raise Refused(
            "this audience is told about the topic already",
            field="topic",
            value=topic,
            fix=f"write the next version of {known.code}",
        )
    if Announcement.objects.filter(code=code).exists():
        raise Refused("another announcement has this code", field="code", value=code, fix="choose another code")
    added = Announcement.objects.create(
        code=code,
        topic=topic,
        audience_id=audience_id,
        unit_id=unit_id,
        decision_id=decision_id,
        owner_id=person_of(by),
    )
    audit.record(by=by, at=at, action="announcement.begun", entity="announcement", entity_id=added.id)
    return added


@transaction.atomic
def write(
    *,
    announcement_id: UUID,
    words: Mapping[str, Words],
    plan: Plan,
    items: Sequence[NewItem] = (),
    by: Actor,
    at: datetime,
) -> AnnouncementVersion:
    """Write the version under way anew, or begin the next one. What was checked or approved is a draft again."""
    held = authored(by, announcement_id, Permission.AUTHOR_ANNOUNCEMENTS)
    _check_written(words, plan, items)
    version, author = under_way(held.id), person_of(by)
    if version is None:
        n = held.versions.count() + 1
        version = AnnouncementVersion.objects.create(announcement=held, n=n, change=plan.change, author_id=author)
    else:
        move(version=version, verb=VersionVerb.EDIT, by=by, at=at, approved_by=None, author_id=author)
    for name, value in asdict(plan).items():
        if name != "asks_again":
            setattr(version, name, value)
    version.save()
    version.asks_again.all().delete()
    AsksAgain.objects.bulk_create([AsksAgain(version=version, unit_id=each) for each in set(plan.asks_again)])
    version.wordings.all().delete()
    Wording.objects.bulk_create(
        [Wording(version=version, language=code, **_columns(each)) for code, each in words.items()]
    )
    version.items.all().delete()
    Item.objects.bulk_create(
        [
            Item(version=version, n=n, **{**asdict(each), "options": list(each.options)})
            for n, each in enumerate(items, start=1)
        ]
    )
    audit.record(by=by, at=at, action="announcement.written", entity="version", entity_id=version.id)
    return version


@transaction.atomic
def check(*, announcement_id: UUID, by: Actor, at: datetime) -> AnnouncementVersion:
    """Check the draft: every gap is named at once; a change of matter cannot pass as editorial."""
    version = _under_way(announcement_id, by, Permission.AUTHOR_ANNOUNCEMENTS)
    refuse_gaps(version, at)
    return move(version=version, verb=VersionVerb.CHECK, by=by, at=at)


@transaction.atomic
def approve(*, announcement_id: UUID, by: Actor, at: datetime) -> AnnouncementVersion:
    """Approve the checked version by name; who wrote it cannot."""
    version = _under_way(announcement_id, by, Permission.RELEASE_ANNOUNCEMENTS)
    approver = person_of(by)
    if approver == version.author_id:
        raise Denied("nobody approves their own words", fix="ask a colleague who may release")
    return move(version=version, verb=VersionVerb.APPROVE, by=by, at=at, approved_by_id=approver)


@transaction.atomic
def withdraw(*, announcement_id: UUID, by: Actor, at: datetime) -> AnnouncementVersion:
    """Take the version under way back, else the one in force."""
    authored(by, announcement_id, Permission.RELEASE_ANNOUNCEMENTS)
    version = under_way(announcement_id) or in_force(announcement_id)
    if version is None:
        raise NotFound("nothing is under way or in force", field="announcement", value=announcement_id)
    return move(version=version, verb=VersionVerb.WITHDRAW, by=by, at=at, superseded_at=at)


def refuse_gaps(version: AnnouncementVersion, at: datetime) -> None:
    """Refuse a version with a gap, or an editorial one that changes matter; all reasons in one sentence."""
    missing = gaps_of(version, at)
    if missing:
        raise Refused("missing: " + "; ".join(missing), field="announcement", fix="write it, then check again")
    if said := confirmed_in(version):
        against = "; ".join(said)
        raise Refused(f"its words contradict others: {against}", field="announcement", fix="correct one of the texts")
    if version.change == Change.EDITORIAL:
        before = in_force(version.announcement_id)
        matter = must_be_material(words_of(before), words_of(version)) if before else ["nothing is in force yet"]
        if before is not None and before.effective_at != version.effective_at:
            matter = ["the date from which it holds differs", *matter]
        if matter:
            raise Refused("this is no editorial change: " + "; ".join(matter), field="change", fix="make it material")


def move(
    *, version: AnnouncementVersion, verb: VersionVerb, by: Actor, at: datetime, **changes: Any
) -> AnnouncementVersion:
    """Move a version through the table; raise Conflict when somebody else was first. Runs in the caller's atomic."""
    state = step(VERSION, VersionState(version.state), verb)
    rows = AnnouncementVersion.objects.filter(id=version.id, state=version.state)
    if not rows.update(state=state, **changes):
        raise Conflict("this version was changed by somebody else", field="state", fix="look at it again")
    version.refresh_from_db()
    data = {"state": state, "version": version.n}
    audit.record(by=by, at=at, action=f"announcement.{verb}", entity="version", entity_id=version.id, data=data)
    return version


def person_of(by: Actor) -> UUID:
    """Return the id of the colleague who acts; a key or the system cannot put a name to words."""
    if by.kind is not ActorKind.COLLEAGUE or by.id is None:
        raise Denied("only a person can do this", fix="sign in as a colleague")
    return by.id


def _under_way(announcement_id: UUID, by: Actor, permission: Permission) -> AnnouncementVersion:
    held = authored(by, announcement_id, permission)
    version = under_way(held.id)
    if version is None:
        raise NotFound("no version is under way", field="announcement", value=held.code, fix="write one")
    return version


def _columns(words: Words) -> dict[str, Any]:
    return {**asdict(words), "questions": [list(pair) for pair in words.questions]}


def _check_written(words: Mapping[str, Words], plan: Plan, items: Sequence[NewItem]) -> None:
    for language in words:
        if language not in LANGUAGES:
            raise Refused("not a language of this installation", field="language", value=language)
    if not 1 <= plan.due_hours <= 2_000 or not 0 <= plan.head_start_hours <= plan.due_hours:
        raise Refused("a head start ends before the due time", field="head_start_hours", value=plan.head_start_hours)
    for each in items:
        if (
            each.passage not in PASSAGES
            or not 0 <= each.right < 4
            or not all(option.strip() for option in each.options)
        ):
            raise Refused("a question has four options, a right one and a passage", field="items", value=each.question)
    if items and (len(items) < 3 or not any(each.scenario for each in items)):
        raise Refused(
            "a check has at least three questions, one of them a scenario",
            field="items",
            fix="add what a customer says",
        )
