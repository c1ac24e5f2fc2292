"""Announcements and cascades for tests, through the product's own operations."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from heedful.domain.cases import operations as cases
from heedful.domain.cases.enums import CaseKind
from heedful.domain.communication import operations
from heedful.domain.communication.enums import Change, Side
from heedful.domain.communication.models import Announcement, AnnouncementVersion, Node
from heedful.domain.communication.operations import campaigns, cards
from heedful.domain.communication.queries import comprehension
from heedful.domain.communication.rules.wording import Words
from heedful.domain.organisation import operations as people
from heedful.domain.organisation import queries as organisation
from heedful.domain.strategy import operations as strategy
from heedful.domain.strategy.enums import DirectionKind, FactKind
from heedful.foundation.access import SYSTEM, Actor, Role
from heedful.workflows import cascade
from tests.factories.company import Company
from tests.factories.decisions import approved, proposal


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
    approver: Actor | None = None,
    **plan: Any,
) -> AnnouncementVersion:
    """Write, check, approve and release a version of an announcement."""
    leader = company.actor("leader")
    planned = operations.Plan(**{"effective_at": at + timedelta(days=6), "change": Change.MATERIAL} | plan)
    told = {"en": text or words()}
    operations.write(announcement_id=held.id, words=told, plan=planned, items=items, by=leader, at=at)
    operations.check(announcement_id=held.id, by=leader, at=at)
    operations.approve(announcement_id=held.id, by=approver or second(company, at), at=at)
    cascade.release(announcement_id=held.id, by=leader, at=at)
    return held.versions.order_by("-n")[0]


def node(company: Company, version: AnnouncementVersion, name: str) -> Node:
    """Return a colleague's place in a cascade."""
    return Node.objects.get(version_id=version.asks_id, person_id=company.people[name])


def acknowledge(company: Company, version: AnnouncementVersion, name: str, at: datetime) -> Node:
    """Let a colleague acknowledge."""
    found = node(company, version, name)
    return operations.acknowledge(node_id=found.id, version_n=version.n, language="en", by=company.actor(name), at=at)


def explained(company: Company, at: datetime) -> dict[str, UUID]:
    """Put a decision, its cascade that stopped half way, a question and a campaign into a company; ids by name."""
    begin = at - timedelta(days=4)
    deputy = people.add_person(
        name="Deputy Leader", email="deputy@simba.example", unit_id=company.units["root"], since=begin.date(),
        by=SYSTEM, at=begin,
    )  # fmt: skip
    people.grant_role(
        person_id=deputy.id, role=Role.CX_LEADER, unit_id=company.units["root"], since=begin.date(), by=SYSTEM, at=begin
    )
    decision = approved(company, begin, touchpoint_ids=(company.touchpoints["delivery"],))
    draft = strategy.propose(
        code="form", told=proposal(begin, title="One more form", topic="form", why="New form."),
        unit_id=company.units["root"], owner_id=company.people["leader"], by=company.actor("leader"), at=begin,
    )  # fmt: skip
    _directions(company, begin)
    held = begun(company, begin, decision_id=decision.id, topic="sorting-plan")
    approver = organisation.actor_for_person(organisation.person(deputy.id), begin)
    version = put_out(company, held, begin, items=ITEMS, approver=approver)
    cascade.keep(by=SYSTEM, at=begin + timedelta(days=1))
    later = begin + timedelta(days=2)
    for name in ("leader", "north-lead", "north-agent-2"):
        acknowledge(company, version, name, later)
    operations.brief(
        node_id=node(company, version, "leader").id, attendees=2, minutes=15, by=company.actor("leader"), at=later
    )
    place = node(company, version, "north-agent")
    agent = company.actor("north-agent")
    operations.ask(node_id=place.id, text="From which Monday?", blocking=True, by=agent, at=later)
    again = node(company, version, "north-agent-2")
    asked = {item.id: 1 for item in comprehension.drawn(again, 1)}
    operations.answer_check(node_id=again.id, answers=asked, by=company.actor("north-agent-2"), at=later)
    cascade.keep(by=SYSTEM, at=at)
    coming = begun(company, at, "next", audience_id=held.audience_id)
    operations.write(
        announcement_id=coming.id,
        words={"en": words(why="")},
        plan=operations.Plan(),
        by=company.actor("leader"),
        at=at,
    )
    campaign = campaigns.add_campaign(
        code="faster", name="A day faster", why="Customers asked for it.", unit_id=company.units["root"],
        launch_on=at.date(), announcement_ids=[held.id], by=company.actor("leader"), at=at,
    )  # fmt: skip
    campaigns.read_gate(campaign_id=campaign.id, by=company.actor("leader"), at=at)
    campaigns.add_budget(
        campaign_id=campaign.id, side=Side.EXTERNAL, month=at.date(), what="Radio", currency="KES",
        planned_minor=90_000_000, by=company.actor("leader"), at=at,
    )  # fmt: skip
    drafted = [
        cards.draft_card(
            told=cards.NewCard(
                code=code, topic="sorting-plan", audience_id=held.audience_id, language="en", question=question,
                wording=wording, valid_from=begin,
            ),
            by=company.actor("leader"), at=begin,
        )
        for code, question, wording in (
            ("stop", "Why did my parcel stop in Mombasa?", "It was sorted twice; from Monday it is not."),
            ("refund", "When do I get my money back?", "Within [[refund-days]], from the day you claim it."),
        )
    ]  # fmt: skip
    cards.approve_card(card_id=drafted[0].id, by=approver, at=begin)
    complaint = cases.open_case(
        matter=cases.Matter(
            kind=CaseKind.COMPLAINT, subject="Still sorted twice?", channel="phone", sender="Mrs Njeri",
            words="I asked when the new sorting plan begins and why my parcel stopped. Nobody knew.", received_at=at,
            unit_id=company.units["north-desk"], touchpoint_id=company.touchpoints["delivery"],
            colleague_id=company.people["north-agent"],
        ),
        by=SYSTEM, at=at,
    )  # fmt: skip
    return {
        "complaint": complaint.id,
        "decision": decision.id, "draft": draft.id, "announcement": held.id, "coming": coming.id, "node": place.id,
        "acknowledged": again.id, "manager": node(company, version, "north-lead").id, "campaign": campaign.id,
    }  # fmt: skip


def _directions(company: Company, at: datetime) -> None:
    leader, owner = company.actor("leader"), company.people["leader"]
    for code, kind, text, measure in (
        ("first", DirectionKind.DIRECTION, "Customers first", ""),
        ("punctual", DirectionKind.OBJECTIVE, "On the promised day", "Parcels on time"),
    ):
        told = strategy.Statement(
            text=text, why="Because they leave.", owner_id=owner, measure=measure, target="95 %",
            due_on=at.date() + timedelta(days=300),
        )  # fmt: skip
        strategy.state(code=code, kind=kind, told=told, by=leader, at=at)
        strategy.go_live(code=code, by=leader, at=at)
    strategy.add_initiative(
        code="punctual", name="Night sorting", owner_id=owner, starts_on=at.date(), budget_minor=120_000_000,
        currency="KES", by=leader, at=at,
    )  # fmt: skip
    sooner, dearer = (
        strategy.add_initiative(
            code="punctual", name=name, owner_id=owner, starts_on=at.date(), budget_minor=5_000_000, currency="KES",
            by=leader, at=at,
        )
        for name in ("Riders leave at five", "Fewer riders at dawn")
    )  # fmt: skip
    for work, up in ((sooner, True), (dearer, False)):
        load = {owner: 60}
        strategy.declare(initiative_id=work.id, drivers={"early-rounds": up}, loads=load, cuts=[], by=leader, at=at)
    strategy.add_policy(code="claims", name="Claims", owner_id=owner, by=leader, at=at)
    strategy.word_clause(
        policy_code="claims", code="refund", title="Refund", text="We refund within 5 days.", exemptable=True,
        why="Because people need their money.", by=leader, at=at,
    )  # fmt: skip
    strategy.set_fact(
        clause_code="refund", code="refund-days", name="Days to refund", kind=FactKind.DAYS, value="5", unit="days",
        by=leader, at=at,
    )  # fmt: skip
