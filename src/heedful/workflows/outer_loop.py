"""Case -> cause -> problem -> action -> effect check: what every night does."""

from dataclasses import dataclass
from datetime import datetime

from heedful.domain.problems import operations as problems
from heedful.domain.problems import queries
from heedful.warehouse import refresh


@dataclass(frozen=True, slots=True)
class Night:
    """What a nightly run found: problems suspected, fixes looked at, verdicts proposed."""

    suspected: int
    looked_at: int
    verdicts: int


def run_night(*, at: datetime) -> Night:
    """Look for what is alike in the week that ended, then at every fix that is watched; each in its transaction."""
    refresh.refresh(at=at)
    suspected = problems.suspect(at=at)
    watched = list(queries.watched().values_list("id", flat=True))
    found = [problems.check_effect(problem_id=problem_id, at=at) for problem_id in watched]
    return Night(len(suspected), len(watched), sum(each is not None for each in found))
