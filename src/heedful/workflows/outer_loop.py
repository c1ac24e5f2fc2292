"""Case -> cause -> problem -> action -> effect check: what every night does, and what exemptions ask for."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from heedful.domain.cases import queries as cases
from heedful.domain.problems import operations as problems
from heedful.domain.problems import queries
from heedful.foundation.access import Actor
from heedful.foundation.errors import NotFound, Refused
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


def propose_clause_change(*, clause_id: UUID, unit_id: UUID, by: Actor, at: datetime) -> UUID:
    """Open the problem of a rule that gives way so often and so well that it should change; return its id."""
    line = next((each for each in cases.clause_lines(by, at=at) if each.clause_id == clause_id), None)
    if line is None:
        raise NotFound("no rule that gave way has this id", field="clause", value=clause_id)
    if not line.change:
        raise Refused(
            "the exemptions do not show that this rule should change",
            field="clause",
            value=line.title,
            fix="look at its times, months and outcomes beside others",
        )
    statement = (
        f"{line.title}: gave way {line.n} times in {line.months} months, {line.well} taken well; change the rule"
    )
    trouble = problems.Trouble(statement=statement, unit_id=unit_id)
    return problems.open_problem(trouble=trouble, by=by, at=at).id
