"""Made-up journeys with one planted place where people have to step in; apart from what finds it."""

import random
from dataclasses import dataclass

PLACES = 12
CUSTOMERS = 600
KINDS = ("rework", "handoff", "override")


@dataclass(frozen=True)
class Told:
    """A contact as it happened: the place, whose hands, transfers, seconds."""

    place: str
    handler: str
    transfers: int
    seconds: int


@dataclass(frozen=True)
class World:
    """The passages of the customers, the rules that were not applied, and where the bump lies."""

    passages: list[list[Told]]
    overrides: dict[str, int]
    planted: str
    kind: str


def world(seed: int) -> World:
    """Return a journey of twelve places with uneven volumes, lengths and noise, and one bump.

    Everywhere 2 to 5 % come back, 3 to 8 % are passed on, up to 1 % need an override; contacts take 2 to 15 minutes on
    average; 2 to 6 % of the customers leave at each place. At the bump 15 points more come back, 20 points more are
    passed on, or 10 points more need an override.
    """
    chance = random.Random(seed)
    kind, planted = KINDS[seed % 3], chance.randrange(PLACES)
    back = [chance.uniform(0.02, 0.05) for _ in range(PLACES)]
    passed = [chance.uniform(0.03, 0.08) for _ in range(PLACES)]
    bent = [chance.uniform(0, 0.01) for _ in range(PLACES)]
    leave = [chance.uniform(0.02, 0.06) for _ in range(PLACES)]
    length = [chance.uniform(120, 900) for _ in range(PLACES)]
    back[planted] += 0.15 * (kind == "rework")
    passed[planted] += 0.20 * (kind == "handoff")
    bent[planted] += 0.10 * (kind == "override")
    passages, overrides = [], dict.fromkeys((f"p{n}" for n in range(PLACES)), 0)
    for _ in range(CUSTOMERS):
        passage: list[Told] = []
        for n in range(PLACES):
            visits = 2 if chance.random() < back[n] else 1
            for _ in range(visits):
                overrides[f"p{n}"] += chance.random() < bent[n]
                moved = int(chance.random() < passed[n])
                hands = f"h{n}-{chance.randrange(3)}"
                passage.append(Told(f"p{n}", hands, moved, int(chance.expovariate(1 / length[n]))))
            if chance.random() < leave[n]:
                break
        passages.append(passage)
    return World(passages, overrides, f"p{planted}", kind)
