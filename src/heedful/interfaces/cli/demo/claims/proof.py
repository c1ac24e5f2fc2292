"""The claims about what solved it, and what was decided alone."""

from collections.abc import Iterator
from datetime import datetime

from heedful.domain.cases import queries as cases
from heedful.domain.problems import queries as problems
from heedful.foundation.access import SYSTEM
from heedful.interfaces.cli.demo.claims.claim import Claim


def check(at: datetime) -> Iterator[Claim]:
    """Check them."""
    yield from _proof()
    yield from _leeway(at)


def _proof() -> Iterator[Claim]:
    (row,) = problems.listed(SYSTEM, status="all", words="Mombasa")
    detail = problems.problem_detail(SYSTEM, row.problem.id)
    judged = [(plan, verdict) for plan in detail.plans for verdict in plan.verdicts.all()]
    words = " ".join(problems.verdict_in_words(row.problem, plan, verdict) for plan, verdict in judged)
    said = [verdict.verdict for _, verdict in judged]
    yield Claim("Calling ahead did not solve Mombasa's late deliveries", said[:1] == ["ineffective"], words)
    yield Claim(
        "Sorting by street did, and somebody other than its owner signed for it",
        said[-1:] == ["effective"] and all(verdict.signature.name == "Achieng Otieno" for _, verdict in judged),
        words,
    )
    refuted = [node.cause.statement for node in problems.whys(row.problem.id) if node.cause.test == "refuted"]
    yield Claim("The cause blamed first is refuted, and stays on record", len(refuted) == 1, str(refuted))


def _leeway(at: datetime) -> Iterator[Claim]:
    lines = cases.clause_lines(SYSTEM, at=at)
    first = lines[0].title if lines else "none"
    yield Claim("The storage fee is proposed for change", bool(lines) and lines[0].change, first)
    applied = [each for each in cases.exemptions_seen(SYSTEM) if each.state == "applied"]
    paid = sum(cases.costs_of({each.case_id for each in applied}).values())
    cost = sum(each.cost_minor for each in applied)
    yield Claim("What exemptions cost is in the redress of their cases, to the shilling", paid == cost, f"{cost:,}")
    looks = [look.because for look in cases.look_here(SYSTEM, at=at)]
    yield Claim("A breach of a closed clause is on record", "a clause without exemption" in looks, str(looks))
