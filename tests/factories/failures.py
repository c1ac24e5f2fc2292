"""Constructed complaints with a planted failure each, through the product's own operations. Knows no rule of labels.

Each plant is a story told in operations: who decided, released, read, briefed, asked, said what, and when. After the
complaint the story goes on (what was late is read, what was open is answered): a trap for whoever looks too late.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from heedful.domain.cases import operations as cases
from heedful.domain.cases.enums import CaseKind
from heedful.domain.communication import operations
from heedful.domain.communication.models import AnnouncementVersion
from heedful.domain.communication.queries import comprehension
from heedful.domain.failures import operations as failures
from heedful.domain.failures.enums import Hop, Label
from heedful.domain.strategy import operations as strategy
from heedful.domain.strategy.enums import FactKind
from heedful.foundation.access import SYSTEM
from tests.factories.cascades import ITEMS, acknowledge, begun, node, put_out, second, words
from tests.factories.company import Company
from tests.factories.decisions import approved

DAY = timedelta(days=1)
EVERYBODY = ("leader", "admin", "analyst", "board", "north-lead", "south-lead", "north-agent", "north-agent-2",
             "south-agent", "partner")  # fmt: skip
TOPICS = """night sorting|pickup lockers|address checks|weekend rounds|fragile stickers|customs papers|cash payment
door photographs|driver calls|parcel insurance|return labels|holiday storage|signature pads|neighbour handover
weight scales|student discount|island ferry|bicycle couriers|tracking messages|office counters|gate codes
redelivery charges|medicine boxes|flower bouquets|wine bottles|furniture lifts|passport envelopes|refund vouchers
loyalty stamps|invoice mails|sunday hotline|chat robot|airport desk|border inspection|cooling bags|tyre shipments
school uniforms|farm produce|spare keys|library books|voting ballots|solar panels|phone repairs|pet transport
recycled cartons|museum loans|bulk pallets|military mail|harbour terminal|laundry baskets""".replace("\n", "|").split(
    "|"
)


@dataclass(frozen=True)
class Planted:
    """A complaint with what is wrong behind it: the decision, the label, the hop, and who stopped it (if anybody)."""

    case_id: UUID
    decision_id: UUID
    label: Label
    hop: Hop | None
    person: str = ""


@dataclass
class Story:
    """One complaint's story, told from `begin`; the complaint comes twelve days later, from the north's desk."""

    company: Company
    n: int
    begin: datetime
    after: list[Callable[[], object]]

    @property
    def topic(self) -> str:
        """What the decision is about."""
        return TOPICS[self.n]

    @property
    def code(self) -> str:
        """The topic as a code."""
        return self.topic.replace(" ", "-")

    @property
    def t(self) -> datetime:
        """When the customer complains."""
        return self.begin + 12 * DAY

    def decided(self, **changes: Any) -> UUID:
        """Have it decided and approved."""
        told = {
            "title": f"New rule for {self.topic}",
            "what": f"From now on {self.topic} are handled by one team.",
            "topic": self.code,
            "touchpoint_ids": (self.company.touchpoints["delivery"],),
            "effective_at": self.begin + 8 * DAY,
        }
        return approved(self.company, self.begin, code=self.code, **told | changes).id

    def audience(self, units: tuple[str, ...] = ("root",), left_out: dict[str, str] | None = None) -> UUID:
        """Name an audience of its own."""
        ids = [self.company.units[each] for each in units]
        out = {self.company.units[each]: why for each, why in (left_out or {}).items()}
        return operations.add_audience(
            code=self.code, name=self.topic, unit_ids=ids, left_out=out, by=self.company.actor("leader"), at=self.begin
        ).id

    def out(self, decision: UUID, at: datetime, audience: UUID | None = None, **more: Any) -> AnnouncementVersion:
        """Announce it."""
        held = begun(
            self.company, at, self.code, decision_id=decision, audience_id=audience or self.audience()
        )  # fmt: skip
        text = words(title=f"About {self.topic}", **more.pop("text", {}))
        told = {"effective_at": self.begin + 8 * DAY, "items": ITEMS} | more
        version = put_out(self.company, held, at, text=text, **told)
        operations.deliver_due(at=at + DAY)
        return version

    def read(self, version: AnnouncementVersion, *without: str, at: datetime | None = None) -> None:
        """Let everybody asked acknowledge but some, and every manager brief who is not left out."""
        when = at or self.begin + 3 * DAY
        asked = {place.person_id for place in version.nodes.all()}
        for name in EVERYBODY:
            if name in without or self.company.people[name] not in asked:
                continue
            place = acknowledge(self.company, version, name, when)
            if place.manages and f"{name}!" not in without:
                operations.brief(
                    node_id=place.id, attendees=3, minutes=10, by=self.company.actor(name), at=when + DAY
                )  # fmt: skip

    def tried(self, version: AnnouncementVersion, name: str, option: int, at: datetime) -> None:
        """Let a colleague answer the check."""
        place = node(self.company, version, name)
        answers = {item.id: option for item in comprehension.drawn(place, place.attempts.count() + 1)}
        operations.answer_check(node_id=place.id, answers=answers, by=self.company.actor(name), at=at)

    def fact(self, decision: UUID, *values: str, conditions: tuple[str, ...] = ()) -> str:
        """State a fact behind the decision; more values follow each other a day apart."""
        leader, code = self.company.actor("leader"), f"{self.code}-days"
        for number, value in enumerate(values):
            at = self.begin + number * DAY
            if number == 0:
                strategy.add_policy(
                    code=self.code, name=self.topic, owner_id=self.company.people["leader"], by=leader, at=at
                )
            strategy.word_clause(
                policy_code=self.code, code=self.code, title=self.topic, text=f"Within {value} days.", why="Fair.",
                exemptable=True, decision_id=decision, by=leader, at=at,
            )  # fmt: skip
            strategy.set_fact(
                clause_code=self.code, code=code, name=f"Days for {self.topic}", kind=FactKind.DAYS, value=value,
                conditions=conditions, by=leader, at=at,
            )  # fmt: skip
        return code

    def complaint(self) -> UUID:
        """Let the customer complain in words of their own; every third says one word of the topic only."""
        first, second = self.topic.split()
        since = "this" if self.n % 3 == 0 else first
        text = f"Nobody could tell me what happens with {second} since {since} changed. I waited for days."
        matter = cases.Matter(
            kind=CaseKind.COMPLAINT, subject="I was told nonsense", channel="phone", words=text,
            received_at=self.t, unit_id=self.company.units["north-desk"],
            touchpoint_id=self.company.touchpoints["delivery"], colleague_id=self.company.people["north-agent"],
            sender="A customer",
        )  # fmt: skip
        return cases.open_case(matter=matter, by=SYSTEM, at=self.t).id

    def said(self, case_id: UUID, fact: str, value: str, **more: Any) -> None:
        """Record what the customer was told."""
        agent = self.company.actor("north-agent")
        failures.record_statement(case_id=case_id, fact_code=fact, value=value, by=agent, at=self.t + DAY / 2, **more)


def embargo(s: Story) -> Planted:
    decision = s.decided()
    board = s.company.actor("board")
    strategy.embargo(
        decision_id=decision, until=s.begin + 14 * DAY, because="The union hears it first", by=board, at=s.begin + DAY
    )
    s.after.append(lambda: strategy.move_due(by=SYSTEM, at=s.begin + 15 * DAY))
    s.after.append(lambda: s.out(decision, s.begin + 15 * DAY, effective_at=s.begin + 20 * DAY))
    return Planted(s.complaint(), decision, Label.WITHHELD, Hop.RELEASE)


def left_out(s: Story) -> Planted:
    decision = s.decided()
    audience = s.audience(left_out={"north-desk": "They only talk about it"})
    s.read(s.out(decision, s.begin + DAY, audience))
    return Planted(s.complaint(), decision, Label.WITHHELD, Hop.RELEASE)


def not_handed_on(s: Story) -> Planted:
    decision = s.decided()
    version = s.out(decision, s.begin + DAY)
    s.read(version, "north-lead!")
    for day in (5, 6, 7):
        operations.remind_briefings(at=s.begin + day * DAY)
    lead = node(s.company, version, "north-lead")
    s.after.append(
        lambda: operations.brief(
            node_id=lead.id, attendees=2, minutes=5, by=s.company.actor("north-lead"), at=s.t + DAY
        )
    )  # fmt: skip
    return Planted(s.complaint(), decision, Label.WITHHELD, Hop.BRIEFING, "north-lead")


def old_value(s: Story) -> Planted:
    decision = s.decided()
    s.read(s.out(decision, s.begin + DAY))
    fact = s.fact(decision, "3", "5")
    case = s.complaint()
    s.said(case, fact, "3")
    return Planted(case, decision, Label.MIS, Hop.SAID)


def other_value(s: Story) -> Planted:
    decision = s.decided()
    s.read(s.out(decision, s.begin + DAY))
    fact = s.fact(decision, "5")
    case = s.complaint()
    s.said(case, fact, "2")
    leader = s.company.actor("leader")
    s.after.append(
        lambda: strategy.set_fact(
            clause_code=s.code, code=fact, name="", kind=FactKind.DAYS, value="2", by=leader, at=s.t + DAY
        )
    )  # fmt: skip
    return Planted(case, decision, Label.MIS, Hop.SAID)


def condition_unsaid(s: Story) -> Planted:
    decision = s.decided()
    s.read(s.out(decision, s.begin + DAY))
    fact = s.fact(decision, "5", conditions=("with the receipt", "in Kenya"))
    case = s.complaint()
    s.said(case, fact, "5", conditions_told=["in Kenya"])
    return Planted(case, decision, Label.MISLEADING, Hop.SAID)


def condition_unwritten(s: Story) -> Planted:
    decision = s.decided()
    fact = s.fact(decision, "5", conditions=("with the receipt",))
    text = {"what_to_say": f"You have your money within [[{fact}]] days."}
    s.read(s.out(decision, s.begin + DAY, text=text))
    case = s.complaint()
    s.said(case, fact, "5")
    return Planted(case, decision, Label.MISLEADING, Hop.SAID)


def too_early(s: Story) -> Planted:
    decision = s.decided(effective_at=s.begin + 20 * DAY)
    fact = s.fact(decision, "5")
    s.read(s.out(decision, s.begin + DAY, effective_at=s.begin + 20 * DAY))
    case = s.complaint()
    s.said(case, fact, "5")
    return Planted(case, decision, Label.MISLEADING, Hop.SAID)


def unread(s: Story) -> Planted:
    decision = s.decided()
    version = s.out(decision, s.begin + DAY)
    s.read(version, "north-agent")
    s.after.append(lambda: acknowledge(s.company, version, "north-agent", s.t + DAY))
    return Planted(s.complaint(), decision, Label.UNDER, Hop.ACKNOWLEDGEMENT, "north-agent")


def stopped_above(s: Story) -> Planted:
    decision = s.decided()
    version = s.out(decision, s.begin + DAY)
    s.read(version, "north-lead", "north-agent", "north-agent-2")
    s.after.append(lambda: s.read(version, *(set(EVERYBODY) - {"north-lead", "north-agent"}), at=s.t + DAY))
    return Planted(s.complaint(), decision, Label.UNDER, Hop.ACKNOWLEDGEMENT, "north-lead")


def forgotten(s: Story) -> Planted:
    decision = s.decided()
    s.after.append(lambda: s.out(decision, s.t + DAY, effective_at=s.t + 9 * DAY))
    return Planted(s.complaint(), decision, Label.UNDER, Hop.RELEASE)


def misread(s: Story) -> Planted:
    decision = s.decided()
    version = s.out(decision, s.begin + DAY)
    s.read(version)
    s.tried(version, "north-agent", 1, s.begin + 4 * DAY)
    s.after.append(lambda: s.tried(version, "north-agent", 0, s.t + DAY))
    return Planted(s.complaint(), decision, Label.UNDER, Hop.UNDERSTANDING, "north-agent")


def unanswered(s: Story) -> Planted:
    decision = s.decided()
    version = s.out(decision, s.begin + DAY)
    s.read(version, "north-agent")
    place = node(s.company, version, "north-agent")
    asked = operations.ask(
        node_id=place.id, text="And on Sundays?", blocking=True, by=s.company.actor("north-agent"), at=s.begin + 4 * DAY
    )
    acknowledge(s.company, version, "north-agent", s.begin + 4 * DAY)
    s.after.append(
        lambda: operations.answer(
            question_id=asked.id, text="Then too.", by=s.company.actor("north-lead"), at=s.t + DAY
        )
    )  # fmt: skip
    return Planted(s.complaint(), decision, Label.UNDER, Hop.UNDERSTANDING)


def flooded(s: Story) -> Planted:
    decision = s.decided()
    version = s.out(decision, s.begin + DAY)
    desk = operations.add_audience(
        code=f"{s.code}-north", name="North", unit_ids=[s.company.units["north"]], by=s.company.actor("leader"),
        at=s.begin,
    ).id  # fmt: skip
    for number in range(5):
        held = begun(s.company, s.begin + DAY, f"{s.code}-{number}", audience_id=desk)
        put_out(s.company, held, s.begin + DAY, effective_at=s.begin + 8 * DAY, text=words(title="More to read"))
    s.read(version, "north-agent", "north-agent-2")
    late = s.begin + 9 * DAY
    for name in ("north-agent", "north-agent-2"):
        acknowledge(s.company, version, name, late)
    return Planted(s.complaint(), decision, Label.OVER, None)


PLANTS: tuple[tuple[Callable[[Story], Planted], int], ...] = (
    (embargo, 4), (left_out, 3), (not_handed_on, 3), (old_value, 5), (other_value, 5), (condition_unsaid, 4),
    (condition_unwritten, 3), (too_early, 3), (unread, 2), (stopped_above, 2), (forgotten, 2), (misread, 2),
    (unanswered, 2), (flooded, 10),
)  # fmt: skip


def planted(company: Company, begin: datetime, times: int | None = None) -> list[Planted]:
    """Tell every story as often as the table says (or at most `times`), fifteen days apart, then what came after."""
    second(company, begin)
    found: list[Planted] = []
    after: list[Callable[[], object]] = []
    for plant, often in PLANTS:
        for _ in range(min(often, times or often)):
            story = Story(company, len(found), begin + len(found) * 15 * DAY, [])
            found.append(plant(story))
            after += story.after
    for event in after:
        event()
    return found
