"""The claims about what was decided and how far it came."""

from collections.abc import Iterator
from datetime import datetime

from heedful.domain.communication.enums import CampaignState, Stage
from heedful.domain.communication.queries import announcements, board, campaigns, comprehension
from heedful.domain.organisation import queries as organisation
from heedful.domain.strategy import queries as strategy
from heedful.foundation.access import SYSTEM
from heedful.interfaces.cli.demo.claims.claim import Claim
from heedful.interfaces.cli.demo.explained import BADLY


def check(at: datetime) -> Iterator[Claim]:
    """Check them."""
    held = announcements.visible_to(SYSTEM).get(code=BADLY)
    first, second = announcements.released(held.id, 1), announcements.released(held.id, 2)
    omar = organisation.person_by_email("omar@kilima.example")
    if first is None or second is None or omar is None:
        yield Claim("The sorting plan was announced twice", False, "it was not")
        return
    coast = board.board(organisation.actor_for_person(omar, at), first, at)
    everybody = board.board(SYSTEM, first, at)
    read, whole = coast.total.coverage[Stage.ACKNOWLEDGED], everybody.total.coverage[Stage.ACKNOWLEDGED]
    rest = whole.hits - read.hits, whole.n - read.n
    yield Claim(
        "The new sorting plan stopped at the head of the coast: fewer than half of his people ever acknowledged it, "
        "while nine in ten elsewhere did",
        (read.share or 1) < 0.5 and rest[0] >= 0.9 * rest[1] and everybody.breaks[0].node.person_id == omar.id,
        f"{read.hits} of {read.n} on the coast, {rest[0]} of {rest[1]} elsewhere; "
        f"{everybody.breaks[0].node.person.name} {everybody.breaks[0].owes}, {everybody.breaks[0].people} wait",
    )
    yield Claim("On the coast half had never acknowledged it", coast.total.median is None, str(coast.total.median))
    doubtful = [line.item.question for line in comprehension.item_lines(first.id) if line.reading.text_in_doubt]
    yield Claim("One shared wrong answer put its text in doubt", len(doubtful) == 1, "; ".join(doubtful))
    again = board.board(SYSTEM, second, at).total
    right = again.coverage[Stage.UNDERSTOOD]
    yield Claim("The plan put right was understood by everybody", right.hits == right.n, f"{right.hits} of {right.n}")
    quarters = strategy.ledger(SYSTEM)
    hours = {line.decision.code: line.hours for quarter in quarters for line in quarter.lines}
    yield Claim(
        "The ledger says what both decisions asked of customers: 1,600 hours a year more, then 1,920 less",
        hours == {"sorting-plan": 1_600, "sorting-plan-again": -1_920},
        ", ".join(f"{code} {float(value):+,.0f}" for code, value in hours.items()),
    )
    slogans = [each.version.direction.code for each in strategy.in_force(at.date()) if each.missing]
    yield Claim("One stated direction is only a slogan", slogans == ["customers-first"], ", ".join(slogans))
    forced = [each.name for each in campaigns.visible_to(SYSTEM) if each.state == CampaignState.LAUNCHED_BY_OVERRIDE]
    yield Claim("One campaign started before colleagues were ready, by override", len(forced) == 1, ", ".join(forced))
