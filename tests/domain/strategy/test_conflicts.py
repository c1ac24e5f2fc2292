"""Initiatives in conflict: all that are planted are found, what only looks like one is not."""

import random
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heedful.domain.journeys import operations as journeys
from heedful.domain.journeys.enums import Measure
from heedful.domain.organisation import operations as organisation
from heedful.domain.strategy import operations, queries
from heedful.domain.strategy.enums import ConflictKind, DirectionKind
from heedful.domain.strategy.rules.conflicts import Declared, conflicts
from heedful.foundation.access import SYSTEM
from heedful.foundation.errors import Denied, NotFound, Refused
from tests.factories.company import SINCE, Company
from tests.factories.journeys import mapped

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


class World:
    """Sixty initiatives: twelve conflicts among them, and decoys of each kind."""

    def __init__(self, company: Company, now: datetime) -> None:
        self.company, self.now, self.n = company, now, 0
        self.planted: set[tuple[str, str]] = set()
        mapped(now)
        journeys.publish_standard(
            code="on-time", name="On time", touchpoint="delivery", measure=Measure.DAYS_LATE, limit=0, share=90,
            owner_id=company.people["leader"], why="asked for", by=SYSTEM, at=now,
        )  # fmt: skip
        told = operations.Statement(text="Faster", why="They wait.")
        operations.state(code="faster", kind=DirectionKind.DIRECTION, told=told, by=SYSTEM, at=now)

    def add(
        self, begin: int = 0, length: int | None = 100, *, drivers: dict[str, bool] | None = None,
        loads: dict[UUID, int] | None = None, cuts: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        self.n += 1
        starts = self.now.date() + begin * DAY
        made = operations.add_initiative(
            code="faster", name=f"I{self.n:02d}", owner_id=self.company.people["leader"], starts_on=starts,
            ends_on=None if length is None else starts + length * DAY, by=SYSTEM, at=self.now,
        )  # fmt: skip
        operations.declare(
            initiative_id=made.id, drivers=drivers or {}, loads=loads or {},
            cuts=[("order-to-door", code) for code in cuts], by=SYSTEM, at=self.now,
        )  # fmt: skip

    def person(self, name: str) -> UUID:
        return organisation.add_person(
            name=name, email=f"{name.replace(' ', '.').lower()}@simba.example", unit_id=self.company.units["north"],
            since=SINCE, by=SYSTEM, at=self.now,
        ).id  # fmt: skip

    def plant(self) -> None:
        for n in range(5):  # opposite aims, live together
            driver = f"driver-{n}"
            self.add(n, None if n == 4 else 100, drivers={driver: True, "shared": True})
            self.add(9_000 if n == 4 else 50, None if n == 4 else 90, drivers={driver: False})
            self.planted.add(("opposite", driver))
        for n in range(4):  # one person, 110 to 140 percent on some day
            who = self.person(f"Busy {n}")
            self.add(0, 60, loads={who: 50})
            self.add(20, 60, loads={who: 30 + 10 * n})
            self.add(59, 60, loads={who: 30})
            self.planted.add(("people", f"Busy {n}"))
        for _ in range(3):
            self.add(cuts=("deliver",))
        self.planted.add(("standard", "Order to door: Deliver"))
        for n in range(6):  # decoys: one after the other; exactly full; a step without a standard; the same aim
            self.add(0, 30, drivers={f"decoy-{n}": True})
            self.add(30, 30, drivers={f"decoy-{n}": False})
        for n in range(4):
            who = self.person(f"Full {n}")
            self.add(0, 60, loads={who: 60})
            self.add(30, 60, loads={who: 40})
            self.add(60, 60, loads={who: 60})
        for _ in range(4):
            self.add(cuts=("pack",), drivers={"shared": True})
        while self.n < 60:
            self.add(self.n, drivers={f"own-{self.n}": bool(self.n % 2)})


@pytest.mark.feature("ST-3")
def test_of_sixty_initiatives_the_twelve_conflicts_are_found(company: Company, now: datetime) -> None:
    world, leader = World(company, now), company.actor("leader")
    world.plant()
    found = queries.found_conflicts(leader, now)
    assert len(queries.initiatives(now.date())) == 60
    assert len(found) == 12, "five of aims, four of people, three of one step"
    assert {(each.conflict.kind.value, each.shared) for each in found} == world.planted
    assert sum(each.conflict.kind is ConflictKind.STANDARD for each in found) == 3
    assert all(each.initiatives and each.resolution is None for each in found), "each asks for a resolution"
    with pytest.raises(Refused, match="what was resolved"):
        operations.resolve_conflict(key=found[0].conflict.key, text=" ", by=leader, at=now)
    with pytest.raises(Denied):
        operations.resolve_conflict(key=found[0].conflict.key, text="x", by=company.actor("north-lead"), at=now)
    with pytest.raises(Denied):
        queries.found_conflicts(company.actor("north-lead"), now)  # they name colleagues of every unit
    with pytest.raises(NotFound):
        operations.resolve_conflict(key="0" * 64, text="x", by=leader, at=now)
    operations.resolve_conflict(key=found[0].conflict.key, text="The second waits a quarter.", by=leader, at=now)
    again = queries.found_conflicts(leader, now)
    assert [each.resolution.text for each in again if each.resolution] == ["The second waits a quarter."]
    assert again[-1].conflict.key == found[0].conflict.key, "what is resolved stands last"


def test_what_cannot_be_declared(company: Company, now: datetime) -> None:
    world = World(company, now)
    world.add()
    (work,) = queries.initiatives(now.date())
    whole = {"initiative_id": work.id, "drivers": {}, "loads": {}, "cuts": [], "by": SYSTEM, "at": now}
    for wrong, error in (
        ({"loads": {company.people["leader"]: 101}}, Refused),
        ({"drivers": {"two words": True}}, Refused),
        ({"cuts": [("order-to-door", "nothing")]}, NotFound),
        ({"by": company.actor("north-lead")}, Denied),
    ):
        with pytest.raises(error):
            operations.declare(**whole | wrong)  # type: ignore[arg-type]  # shorthand


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 30), st.integers(1, 60)), max_size=6), st.randoms())
def test_a_person_is_over_exactly_when_some_day_holds_more_than_all_of_their_time(
    told: list[tuple[int, int, int]], chance: random.Random
) -> None:
    first = date(2026, 1, 1)
    rows = [
        Declared(str(n), str(n), first + begin * DAY, first + (begin + length) * DAY, loads={"p": percent})
        for n, (begin, length, percent) in enumerate(told)
    ]
    chance.shuffle(rows)
    fullest = max((sum(r.loads["p"] for r in rows if r.live(first + day * DAY)) for day in range(80)), default=0)
    found = conflicts(rows, [])
    assert [each.percent for each in found] == ([fullest] if fullest > 100 else [])
