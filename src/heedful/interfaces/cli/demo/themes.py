"""What the made-up customers write about: the general themes, one of the company's own, corrected by a person."""

from datetime import timedelta

from heedful.domain.themes import operations, queries
from heedful.domain.themes.operations import Described
from heedful.foundation.access import SYSTEM
from heedful.interfaces.cli.demo.world import World

COMPARED, READ = 1_500, 3_000


def build(world: World) -> int:
    """Put a frame into force over the newest comments; return how many were read. The rest is read while it runs."""
    at = world.until - timedelta(days=2)
    operations.begin_with(name="general", by=SYSTEM, at=at)
    again = Described(
        name="Having to say it again",
        definition="The customer had to explain the same thing more than once.",
        include=("same thing to", "asked for my number", "transferred", "from one to the next", "call again"),
    )
    operations.make_theme(described=again, by=SYSTEM, at=at)
    operations.propose_frame(reason="The first frame", compared=COMPARED, by=SYSTEM, at=at)
    operations.apply_frame(by=SYSTEM, at=at)
    operations.read_new(at=at, most=READ)
    operations.draw_audit(month=at.date(), n=30, by=SYSTEM, at=at)
    return queries.readings().count()
