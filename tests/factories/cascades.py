"""Announcements and cascades for tests, through the product's own operations."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from heedful.domain.communication import operations
from heedful.domain.communication.enums import Change
from heedful.domain.communication.models import Announcement, AnnouncementVersion, Node
from heedful.domain.communication.rules.wording import Words
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Actor
from heedful.workflows import cascade
from tests.factories.company import Company


def words(**changes: Any) -> Words:
    """Return complete words."""
    told: dict[str, Any] = {
        "title": "Night sorting on the coast",
        "what_changes": "From Monday parcels for the coast are sorted once, at night.",
        "why": "Parcels stood twice in the hall, and customers waited a day longer than promised.",
        "for_whom": "Everybody who speaks with customers of the coast.",
        "what_to_say": "Your parcel leaves the same night and arrives a day sooner.",
        "what_not_to_say": "Do not promise an hour of delivery.",
        "whom_to_ask": "Your team leader, then the sorting desk.",
        "questions": (("Why did my parcel stop in Mombasa?", "It was sorted twice; from Monday it is not."),),
    }
    return Words(**told | changes)


ITEMS = tuple(
    operations.NewItem(
        question=f"A customer asks {n}: what do you say?",
        options=("the same night", "tomorrow", "we do not know", "ask the depot"),
        right=0,
        passage="what_to_say",
        scenario=n == 1,
    )
    for n in (1, 2, 3)
)


def everybody(company: Company, at: datetime) -> UUID:
    """Return the audience of the whole company, its partner included."""
    root = [company.units["root"]]
    return operations.add_audience(code="all", name="Everybody", unit_ids=root, by=company.actor("leader"), at=at).id


def second(company: Company, at: datetime) -> Actor:
    """Return a second colleague who may release: the analyst, given the role for it."""
    from heedful.domain.organisation import operations as people
    from heedful.foundation.access import SYSTEM, Role

    analyst = company.people["analyst"]
    if Role.CX_LEADER not in company.actor("analyst").roles():
        people.grant_role(
            person_id=analyst, role=Role.CX_LEADER, unit_id=company.units["root"], since=at.date(), by=SYSTEM, at=at
        )
    return organisation.actor_for_person(organisation.person(analyst), at)


def begun(company: Company, at: datetime, code: str = "plan", **changes: Any) -> Announcement:
    """Return an announcement without a version."""
    told: dict[str, Any] = {"topic": code, "unit_id": company.units["root"], "by": company.actor("leader")}
    if "audience_id" not in changes:
        changes["audience_id"] = everybody(company, at)
    return operations.begin(code=code, at=at, **told | changes)


def put_out(
    company: Company,
    held: Announcement,
    at: datetime,
    *,
    text: Words | None = None,
    items: Sequence[operations.NewItem] = (),
    **plan: Any,
) -> AnnouncementVersion:
    """Write, check, approve and release a version of an announcement."""
    leader = company.actor("leader")
    planned = operations.Plan(**{"effective_at": at + timedelta(days=6), "change": Change.MATERIAL} | plan)
    told = {"en": text or words()}
    operations.write(announcement_id=held.id, words=told, plan=planned, items=items, by=leader, at=at)
    operations.check(announcement_id=held.id, by=leader, at=at)
    operations.approve(announcement_id=held.id, by=second(company, at), at=at)
    cascade.release(announcement_id=held.id, by=leader, at=at)
    return held.versions.order_by("-n")[0]


def node(company: Company, version: AnnouncementVersion, name: str) -> Node:
    """Return a colleague's place in a cascade."""
    return Node.objects.get(version_id=version.asks_id, person_id=company.people[name])


def acknowledge(company: Company, version: AnnouncementVersion, name: str, at: datetime) -> Node:
    """Let a colleague acknowledge."""
    found = node(company, version, name)
    return operations.acknowledge(node_id=found.id, version_n=version.n, language="en", by=company.actor(name), at=at)
