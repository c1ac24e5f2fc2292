"""What waits for a leader: money that stands at risk, words to read, verdicts to sign, requests, people to reach."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from heedful.domain.cases import queries as cases
from heedful.domain.communication.queries import cascade
from heedful.domain.followthrough import queries as followthrough
from heedful.domain.portfolio import queries as portfolio
from heedful.domain.problems import queries as problems
from heedful.domain.problems.enums import ProblemState
from heedful.foundation.access import Actor, Permission
from heedful.foundation.days import day_of


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line: how many, of what, and where it is done."""

    count: int
    text: str
    url: str


def at_risk(actor: Actor) -> str:
    """Return the sentence of the newest reckoning, where the actor may read it."""
    found = portfolio.latest() if actor.can(Permission.SEE_PORTFOLIO) else None
    return portfolio.sentence(found, portfolio.totals(actor, found)) if found else ""


def lines(actor: Actor, at: datetime) -> list[Waiting]:
    """List what waits for the actor, nothing that does not."""
    return [line for line in _lines(actor, at) if line.count]


def _lines(actor: Actor, at: datetime) -> Iterator[Waiting]:
    if actor.id is not None:
        yield Waiting(cascade.unread_count(actor.id, at), "to read and acknowledge", reverse("explain:read"))
    if actor.can(Permission.SIGN_VERDICTS):
        judged = problems.listed(actor, status=ProblemState.VERIFYING)
        unsigned = sum(bool(row.verdict) and not row.signed for row in judged)
        yield Waiting(unsigned, "verdicts to sign" if unsigned != 1 else "verdict to sign", reverse("manage:problems"))
    if actor.can(Permission.APPROVE_EXEMPTIONS):
        asked = len(cases.waiting(actor))
        text = "exemptions to decide" if asked != 1 else "exemption to decide"
        yield Waiting(asked, text, reverse("manage:discretion"))
    if actor.can(Permission.SEE_PROMISES):
        broken = followthrough.overdue_count(actor, day_of(at))
        text = "promises are overdue" if broken != 1 else "promise is overdue"
        yield Waiting(broken, text, f"{reverse('manage:promises')}?state=overdue")
    if actor.can(Permission.SEE_CASCADE):
        late = cascade.late_count(actor, at)
        text = (
            "colleagues are late with what they must know"
            if late != 1
            else "colleague is late with what they must know"
        )
        yield Waiting(late, text, reverse("explain:announcements"))
