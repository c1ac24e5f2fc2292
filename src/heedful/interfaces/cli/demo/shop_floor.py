"""What stands on the shop floor: the journey with its standards, guidelines, channels, and who answers for what."""

from datetime import timedelta

from heedful.domain.communication.queries import announcements
from heedful.domain.guidance import operations as guidance
from heedful.domain.guidance.enums import GuidanceKind
from heedful.domain.journeys import operations as journeys
from heedful.domain.journeys.enums import Channel, Measure
from heedful.foundation.access import SYSTEM
from heedful.interfaces.cli.demo.explained import BADLY, REFUNDS
from heedful.interfaces.cli.demo.world import DOMAIN, World

MAP = f"""\
# The way of a parcel as customers see it, and what happens where they do not look.
journey: order-to-door
name: From order to door
owner: achieng@{DOMAIN}
stages:
  - code: order
    name: Order
    steps:
      - code: choose
        name: Choose a day and pay
        actor: Customer
        side: customer
        channel: web
        touchpoint: website
      - code: label
        name: Print the label
        actor: Website
        side: back
  - code: sort
    name: Sort
    steps:
      - code: collect
        name: Collect from the shop
        actor: Driver
        side: back
      - code: sorting
        name: Sort by district  # at night since the repair
        actor: Depot
        side: back
        owner: omar@{DOMAIN}
  - code: bring
    name: Bring
    steps:
      - code: deliver
        name: Hand the parcel over
        actor: Driver
        side: front
        channel: delivery
        touchpoint: delivery
        owner: omar@{DOMAIN}
        importance: 5
      - code: missed
        name: Wait for the second try
        actor: Customer
        side: customer
  - code: care
    name: Ask
    steps:
      - code: call
        name: Call the contact centre
        actor: Contact centre
        side: front
        channel: phone
        touchpoint: call
        owner: peris@{DOMAIN}
        importance: 3
      - code: search
        name: Search for the parcel
        actor: Depot
        side: back
"""
STANDARDS = (
    ("on-the-day", "On the promised day", "delivery", Measure.DAYS_LATE, 0, 90, "omar", "A missed day is a lost day"),
    ("two-minutes", "Two minutes", "call", Measure.WAIT_SECONDS, 120, 80, "peris", "Later than that customers hang up"),
)


def build(world: World) -> None:
    """Draw the journey before the first parcel; bind the announcements that guide to where they guide."""
    at, people, units = world.start - timedelta(days=59), world.ids["people"], world.ids["units"]
    journeys.import_map(text=MAP, why="Drawn with drivers and agents", by=SYSTEM, at=at)
    for code, name, place, measure, limit, share, owner, why in STANDARDS:
        journeys.publish_standard(
            code=code, name=name, touchpoint=place, measure=measure, limit=limit, share=share, owner_id=people[owner],
            why=why, by=SYSTEM, at=at,
        )  # fmt: skip
    for channel, why, whom, owner, standard in (
        (Channel.DELIVERY, "The parcel is the promise", "everybody who waits for one", "omar", "on-the-day"),
        (Channel.PHONE, "Some matters need a voice", "customers whose parcel is late", "peris", "two-minutes"),
        (Channel.EMAIL, "To answer in writing", "customers who claim", "peris", ""),
    ):
        guidance.state_purpose(
            channel=channel, why=why, for_whom=whom, owner_id=people[owner], standard=standard, by=SYSTEM, at=at
        )
    for unit, outcome, owner in (
        ("coast", "Parcels for the coast come on the promised day", "omar"),
        ("capital", "Parcels in the capital come on the promised day", "kevin"),
        ("west", "Parcels in the west come on the promised day", "lydia"),
    ):
        guidance.take_responsibility(
            unit_id=units[unit], outcome=outcome, measure="delivered_on_time", owner_id=people[owner], by=SYSTEM, at=at
        )
    held = {each.code: each.id for each in announcements.visible_to(SYSTEM)}
    for code, place, standard in ((BADLY, "delivery", "on-the-day"), (REFUNDS, "call", "")):
        guidance.bind(
            kind=GuidanceKind.GUIDELINE, announcement_id=held[code], touchpoints=[place], standard=standard,
            by=SYSTEM, at=world.until,
        )  # fmt: skip
