"""Writes of campaigns: the gate is read at launch, whichever door asks; an override carries a name."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from heedful.domain.communication.enums import CampaignState, CampaignVerb, Side
from heedful.domain.communication.models import BudgetLine, Campaign, CampaignAnnouncement, GateReading
from heedful.domain.communication.operations.announcements import person_of
from heedful.domain.communication.queries.campaigns import campaign, due_for_check, readiness
from heedful.domain.communication.rules.readiness import check_override
from heedful.domain.communication.rules.states import CAMPAIGN, step
from heedful.domain.communication.rules.wording import LANGUAGES
from heedful.foundation.access import Actor, Permission
from heedful.foundation.audit import operations as audit
from heedful.foundation.days import day_of
from heedful.foundation.errors import Conflict, Denied, Refused


class NotReady(Refused):
    """The gate is closed; the message lists what is missing inside."""


@transaction.atomic
def add_campaign(
    *,
    code: str,
    name: str,
    why: str,
    unit_id: UUID,
    launch_on: date,
    announcement_ids: Sequence[UUID],
    customer_text: str = "",
    language: str = "en",
    by: Actor,
    at: datetime,
) -> Campaign:
    """Plan a campaign to customers, with the announcements that prepare those inside."""
    by.require(Permission.LAUNCH_CAMPAIGNS, unit_id)
    if Campaign.objects.filter(code=code).exists():
        raise Refused("another campaign has this code", field="code", value=code, fix="choose another code")
    if not name.strip():
        raise Refused("a campaign has a name", field="name")
    if language not in LANGUAGES:
        raise Refused("not a language of this installation", field="language", value=language)
    added = Campaign.objects.create(
        code=code, name=name, why=why, unit_id=unit_id, owner_id=person_of(by), launch_on=launch_on,
        customer_text=customer_text, language=language,
    )  # fmt: skip
    CampaignAnnouncement.objects.bulk_create(
        [CampaignAnnouncement(campaign=added, announcement_id=each) for each in set(announcement_ids)]
    )
    audit.record(by=by, at=at, action="campaign.added", entity="campaign", entity_id=added.id)
    return added


@transaction.atomic
def reword(*, campaign_id: UUID, customer_text: str, by: Actor, at: datetime) -> Campaign:
    """Change what customers will read or hear."""
    held = campaign(by, campaign_id)
    by.require(Permission.LAUNCH_CAMPAIGNS, held.unit_id)
    Campaign.objects.filter(id=held.id).update(customer_text=customer_text.strip())
    audit.record(by=by, at=at, action="campaign.reworded", entity="campaign", entity_id=held.id)
    held.refresh_from_db()
    return held


@transaction.atomic
def read_gate(*, campaign_id: UUID, by: Actor, at: datetime) -> GateReading:
    """Judge whether those inside are ready and keep the answer; a ready campaign can fall back."""
    held = campaign(by, campaign_id)
    by.require(Permission.LAUNCH_CAMPAIGNS, held.unit_id)
    return _read(held, by, at)


def launch(*, campaign_id: UUID, by: Actor, at: datetime) -> Campaign:
    """Start a campaign if the gate is open at this moment; otherwise refuse, with the list (invariant M6).

    The reading is kept although the launch is refused, so it has a transaction of its own.
    """
    held = campaign(by, campaign_id)
    by.require(Permission.LAUNCH_CAMPAIGNS, held.unit_id)
    _refuse_started(held)
    with transaction.atomic():
        reading = _read(held, by, at)
        if reading.ready:
            return _move(held, CampaignVerb.LAUNCH, by, at, launched_at=at)
    missing = "; ".join(f"{each['name']}: {each['found']}" for each in reading.conditions if not each["met"])
    raise NotReady(f"those inside are not ready. {missing}", field="campaign", fix="prepare them, or override by name")


@transaction.atomic
def launch_by_override(*, campaign_id: UUID, because: str, until: datetime, by: Actor, at: datetime) -> Campaign:
    """Start a campaign although those inside are not ready: by name, with a reason and an expiry, for the board."""
    held = campaign(by, campaign_id)
    by.require(Permission.OVERRIDE_READINESS, held.unit_id)
    approver = person_of(by)
    if approver == held.owner_id:
        raise Denied("nobody overrides the gate for their own campaign", fix="ask another approver")
    check_override(because=because, until=until, at=at)
    _refuse_started(held)
    reading = _read(held, by, at)
    if reading.ready:
        raise Refused("those inside are ready: there is nothing to override", field="campaign", fix="launch it")
    GateReading.objects.filter(id=reading.id).update(
        overridden_by_id=approver, override_because=because, override_until=until
    )
    return _move(held, CampaignVerb.OVERRIDE, by, at, launched_at=at)


@transaction.atomic
def read_due_gates(*, by: Actor, at: datetime) -> int:
    """Read the gate of each campaign that starts within a week; return how many."""
    due = due_for_check(day_of(at))
    for held in due:
        _read(held, by, at)
    return len(due)


@transaction.atomic
def add_budget(
    *,
    campaign_id: UUID | None,
    side: Side,
    month: date,
    what: str,
    currency: str = "",
    planned_minor: int = 0,
    spent_minor: int = 0,
    planned_minutes: int = 0,
    spent_minutes: int = 0,
    by: Actor,
    at: datetime,
) -> BudgetLine:
    """Add a line of time and money, inside or outside; without a campaign it is unassigned."""
    if campaign_id is None:
        by.require_everywhere(Permission.LAUNCH_CAMPAIGNS)
    else:
        by.require(Permission.LAUNCH_CAMPAIGNS, campaign(by, campaign_id).unit_id)
    if (planned_minor or spent_minor) and not currency:
        raise Refused("money has a currency", field="currency", fix="write it as KES")
    line = BudgetLine.objects.create(
        campaign_id=campaign_id,
        side=side,
        month=month.replace(day=1),
        what=what,
        currency=currency,
        planned_minor=planned_minor,
        spent_minor=spent_minor,
        planned_minutes=planned_minutes,
        spent_minutes=spent_minutes,
    )
    audit.record(by=by, at=at, action="budget.added", entity="budget", entity_id=line.id)
    return line


def _refuse_started(held: Campaign) -> None:
    """Refuse a campaign that has started: no door starts it twice."""
    step(CAMPAIGN, CampaignState(held.state), CampaignVerb.FIND_READY)


def _read(held: Campaign, by: Actor, at: datetime) -> GateReading:
    found = readiness(held, at)
    ready = all(each.met for each in found)
    _move(held, CampaignVerb.FIND_READY if ready else CampaignVerb.FIND_NOT_READY, by, at)
    return GateReading.objects.create(campaign=held, at=at, ready=ready, conditions=[each.record() for each in found])


def _move(held: Campaign, verb: CampaignVerb, by: Actor, at: datetime, **changes: Any) -> Campaign:
    state = step(CAMPAIGN, CampaignState(held.state), verb)
    if not Campaign.objects.filter(id=held.id, state=held.state).update(state=state, **changes):
        raise Conflict("this campaign was changed by somebody else", field="state", fix="look at it again")
    data = {"state": state}
    audit.record(by=by, at=at, action=f"campaign.{verb}", entity="campaign", entity_id=held.id, data=data)
    held.refresh_from_db()
    return held
