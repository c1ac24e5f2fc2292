"""Many colleagues take the same case at once: one gets it."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from django.db import connection

from heedful.domain.cases import operations as cases
from heedful.domain.cases.models import Case, Event
from heedful.foundation.access import Actor
from heedful.foundation.errors import Conflict
from tests.domain.cases.conftest import OpenCase
from tests.factories.company import Company

pytestmark = pytest.mark.django_db(transaction=True)


def all_at_once(take: Callable[[Actor], object], actors: list[Actor]) -> int:
    """Let every actor try at the same moment and count who succeeded."""
    barrier = threading.Barrier(len(actors))

    def one(actor: Actor) -> bool:
        barrier.wait()
        try:
            take(actor)
        except Conflict:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(len(actors)) as pool:
        return sum(pool.map(one, actors))


@pytest.mark.trust(24)
def test_one_gets_it(house: Company, opened: OpenCase, now: datetime) -> None:
    actors = [house.actor(name) for name in ("north-agent", "north-agent-2", "north-lead", "leader")]
    for _ in range(5):
        case = opened(contact_id=None, account_id=None)
        winners = all_at_once(lambda actor, case=case: cases.take(case_id=case.id, by=actor, at=now), actors)
        assert winners == 1
        kept = Case.objects.get(id=case.id)
        assigned = Event.objects.get(case=case, type="assigned")
        assert str(kept.owner_id) == assigned.data["owner"]
    print("N = 5 cases x 4 at once: 1 winner each")


@pytest.mark.trust(24)
def test_without_the_condition_several_believe_they_got_it(house: Company, opened: OpenCase) -> None:
    case = opened()
    seen = threading.Barrier(2)

    def naive(actor: Actor) -> None:
        if Case.objects.get(id=case.id).owner_id is not None:
            raise Conflict("taken")
        seen.wait(timeout=10)
        Case.objects.filter(id=case.id).update(owner_id=actor.id)

    assert all_at_once(naive, [house.actor("north-agent"), house.actor("north-agent-2")]) == 2
