"""The badly cascaded decision: a sorting plan that the shop floor never understood, and its repair."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from heedful.domain.communication import operations
from heedful.domain.communication.enums import Side
from heedful.domain.communication.operations import campaigns
from heedful.domain.communication.queries import announcements as announced
from heedful.domain.communication.queries import board, comprehension
from heedful.domain.communication.rules.wording import Words
from heedful.domain.organisation import queries as organisation
from heedful.domain.strategy import operations as strategy
from heedful.domain.strategy.enums import DirectionKind, FactKind
from heedful.domain.strategy.rules.burden import Burden
from heedful.foundation.access import SYSTEM, Actor
from heedful.interfaces.cli.demo import told
from heedful.interfaces.cli.demo.world import CURRENCY, TROUBLE, World
from heedful.workflows import cascade

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
BADLY, MENDED, REFUNDS = "sorting-plan", "sorting-plan-again", "refunds"
NEVER = 10_000.0


def build(world: World) -> None:
    """Tell the story: strategy, the plan that broke on its way down, its repair, and what waits to be read now."""
    begins, mended = (world.month_start(index) + 6 * HOUR for index in (TROUBLE[0], TROUBLE[-1] + 1))
    _strategy(world, world.month_start(14) + 6 * HOUR)
    decision = _decide(world, BADLY, told.PLAN, begins - 12 * DAY, begins, burden=_burden(600, 900, 1))
    held = _announcement(world, BADLY, "kilima", decision, begins - 2 * DAY)
    _release(world, held, told.PLAN_WORDS, told.PLAN_CHECK, begins - 2 * DAY, begins)
    _override(world, begins + 9 * DAY)
    _follow(world, held, begins - 2 * DAY, begins + 25 * DAY, _badly(world), wrong=True)
    again = _decide(world, MENDED, told.REPAIR, mended - 9 * DAY, mended, burden=_burden(900, 540, -1))
    _release(world, held, told.REPAIR_WORDS, told.REPAIR_CHECK, mended - 6 * DAY, mended, decision=again)
    _follow(world, held, mended - 6 * DAY, mended + 2 * DAY, _well(world), wrong=False)
    _waiting(world)


def _actor(world: World, login: str, at: datetime) -> Actor:
    return organisation.actor_for_person(organisation.person(world.ids["people"][login]), at)


def _burden(before: int, after: int, days: int) -> Burden:
    """What a delivery on the coast asks of a customer: seconds of waiting in and calling, days of waiting."""
    return Burden(
        customers=640,
        times_a_year=Decimal(30),
        seconds_before=before,
        seconds_after=after,
        waiting_days_before=max(0, -days) + 1,
        waiting_days_after=max(0, days) + 1,
    )


def _decide(
    world: World, code: str, text: Mapping[str, str], at: datetime, effective: datetime, *, burden: Burden
) -> UUID:
    achieng, grace = _actor(world, "achieng", at), _actor(world, "grace", at)
    proposal = strategy.Proposal(
        title=text["title"],
        what=text["what"],
        why=text["why"],
        forum="Operations committee",
        topic="sorting",
        decided_on=at.date(),
        touches_customers=True,
        effective_at=effective,
        touchpoint_ids=(world.ids["touchpoints"]["delivery"],),
    )
    made = strategy.propose(
        code=code,
        told=proposal,
        unit_id=world.ids["units"]["kilima"],
        owner_id=world.ids["people"]["omar"],
        by=achieng,
        at=at,
    )
    strategy.assess(decision_id=made.id, burdens=[burden], by=achieng, at=at + HOUR)
    strategy.approve(decision_id=made.id, by=grace, at=at + DAY)
    return made.id


def _announcement(world: World, code: str, unit: str, decision: UUID | None, at: datetime) -> UUID:
    wairimu, unit_id = _actor(world, "wairimu", at), world.ids["units"][unit]
    audience = next((each for each in announced.audiences() if each.code == unit), None)
    audience_id = audience.id if audience else operations.add_audience(
        code=unit, name="Everybody, partners included", unit_ids=[unit_id], by=wairimu, at=at
    ).id  # fmt: skip
    made = operations.begin(
        code=code, topic=code, audience_id=audience_id, unit_id=unit_id, decision_id=decision, by=wairimu, at=at
    )
    return made.id


def _release(
    world: World,
    held: UUID,
    text: Words,
    check: tuple[operations.NewItem, ...],
    at: datetime,
    effective: datetime,
    decision: UUID | None = None,
) -> None:
    wairimu, achieng = _actor(world, "wairimu", at), _actor(world, "achieng", at)
    plan = operations.Plan(effective_at=effective, head_start_hours=24, due_hours=72)
    operations.write(announcement_id=held, words={"en": text}, plan=plan, items=check, by=wairimu, at=at)
    operations.check(announcement_id=held, by=wairimu, at=at)
    operations.approve(announcement_id=held, by=achieng, at=at)
    cascade.release(announcement_id=held, by=wairimu, at=at)
    if decision is not None:
        strategy.announced(decision_id=decision, by=wairimu, at=at)
    cascade.keep(by=SYSTEM, at=at + HOUR)
    cascade.keep(by=SYSTEM, at=at + 25 * HOUR)


def _badly(world: World) -> dict[UUID, float]:
    """Hours after release at which a person acknowledges: the head of the coast late, his people mostly never."""
    slow = {world.ids["people"]["omar"]: 290.0, world.ids["people"]["zawadi"]: NEVER}
    slow |= {agent: NEVER for unit in ("mombasa", "lamu") for agent, _ in world.agents[unit]}
    return slow | {world.agents["mombasa"][1][0]: 340.0}


def _well(_world: World) -> dict[UUID, float]:
    return {}


def _follow(
    world: World, held: UUID, since: datetime, until: datetime, hours: Mapping[UUID, float], *, wrong: bool
) -> None:
    """Let people read, answer and brief; where it goes badly the coast gives one wrong answer and gets no briefing."""
    version = announced.out_now(held)
    nodes = board.nodes_of(SYSTEM, version.id) if version else []
    coast = {agent for unit in ("mombasa", "lamu") for agent, _ in world.agents[unit]}
    for number, node in enumerate(nodes):
        after = hours.get(node.person_id, 4.0 + 1.5 * number if node.manages else 28.0 + number)
        at = since + timedelta(hours=after)
        if at >= until:
            continue
        by = organisation.actor_for_person(node.person, at)
        operations.acknowledge(node_id=node.id, version_n=version.n if version else 1, language="en", by=by, at=at)
        asked = comprehension.drawn(node, 1)
        lost = wrong and (node.person_id in coast or number % 2 == 0)
        answers = {item.id: (item.right + 1) % 4 if lost and item.n == 2 else item.right for item in asked}
        operations.answer_check(node_id=node.id, answers=answers, by=by, at=at + timedelta(minutes=2))
        if node.manages and not (wrong and node.person_id == world.ids["people"]["omar"]):
            operations.brief(node_id=node.id, attendees=4, minutes=15, by=by, at=at + 3 * HOUR)
    cascade.keep(by=SYSTEM, at=until)


def _override(world: World, at: datetime) -> None:
    """Marketing promised the coast a day sooner while the coast did not know the plan: let through by name."""
    achieng, grace = _actor(world, "achieng", at), _actor(world, "grace", at)
    held = next(each for each in announced.visible_to(SYSTEM) if each.code == BADLY)
    early = campaigns.add_campaign(
        code="coast-sooner",
        name="The coast, a day sooner",
        why="A competitor promises it.",
        unit_id=world.ids["units"]["kilima"],
        launch_on=at.date(),
        announcement_ids=[held.id],
        by=achieng,
        at=at - 5 * DAY,
    )
    campaigns.add_budget(
        campaign_id=early.id, side=Side.EXTERNAL, month=at.date(), what="Radio", currency=CURRENCY,
        planned_minor=85_000_000, by=achieng, at=at,
    )  # fmt: skip
    campaigns.launch_by_override(campaign_id=early.id, because=told.OVERRIDE, until=at + 30 * DAY, by=grace, at=at)


def _strategy(world: World, at: datetime) -> None:
    achieng, people = _actor(world, "achieng", at), world.ids["people"]
    for code, kind, text, measure, target in told.DIRECTIONS:
        statement = strategy.Statement(
            text=text,
            why="Agreed at the yearly retreat, because customers had begun to leave.",
            owner_id=people["achieng"],
            measure=measure,
            target=target,
            due_on=(at + 365 * DAY).date() if measure else None,
        )
        strategy.state(code=code, kind=DirectionKind(kind), told=statement, by=achieng, at=at)
        strategy.go_live(code=code, by=achieng, at=at)
    strategy.add_initiative(
        code="on-the-day",
        name="Sorting once, at night",
        owner_id=people["omar"],
        starts_on=at.date(),
        budget_minor=420_000_000,
        currency=CURRENCY,
        by=achieng,
        at=at,
    )
    strategy.add_policy(code="claims", name="Claims and refunds", owner_id=people["achieng"], by=achieng, at=at)
    for code, title, text, exemptable in told.CLAUSES:
        strategy.word_clause(
            policy_code="claims", code=code, title=title, text=text, why=told.CLAUSE_WHY, exemptable=exemptable,
            by=achieng, at=at,
        )  # fmt: skip
    strategy.set_fact(
        clause_code="refund", code="refund-days", name="Days to a refund", kind=FactKind.DAYS, value="5",
        unit="days", by=achieng, at=at,
    )  # fmt: skip


def _waiting(world: World) -> None:
    """Release what waits on everybody's list today; some have read it, Njeri and Omar have not."""
    at = world.until - 40 * HOUR
    held = _announcement(world, REFUNDS, "kilima", None, at)
    _release(world, held, told.REFUND_WORDS, told.REFUND_CHECK, at, world.until + 4 * DAY)
    late = {world.ids["people"][login]: NEVER for login in ("njeri", "omar", "zawadi", "grace", "achieng")}
    _follow(world, held, at, world.until, late, wrong=False)
    njeri = next(node for node in board.nodes_of(SYSTEM, _out(held)) if node.person_id == world.ids["people"]["njeri"])
    asked_at = world.until - 3 * HOUR
    operations.ask(
        node_id=njeri.id, text="Does it hold for parcels that a partner lost?", blocking=True,
        by=_actor(world, "njeri", asked_at), at=asked_at,
    )  # fmt: skip
    achieng = _actor(world, "achieng", at)
    soon = campaigns.add_campaign(
        code="refund-promise",
        name="Your money back within five days",
        why="Customers do not believe that claims are paid.",
        unit_id=world.ids["units"]["kilima"],
        launch_on=(world.until + 5 * DAY).date(),
        announcement_ids=[held],
        by=achieng,
        at=at + HOUR,
    )
    lines = (
        (Side.EXTERNAL, "Radio and bus stops", 120_000_000, 0),
        (Side.INTERNAL, "Briefings and reading", 0, 900),
    )
    for side, what, planned, minutes in lines:
        campaigns.add_budget(
            campaign_id=soon.id, side=side, month=world.until.date(), what=what, currency=CURRENCY,
            planned_minor=planned, planned_minutes=minutes, by=achieng, at=at + HOUR,
        )  # fmt: skip
    campaigns.read_gate(campaign_id=soon.id, by=achieng, at=world.until)


def _out(held: UUID) -> UUID:
    version = announced.out_now(held)
    if version is None:
        raise LookupError("it was just released")
    return version.id
