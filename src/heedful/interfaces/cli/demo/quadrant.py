"""The portfolio of the story: closes, plays for those at risk, and decisions that wait or are looked at again."""

from datetime import timedelta
from uuid import UUID

from heedful.analytics.value.portfolio import State
from heedful.domain.organisation import queries as organisation
from heedful.domain.portfolio import operations, queries
from heedful.domain.portfolio.enums import Choice, Confidence, Ending
from heedful.foundation.access import SYSTEM, Actor
from heedful.interfaces.cli.demo.world import KEPT_CLOSES, World

PLAYS = (
    ("Call their managing director and listen", 2),
    ("Name one dispatcher who answers for every parcel of theirs", 5),
    ("Agree a recovery plan: weekly call until the score is back", 10),
)


def build(world: World) -> int:
    """Close the last months, judge today, and do what leaders do; return how many closes were made."""
    for month in world.months[-KEPT_CLOSES:]:
        operations.close(as_of=month, by=SYSTEM, at=world.until)
    operations.stand(as_of=world.until.date(), by=SYSTEM, at=world.until)
    _plays(world)
    _decisions(world)
    return KEPT_CLOSES


def _plays(world: World) -> None:
    leader, found = _actor(world, "achieng"), queries.reckoning(None)
    for number, row in enumerate(queries.of(SYSTEM, found).filter(state=State.AT_RISK)[:4]):
        title, days = PLAYS[number % len(PLAYS)]
        made = operations.open_play(
            account_id=row.account_id,
            title=title,
            owner_id=world.ids["people"]["achieng"],
            due=(world.until - timedelta(days=9)).date() + timedelta(days=days),
            by=leader,
            at=world.until - timedelta(days=9),
        )
        if number == 1:
            operations.end_play(
                play_id=made.id,
                ending=Ending.DONE,
                result="Baraka at the Nairobi West desk knows their gate and their hours now.",
                by=leader,
                at=world.until - timedelta(days=2),
            )


def _decisions(world: World) -> None:
    leader, board, analyst = (_actor(world, name) for name in ("achieng", "grace", "mutua"))
    dangling = list(queries.of(SYSTEM, queries.reckoning(None)).filter(state=State.DANGLING)[:3])
    if len(dangling) < 3:
        return
    early = world.until - timedelta(days=130)
    choices = ((Choice.PRUNE, early), (Choice.MAINTAIN, early), (Choice.WIN_BACK, world.until - timedelta(days=3)))
    for row, (choice, at) in zip(dangling, choices, strict=True):
        made = operations.propose_decision(
            account_id=row.account_id, choice=choice, reason=REASONS[choice], by=analyst, at=at
        )
        if choice is not Choice.WIN_BACK:
            operations.settle_decision(
                decision_id=made.id, approve=True, by=board if choice is Choice.PRUNE else leader, at=at
            )
    operations.state_potential(
        account_id=dangling[0].account_id,
        amount_minor=9_600_000_00,
        confidence=Confidence.ESTIMATE,
        basis="Their tender for the coast, published after we let them go",
        by=leader,
        at=world.until - timedelta(days=4),
    )
    operations.stand(as_of=world.until.date(), by=SYSTEM, at=world.until)


REASONS = {
    Choice.PRUNE: "Four failed deliveries for each that arrives: the gate is closed whenever we come.",
    Choice.MAINTAIN: "Small, but on the road to two large customers.",
    Choice.WIN_BACK: "They left over one lost box and have doubled in size since.",
}


def _actor(world: World, name: str) -> Actor:
    person: UUID = world.ids["people"][name]
    return organisation.actor_for_person(organisation.person(person), world.until)
