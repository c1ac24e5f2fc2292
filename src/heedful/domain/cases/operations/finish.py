"""The end of an episode: the answer, the customer's word on it, closing, and what opens it again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from heedful.domain.cases.enums import CaseKind, Confirmation, Outcome, Step, Verb
from heedful.domain.cases.enums import CaseState as S
from heedful.domain.cases.models import Case, Episode
from heedful.domain.cases.operations.discuss import check_wording, receive, reply
from heedful.domain.cases.operations.open_case import bind
from heedful.domain.cases.operations.quarantine import address
from heedful.domain.cases.operations.record import append, current_episode, load, move
from heedful.domain.cases.rules.recovery import check_answer, check_closing, check_confirmation
from heedful.domain.cases.rules.states import next_state
from heedful.foundation.access import Actor, ActorKind


@transaction.atomic
def propose(
    *, case_id: UUID, answer: str, findings: str = "", knowingly: bool = False, by: Actor, at: datetime
) -> Case:
    """Answer the customer with what was found and what is done; by mail where there is an address."""
    case = load(case_id, by)
    check_answer(CaseKind(case.kind), findings=findings, answer=answer)
    next_state(CaseKind(case.kind), S(case.state), Verb.PROPOSE)
    reply(
        case_id=case_id,
        body=answer,
        channel="email" if address(case) else case.channel,
        knowingly=knowingly,
        by=by,
        at=at,
    )
    case = load(case_id, by)
    episode = current_episode(case)
    episode.findings, episode.answer, episode.proposed_at = findings, answer, at
    episode.save(update_fields=["findings", "answer", "proposed_at"])
    move(case=case, episode=episode, verb=Verb.PROPOSE, by=by, at=at)
    return case


@transaction.atomic
def accept(*, case_id: UUID, word: Confirmation | None = None, by: Actor, at: datetime) -> Case:
    """Record that it is solved, and on whose word: a customer's own click is always the customer's."""
    case = load(case_id, by)
    episode = current_episode(case)
    said = Confirmation.CUSTOMER if by.kind is ActorKind.CUSTOMER else word or Confirmation.TOLD_US
    check_confirmation(said, proposed_at=episode.proposed_at or at, at=at)
    move(case=case, episode=episode, verb=Verb.ACCEPT, by=by, at=at, data={"word": said})
    episode.confirmed_by = said
    episode.save(update_fields=["confirmed_by"])
    return case


@transaction.atomic
def refuse(*, case_id: UUID, words: str = "", by: Actor, at: datetime) -> Case:
    """Record that the customer does not take the answer; the resolution clock goes on."""
    case = load(case_id, by)
    move(case=case, episode=current_episode(case), verb=Verb.REFUSE, by=by, at=at)
    if words.strip():
        receive(case_id=case_id, body=words, channel="web" if by.kind is ActorKind.CUSTOMER else "phone", by=by, at=at)
    return load(case_id, by)


@transaction.atomic
def rework(*, case_id: UUID, by: Actor, at: datetime) -> Case:
    """Look at it again."""
    case = load(case_id, by)
    move(case=case, episode=current_episode(case), verb=Verb.REWORK, by=by, at=at)
    return case


@transaction.atomic
def go_external(*, case_id: UUID, body_name: str, by: Actor, at: datetime) -> Case:
    """Record that an outside body has the case."""
    case = load(case_id, by)
    move(case=case, episode=current_episode(case), verb=Verb.GO_EXTERNAL, by=by, at=at, data={"body": body_name})
    return case


@transaction.atomic
def close(
    *,
    case_id: UUID,
    outcome: Outcome | None = None,
    reason: str = "",
    without_steps: str = "",
    knowingly: bool = False,
    by: Actor,
    at: datetime,
) -> Case:
    """End the episode. A complaint needs outcome and reason; missing steps of the guide need a reason of their own."""
    case = load(case_id, by)
    next_state(CaseKind(case.kind), S(case.state), Verb.CLOSE)
    episode = current_episode(case)
    done = {Step(step) for step in episode.steps.values_list("step", flat=True)}
    check_closing(CaseKind(case.kind), outcome=outcome, reason=reason, done=done, without_steps=without_steps)
    check_wording("reason", reason, knowingly=knowingly)
    _end(episode, outcome, reason, without_steps, at)
    data = {"outcome": outcome or "", "shown_knowingly": knowingly}
    move(case=case, episode=episode, verb=Verb.CLOSE, by=by, at=at, changes={"closed_at": at}, data=data)
    return case


@transaction.atomic
def withdraw(*, case_id: UUID, reason: str, by: Actor, at: datetime) -> Case:
    """Record that the customer takes it back, or that it was opened by mistake; its clocks are cancelled."""
    case = load(case_id, by)
    episode = current_episode(case)
    check_closing(
        CaseKind(case.kind), outcome=Outcome.WITHDRAWN, reason=reason, done=set(Step), without_steps="withdrawn"
    )
    _end(episode, Outcome.WITHDRAWN, reason, "withdrawn", at)
    move(case=case, episode=episode, verb=Verb.WITHDRAW, by=by, at=at, changes={"closed_at": at})
    return case


@transaction.atomic
def reopen(*, case_id: UUID, words: str, by: Actor, at: datetime) -> Case:
    """Open it again as a new episode with clocks of its own; the result of the first is kept."""
    case = load(case_id, by)
    state = next_state(CaseKind(case.kind), S(case.state), Verb.REOPEN)
    episode = Episode.objects.create(case=case, n=current_episode(case).n + 1, opened_at=at)
    changes = {"state": state, "closed_at": None}
    append(case=case, episode=episode, what=Verb.REOPEN, by=by, at=at, changes=changes, data={"clocks": bind(case, at)})
    if words.strip():
        receive(case_id=case_id, body=words, channel="web" if by.kind is ActorKind.CUSTOMER else "phone", by=by, at=at)
    return load(case_id, by)


def _end(episode: Episode, outcome: Outcome | None, reason: str, without_steps: str, at: datetime) -> None:
    episode.outcome, episode.reason, episode.without_steps, episode.closed_at = outcome or "", reason, without_steps, at
    episode.save(update_fields=["outcome", "reason", "without_steps", "closed_at"])
