"""Wishes, ideas and walks, through the product's own operations."""

from datetime import datetime, timedelta
from uuid import UUID

from heedful.domain.feedback import operations as feedback
from heedful.domain.feedback.enums import Kind
from heedful.domain.innovation.enums import Route, Track
from heedful.domain.innovation.operations import ideas, walks, wishes
from heedful.domain.innovation.queries import wishes as wish_queries
from heedful.domain.innovation.rules.ideas import Design
from heedful.foundation.access import SYSTEM
from heedful.workflows import touchpoint_walk
from tests.factories.company import Company

WORDS = ("Please deliver on Saturdays too", "Saturday delivery please!", "A ramp for wheelchairs")


def wished(company: Company, at: datetime) -> UUID:
    """Three wishes of which two are the same; return the one with the most people."""
    for number, words in enumerate(WORDS):
        feedback.record(
            kind=Kind.WISH, channel="web", submission_id=f"wish:{number}", body=words, collected_at=at,
            unit_id=company.units["north-desk"], account_id=company.accounts["A-1"],
            sender_address=f"wish{number}@customer.example", by=SYSTEM, at=at,
        )  # fmt: skip
    wishes.take_in(at=at)
    return wish_queries.listed(SYSTEM, at.date())[0].wish.id


def experiment(company: Company, at: datetime, *, started: bool = True) -> UUID:
    """An idea for an experiment of the north's desk."""
    lead = company.actor("north-lead")
    idea = ideas.propose(
        title="Text before", change="The driver texts an hour before", measure="met at the door",
        unit_id=company.units["north-desk"], track=Track.EXPERIMENT, by=lead, at=at,
    )  # fmt: skip
    if started:
        design = Design(
            hypothesis="Fewer people miss the driver", higher_is_better=True, effect=0.08, deviation=0.45,
            guard="cost of a delivery", guard_higher_is_better=False, guard_margin=0.5,
            stops_on=at.date() + timedelta(days=40),
        )  # fmt: skip
        ideas.start(idea_id=idea.id, design=design, by=lead, at=at)
    return idea.id


def walk(company: Company, at: datetime) -> UUID:
    """A walk of the north's leader with a case, an idea and a photo."""
    lead = company.actor("north-lead")
    call = company.touchpoints["call"]
    walks.write_script(touchpoint_id=call, lines=["Is the way marked?", "How long?"], by=SYSTEM, at=at)
    walks.set_duty(
        person_id=company.people["north-lead"], unit_id=company.units["north"], touchpoint_id=call, month=at.date(),
        by=SYSTEM, at=at,
    )  # fmt: skip
    made = walks.record_walk(
        unit_id=company.units["north-desk"], touchpoint_id=call, points={0: 2, 1: 5}, walked_at=at, by=lead, at=at
    )
    touchpoint_walk.find(walk_id=made.id, text="The bell is broken", route=Route.CASE, by=lead, at=at)
    touchpoint_walk.find(walk_id=made.id, text="A bench", route=Route.IDEA, by=lead, at=at)
    walks.add_photo(walk_id=made.id, content=b"\x89PNG\r\n\x1a\n" + b"\0" * 40, by=lead, at=at)
    return made.id
