"""Potentials, plays and decisions about accounts."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from heedful.domain.customers import queries as customers
from heedful.domain.organisation import queries as organisation
from heedful.domain.portfolio.enums import Choice, Confidence, DecisionState, Ending
from heedful.domain.portfolio.models import Decision, Play, Potential
from heedful.domain.portfolio.queries.account import standing
from heedful.domain.portfolio.queries.reckonings import latest
from heedful.domain.portfolio.queries.steering import decision, play
from heedful.domain.portfolio.rules.decisions import may_approve, may_become, review_due
from heedful.foundation.access import Actor, Permission
from heedful.foundation.audit import operations as audit
from heedful.foundation.days import day_of
from heedful.foundation.errors import Conflict, Denied, Refused


class WrongState(Refused):
    """The play or decision is not in a state that allows this."""


@transaction.atomic
def state_potential(
    *, account_id: UUID, amount_minor: int, confidence: Confidence, basis: str, by: Actor, at: datetime
) -> Potential:
    """State what an account could bring in a year, in minor units of the book's currency; the earlier word stays."""
    _steer(account_id, by)
    if amount_minor <= 0:
        raise Refused("a potential is more than nothing", field="amount", value=amount_minor)
    Potential.objects.filter(account_id=account_id, replaced_at__isnull=True).update(replaced_at=at)
    made = Potential.objects.create(
        account_id=account_id,
        amount_minor=amount_minor,
        currency=_currency(),
        confidence=confidence,
        basis=_words(basis, "basis", "say where the figure comes from"),
        by_id=by.id,
        by_name=by.name,
        at=at,
    )
    _audit("potential.stated", account_id, by, at, {"potential": made.id, "confidence": confidence})
    return made


@transaction.atomic
def open_play(*, account_id: UUID, title: str, owner_id: UUID, due: date, by: Actor, at: datetime) -> Play:
    """Begin to do something for a customer: what, by whom, until when."""
    shown = _steer(account_id, by)
    if due < day_of(at):
        raise Refused("a play ends in the future", field="due", value=due, fix="choose a day to come")
    owner = organisation.person(owner_id)
    made = Play.objects.create(
        account_id=account_id,
        state=shown,
        title=_words(title, "title", "say what is to be done")[:200],
        owner=owner,
        due=due,
        opened_at=at,
        opened_by=by.name,
    )
    _audit("play.opened", account_id, by, at, {"play": made.id, "owner": owner_id, "due": due})
    return made


@transaction.atomic
def end_play(*, play_id: UUID, ending: Ending, result: str, by: Actor, at: datetime) -> Play:
    """End a play and say what came of it."""
    found = play(by, play_id)
    _steer(found.account_id, by)
    words = _words(result, "result", "say what came of it")
    if not Play.objects.filter(id=play_id, ending="").update(ending=ending, result=words, ended_at=at):
        raise WrongState("this play has ended", field="play", value=found.title)
    _audit("play.ended", found.account_id, by, at, {"play": play_id, "ending": ending})
    return play(by, play_id)


@transaction.atomic
def propose_decision(*, account_id: UUID, choice: Choice, reason: str, by: Actor, at: datetime) -> Decision:
    """Propose to maintain, prune or win back a customer; somebody else approves it."""
    _steer(account_id, by)
    words = _words(reason, "reason", "say why")
    try:
        with transaction.atomic():
            made = Decision.objects.create(
                account_id=account_id,
                choice=choice,
                state=DecisionState.PROPOSED,
                reason=words,
                proposed_by_id=by.id,
                proposed_by=by.name,
                proposed_at=at,
            )
    except IntegrityError as error:
        raise Conflict(
            "a decision about this customer is open", field="account", fix="settle or review that one first"
        ) from error
    _audit("decision.proposed", account_id, by, at, {"decision": made.id, "choice": choice})
    return made


@transaction.atomic
def settle_decision(*, decision_id: UUID, approve: bool, by: Actor, at: datetime) -> Decision:
    """Approve or decline what another has proposed; an approved decision is reviewed after two closed months."""
    found = decision(by, decision_id)
    account = customers.find_account(found.account_id)
    by.require(Permission.APPROVE_CUSTOMER_DECISIONS, account.unit_id if account else None)
    if not may_approve(found.proposed_by_id, by.id):
        raise Denied("nobody approves their own decision", field="decision", fix="ask another who may approve")
    target = DecisionState.APPROVED if approve else DecisionState.DECLINED
    due = review_due(day_of(at)) if approve else None
    _move(found, target, decided_by_id=by.id, decided_by=by.name, decided_at=at, review_due=due)
    _audit(f"decision.{target}", found.account_id, by, at, {"decision": decision_id})
    return decision(by, decision_id)


@transaction.atomic
def review_decision(*, decision_id: UUID, review: str, by: Actor, at: datetime) -> Decision:
    """Look at a decision again and say whether it was right; a new one may be proposed after that."""
    found = decision(by, decision_id)
    _steer(found.account_id, by)
    _move(found, DecisionState.REVIEWED, review=_words(review, "review", "say what came of it"), reviewed_at=at)
    _audit("decision.reviewed", found.account_id, by, at, {"decision": decision_id})
    return decision(by, decision_id)


def _move(found: Decision, target: DecisionState, **changes: object) -> None:
    """Pass a decision to another state in one conditional update: of two who try at once, one succeeds."""
    if not may_become(DecisionState(found.state), target):
        raise WrongState(
            f"a decision that is {found.state} cannot become {target}", field="decision", value=found.state
        )
    if not Decision.objects.filter(id=found.id, state=found.state).update(state=target, **changes):
        raise Conflict("somebody else settled this decision just now", fix="look again")


def _steer(account_id: UUID, by: Actor) -> str:
    """Return the state of an account that the actor may steer."""
    shown = standing(by, account_id)
    by.require(Permission.STEER_PORTFOLIO, shown.standing.account.unit_id)
    return shown.state.value


def _currency() -> str:
    newest = latest()
    return newest.currency if newest else ""


def _words(given: str, field: str, fix: str) -> str:
    words = given.strip()[:2_000]
    if not words:
        raise Refused("this is needed", field=field, fix=fix)
    return words


def _audit(action: str, account_id: UUID, by: Actor, at: datetime, data: dict[str, object]) -> None:
    audit.record(by=by, at=at, action=action, entity="account", entity_id=account_id, data=data)
