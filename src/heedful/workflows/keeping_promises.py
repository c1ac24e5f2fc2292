"""A promise is written down where it was made: in a case, on a board pack, by a campaign, or by hand."""

from datetime import date, datetime
from uuid import UUID

from heedful.domain.cases import queries as cases
from heedful.domain.communication.queries import campaigns
from heedful.domain.followthrough import operations as followthrough
from heedful.domain.followthrough.enums import Source, Whom
from heedful.domain.measurement import queries as measurement
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Actor, Permission


def promise(
    *,
    text: str,
    whom: Whom,
    due_on: date,
    owner_id: UUID | None,
    unit_id: UUID | None = None,
    source: Source = Source.BY_HAND,
    source_id: UUID | None = None,
    by: Actor,
    at: datetime,
) -> UUID:
    """Write a promise down with its source; a case, pack or campaign must be in the actor's sight.

    Unit and customer come from the source; by hand, the unit is named, or is the whole company.
    """
    unit, account, name = unit_id or organisation.root_id(), None, ""
    if source is Source.CASE and source_id is not None:
        case = cases.find_case(by, source_id)
        unit, account, name = case.unit_id, case.account_id, case.reference
    elif source is Source.CAMPAIGN and source_id is not None:
        campaign = campaigns.campaign(by, source_id)
        unit, name = campaign.unit_id, campaign.name
    elif source is Source.PACK and source_id is not None:
        by.require_everywhere(Permission.SEE_BOARD_PACK)
        name = f"Board pack, {measurement.name_of(measurement.period(source_id))}"
    told = followthrough.NewPromise(
        text=text, whom=whom, unit_id=unit, owner_id=owner_id, due_on=due_on, account_id=account,
        source=source, source_id=None if source is Source.BY_HAND else source_id, source_name=name,
    )  # fmt: skip
    return followthrough.make_promise(told=told, by=by, at=at).id
