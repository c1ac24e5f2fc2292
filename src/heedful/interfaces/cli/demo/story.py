"""Builds the demonstration, part by part."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from django.db import transaction

from heedful.foundation.audit import operations as audit
from heedful.interfaces.cli.demo import (
    book,
    books,
    care,
    deliveries,
    explained,
    house,
    leeway,
    live,
    outer,
    quadrant,
    shop_floor,
    themes,
    voice,
)
from heedful.interfaces.cli.demo.world import World
from heedful.warehouse import refresh


def evening_before(at: datetime, until: object) -> datetime:
    """Return the last moment of the story: the evening of a named day, else of the day before.

    Never a time of today: what is drawn would differ from minute to minute, and with it what the tutorial claims.
    """
    day = until if isinstance(until, datetime) else at - timedelta(days=1)
    return day.replace(hour=17, minute=0, second=0, microsecond=0, tzinfo=UTC)


def build(*, seed: int, until: datetime, say: Callable[[str], None]) -> dict[str, Any]:
    """Build the company and return what it holds."""
    world = World(rng=np.random.default_rng(seed), until=until)
    with transaction.atomic():
        house.build(world)
        say("Kilima Parcels is founded.")
        book.build(world)
        say("Customers and two years of revenue are in the book.")
        deliveries.build(world)
        say(f"{len(world.deliveries):,} deliveries and calls are recorded.")
        said = voice.build(world)
        say(f"{len(said):,} answers and complaints have come in.")
        cases = care.build(world, said)
        say(f"{cases:,} cases were worked.")
        explained.build(world)
        say("Two decisions went down to the shop floor: one badly, one well.")
        shop_floor.build(world)
    live.build(world)
    refresh.refresh(at=until)
    judged = quadrant.build(world)
    say(f"{judged} times the portfolio was closed.")
    with transaction.atomic():
        fixes = outer.build(world)
    with transaction.atomic():
        gave = leeway.build(world)
    say(f"{gave} times a rule gave way.")
    say(f"{fixes} fixes of Mombasa's late deliveries were judged.")
    closed = books.build(world)
    say(f"{closed} months are closed and signed.")
    say(f"{themes.build(world):,} comments are read into themes.")
    audit.anchor(at=until + timedelta(minutes=1))
    return {"accounts": len(world.book.codes), "answers": sum(each.metric != "" for each in said), "cases": cases}
