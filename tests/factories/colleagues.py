"""Colleagues who were asked, praised and coached, through the product's own operations."""

from datetime import date, datetime, timedelta
from uuid import UUID

from heedful.domain.employees.enums import Behaviour, Form, TimeKind
from heedful.domain.employees.operations import coaching, ledger, pulses, training
from heedful.domain.feedback import operations as feedback
from heedful.domain.feedback.enums import Kind
from heedful.domain.feedback.rules import RecordInput
from heedful.domain.organisation import operations as organisation
from heedful.domain.organisation import queries as people
from heedful.foundation.access import SYSTEM
from tests.factories.company import SINCE, Company

ENABLERS = ("systems", "policies", "information", "departments", "authority")


def staffed(company: Company, desk: str, number: int, at: datetime) -> list[UUID]:
    """Add colleagues to a desk; again with the same desk adds none."""
    found = []
    for each in range(number):
        address = f"{desk}{each}@simba.example"
        known = people.person_by_email(address)
        found.append(
            known.id
            if known
            else organisation.add_person(
                name=f"{desk.replace('-', ' ').title()} {each}", email=address, unit_id=company.units[desk],
                since=SINCE, by=SYSTEM, at=at,
            ).id
        )  # fmt: skip
    return found


def pulse(company: Company, at: datetime, *, closed: bool) -> UUID:
    """A pulse of the whole company that twelve of the north and three of the south have answered."""
    staff = [*staffed(company, "north-desk", 12, at), *staffed(company, "south-desk", 3, at)]
    opened = pulses.open_pulse(
        title="March" if closed else "April", unit_id=company.units["root"],
        closes_on=at.date() + timedelta(days=14), by=SYSTEM, at=at - timedelta(days=1),
    )  # fmt: skip
    for number, person in enumerate(staff):
        actor = people.actor_for_person(people.person(person), at)
        values: dict[str, int | None] = {each: 1 + (number + place) % 7 for place, each in enumerate(ENABLERS)}
        pulses.answer(
            pulse_id=opened.id, answers={**values, "ees": 1 + number % 7, "enps": number % 11},
            comment="The printer stands still every morning.", by=actor, at=at,
        )  # fmt: skip
    if closed:
        pulses.close_pulse(pulse_id=opened.id, by=SYSTEM, at=at)
    return opened.id


def answers(
    company: Company, name: str, *, bad: int, good: int, at: datetime, person: UUID | None = None
) -> list[UUID]:
    """Record survey answers about a colleague: 2 with words, and 9 of 10; return the ids of the bad ones."""
    found = []
    for number in range(bad + good):
        score = 2.0 if number < bad else 9.0
        recorded, _ = feedback.record(
            kind=Kind.ANSWER, channel="email", submission_id=f"{name}:{at:%j%H}:{number}",
            source_type="survey", unit_id=company.units["north-desk"],
            colleague_id=person or company.people[name],
            body=f"{name} did not listen ({number})" if number < bad else "", collected_at=at,
            records=[RecordInput(field_id="nps", field_type="nps", number=score, low=0, high=10)], by=SYSTEM, at=at,
        )  # fmt: skip
        if number < bad:
            found.append(recorded.id)
    return found


def plan(company: Company, at: datetime) -> UUID:
    """A plan with an agent of the north, from a pattern."""
    words = answers(company, "north-agent", bad=9, good=6, at=at - timedelta(days=7))
    answers(company, "north-agent-2", bad=1, good=25, at=at - timedelta(days=7))
    return coaching.agree_plan(
        person_id=company.people["north-agent"], behaviour=Behaviour.LISTEN, form=Form.ONE_TO_ONE,
        aim="Customers finish their sentence", due_on=at.date() + timedelta(days=30), evidence=words[:2],
        by=company.actor("north-lead"), at=at,
    ).id  # fmt: skip


def diary(company: Company, at: datetime) -> None:
    """A leader with a day with customers and a debrief in the month before, and one who is qualified."""
    lead, hour = company.actor("north-lead"), timedelta(hours=1)
    ledger.count_leader(
        person_id=company.people["north-lead"], weekly_hours=40, since=date(2026, 1, 1), by=SYSTEM, at=at
    )
    for begin in (at - timedelta(days=30), at - timedelta(days=2)):
        ledger.write_time(
            kind=TimeKind.CUSTOMERS, starts_at=begin, ends_at=begin + 5 * hour, finding="The label is unreadable",
            by=lead, at=at,
        )  # fmt: skip
        entry = ledger.write_time(
            kind=TimeKind.DEBRIEF, starts_at=begin + 5 * hour, ends_at=begin + 7 * hour, by=lead, at=at
        )
        ledger.add_action(
            entry_id=entry.id, text="New labels", owner_id=company.people["north-lead"],
            due_on=at.date() + timedelta(days=9), by=lead, at=at,
        )  # fmt: skip
    training.qualify(
        person_id=company.people["north-agent"], training="Complaints 1", passed_on=date(2026, 1, 10),
        valid_until=at.date() + timedelta(days=20), by=SYSTEM, at=at,
    )  # fmt: skip
