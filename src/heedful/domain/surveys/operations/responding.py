"""Taking answers: partial, final, once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from heedful.domain.surveys import queries, rules
from heedful.domain.surveys.enums import InvitationState as S
from heedful.domain.surveys.enums import ResponseStatus, VersionState
from heedful.domain.surveys.models import Invitation, Response
from heedful.domain.surveys.rules import Score
from heedful.domain.surveys.rules.asking import PARTIAL_AFTER
from heedful.domain.surveys.rules.fields import AnsweredField, answered_fields
from heedful.foundation import bulk
from heedful.foundation.access import Actor
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import Refused
from heedful.foundation.notify import operations as notify
from heedful.surveyjs import structure
from heedful.surveyjs.problems import Problem
from heedful.warehouse import dirty

OPEN_STATES = (S.SENT, S.STARTED)


class LinkClosed(Refused):
    """The link is unknown, spent, expired, or its survey takes no answers: one answer for all of them."""

    def __init__(self) -> None:
        super().__init__("this link takes no answer", field="token", fix="ask for a new link, or use the feedback page")


class AnswersRefused(Refused):
    """Some answers do not fit their question; problems lists every one and nothing was stored."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        first = self.problems[0]
        super().__init__(first.message, field=first.question, value=first.value or None, fix=first.fix)


@dataclass(frozen=True, slots=True)
class ReceivedResponse:
    """A response as it was taken, for the workflow that follows it up. created is False for a repeat."""

    response_id: UUID
    survey_id: UUID
    survey_code: str
    survey_title: str
    version_id: UUID
    version: int
    created: bool
    status: ResponseStatus
    suspect: bool
    validated: str
    contact_id: UUID | None
    account_id: UUID | None
    unit_id: UUID | None
    touchpoint_id: UUID | None
    interaction_id: UUID | None
    language: str
    answers: Mapping[str, Any]
    scores: tuple[Score, ...]
    fields: tuple[AnsweredField, ...]
    verbatim: str
    contact_permission: bool | None
    consent: str
    experienced_at: datetime
    collected_at: datetime


@transaction.atomic
def record_response(
    *,
    version: UUID,
    token: str | None,
    answers: dict[str, Any],
    language: str,
    idempotency_key: str,
    at: datetime,
    by: Actor,
    final: bool = True,
) -> ReceivedResponse:
    """Store one response, once per token and once per idempotency key, and spend the token when final.

    token is an invitation's or an open session's secret, or None for a survey open to all. Raise LinkClosed or
    AnswersRefused; a repeat of the same key returns the first response with created=False.
    """
    if not 1 <= len(idempotency_key) <= 100 or not idempotency_key.isprintable():
        raise Refused("an idempotency key has 1 to 100 visible characters", field="idempotency_key", fix="send a UUID")
    try:
        asking, invitation, response = _open(version, token, at)
    except LinkClosed:
        return _first_with(idempotency_key, token, version)
    problems = structure.check(asking.document, answers, final=final)
    if problems:
        raise AnswersRefused(problems)
    status = ResponseStatus.FINAL if final else ResponseStatus.IN_PROGRESS
    values = {
        "status": status,
        "answers": answers,
        "language": language,
        "updated_at": at,
        "finished_at": at if final else None,
        "idempotency_key": idempotency_key if final else None,
    }
    stored = _store(asking, invitation, response, values, at)
    if stored is None:
        return _first_with(idempotency_key, token, version)
    if final:
        _after_final(stored, invitation, by, at)
    return _received(stored, asking, invitation, created=True)


def save_partial(
    *, version: UUID, token: str, answers: dict[str, Any], page: int, language: str, by: Actor, at: datetime
) -> UUID:
    """Keep the answers so far and the page to go on with; raise LinkClosed or AnswersRefused. Return the response."""
    with transaction.atomic():
        asking, invitation, response = _open(version, token, at)
        problems = structure.check(asking.document, answers, final=False)
        if problems:
            raise AnswersRefused(problems)
        values = {"answers": answers, "page": page, "language": language, "updated_at": at}
        stored = _store(asking, invitation, response, {**values, "status": ResponseStatus.IN_PROGRESS}, at)
        if stored is None:
            raise LinkClosed
        if invitation is not None and invitation.state == S.SENT:
            Invitation.objects.filter(id=invitation.id, state=S.SENT).update(state=S.STARTED)
            dirty.mark("invitations", [invitation.id])
        if response is None:
            audit.record(by=by, at=at, action="response.started", entity="response", entity_id=stored.id)
        return stored.id


@transaction.atomic
def open_session(*, version: UUID, language: str, by: Actor, at: datetime, suspect: bool = False) -> str:
    """Begin a response to a survey that is open to all and return the secret that resumes it.

    What becomes of a `suspect` response is kept and counts in no figure.
    """
    asking, _, _ = _open(version, None, at)
    token = rules.new_token()
    response = Response.objects.create(
        version_id=asking.version_id,
        session_hash=rules.token_hash(token),
        status=ResponseStatus.IN_PROGRESS,
        language=language,
        suspect=suspect,
        started_at=at,
        updated_at=at,
    )
    audit.record(by=by, at=at, action="response.started", entity="response", entity_id=response.id)
    return token


@transaction.atomic
def close_partials(*, by: Actor, at: datetime, limit: int = 500) -> tuple[ReceivedResponse, ...]:
    """Close as partial what nobody went on with for seven days; return those that were closed by this call."""
    stale = Response.objects.filter(status=ResponseStatus.IN_PROGRESS, updated_at__lte=at - PARTIAL_AFTER)
    closed = []
    for row in stale.select_related("invitation").order_by("updated_at", "id")[:limit]:
        waiting = Response.objects.filter(id=row.id, status=ResponseStatus.IN_PROGRESS, updated_at=row.updated_at)
        if not waiting.update(status=ResponseStatus.PARTIAL, finished_at=at):
            continue
        row.status, row.finished_at = ResponseStatus.PARTIAL, at
        if row.invitation is not None:
            Invitation.objects.filter(id=row.invitation.id, state__in=OPEN_STATES).update(state=S.EXPIRED)
            dirty.mark("invitations", [row.invitation.id])
        audit.record(by=by, at=at, action="response.closed_partial", entity="response", entity_id=row.id)
        asking = queries.asking(row.version_id)
        if asking is not None:
            closed.append(_received(row, asking, row.invitation, created=True))
    return tuple(closed)


def _open(version: UUID, token: str | None, at: datetime) -> tuple[queries.Asking, Invitation | None, Response | None]:
    """Find what the token opens; the same exception whatever is wrong with it."""
    asking = queries.asking(version)
    if asking is None:
        raise LinkClosed
    if token is None:
        if asking.state is not VersionState.COLLECTING or "link" not in asking.about.channels:
            raise LinkClosed
        return asking, None, None
    invitation, response = queries.behind(token)
    if not queries.usable(invitation, response, asking, at):
        raise LinkClosed
    return asking, invitation, response


def _store(
    asking: queries.Asking,
    invitation: Invitation | None,
    response: Response | None,
    values: dict[str, Any],
    at: datetime,
) -> Response | None:
    """Insert or change the one row; None when somebody else finished it first."""
    if response is not None:
        open_row = Response.objects.filter(id=response.id, status=ResponseStatus.IN_PROGRESS)
        try:
            with transaction.atomic():
                if not open_row.update(**values):
                    return None
        except IntegrityError:
            return None
        for name, value in values.items():
            setattr(response, name, value)
        return response
    made = Response(version_id=asking.version_id, invitation=invitation, started_at=at, **values)
    return made if bulk.insert_new(made) else None


def _after_final(stored: Response, invitation: Invitation | None, by: Actor, at: datetime) -> None:
    if invitation is not None:
        spent = Invitation.objects.filter(id=invitation.id, state__in=OPEN_STATES)
        if not spent.update(state=S.FINISHED, finished_at=at):
            raise LinkClosed
        notify.withdraw(keys=[queries.mail_key(invitation.id, number) for number in (1, 2)])
        dirty.mark("invitations", [invitation.id])
    audit.record(by=by, at=at, action="response.finished", entity="response", entity_id=stored.id)


def _first_with(idempotency_key: str, token: str | None, version: UUID) -> ReceivedResponse:
    """Return what this key brought in first: asked only after the link is spent, so that no race can come between."""
    winner = Response.objects.filter(idempotency_key=idempotency_key, status=ResponseStatus.FINAL).first()
    if winner is None:
        raise LinkClosed
    return _repeat(winner, token, version)


def _repeat(row: Response, token: str | None, version: UUID) -> ReceivedResponse:
    """Return the first response for a repeated key; the key of another link tells nothing about its response."""
    own = queries.answered_with(row.idempotency_key or "", token) == version
    asking = queries.asking(row.version_id) if own else None
    if asking is None:
        raise LinkClosed
    return _received(row, asking, row.invitation, created=False)


def _received(
    row: Response, asking: queries.Asking, invitation: Invitation | None, *, created: bool
) -> ReceivedResponse:
    about = asking.about
    allowed = row.answers.get(about.contact_permission) if about.contact_permission else None
    words = [str(row.answers[name]) for name in about.verbatim if row.answers.get(name)]
    return ReceivedResponse(
        response_id=row.id,
        survey_id=asking.survey_id,
        survey_code=asking.survey_code,
        survey_title=asking.survey_title,
        version_id=asking.version_id,
        version=asking.number,
        created=created,
        status=ResponseStatus(row.status),
        suspect=row.suspect,
        validated=row.validated,
        contact_id=invitation.contact_id if invitation else None,
        account_id=invitation.account_id if invitation else None,
        unit_id=(invitation.unit_id if invitation else None) or asking.unit_id,
        touchpoint_id=invitation.touchpoint_id if invitation else None,
        interaction_id=invitation.interaction_id if invitation else None,
        language=row.language,
        answers=row.answers,
        scores=rules.scores(about, row.answers),
        fields=answered_fields(asking.definition, about, row.answers),
        verbatim="\n\n".join(words),
        contact_permission=allowed if isinstance(allowed, bool) else None,
        consent=about.consent,
        experienced_at=(invitation.planned_at if invitation else row.started_at),
        collected_at=row.finished_at or row.updated_at,
    )
