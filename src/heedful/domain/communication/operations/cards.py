"""Writes of answer cards: drafted by one, approved by another, ended by their dates or by hand."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from heedful.domain.communication.enums import CardState, CardVerb
from heedful.domain.communication.models import AnswerCard
from heedful.domain.communication.operations.announcements import person_of
from heedful.domain.communication.queries.cards import card, unknown_facts
from heedful.domain.communication.rules.search import searchable
from heedful.domain.communication.rules.states import CARD, step
from heedful.domain.communication.rules.wording import LANGUAGES
from heedful.foundation.access import Actor, Permission
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import Conflict, Denied, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCard:
    """A question with its answer. `code` names the question; the same code again is its next wording."""

    code: str
    topic: str
    audience_id: UUID
    language: str
    question: str
    wording: str
    valid_from: datetime
    valid_to: datetime | None = None
    decision_id: UUID | None = None


@transaction.atomic
def draft_card(*, told: NewCard, by: Actor, at: datetime) -> AnswerCard:
    """Draft a card; it is shown to nobody before somebody else has approved it."""
    by.require_everywhere(Permission.AUTHOR_ANNOUNCEMENTS)
    for name in ("code", "topic", "question", "wording"):
        if not getattr(told, name).strip():
            raise Refused("this is empty", field=name, fix="write it")
    if told.language not in LANGUAGES:
        raise Refused("not a language of this installation", field="language", value=told.language)
    if told.valid_to is not None and told.valid_to <= told.valid_from:
        raise Refused("it ends before it begins", field="valid_to", value=told.valid_to.isoformat())
    words = searchable(told.question, told.wording, told.topic.replace("-", " "))
    made = AnswerCard.objects.create(**asdict(told), words=words, author_id=person_of(by))
    audit.record(by=by, at=at, action="card.drafted", entity="card", entity_id=made.id)
    return made


@transaction.atomic
def approve_card(*, card_id: UUID, by: Actor, at: datetime) -> AnswerCard:
    """Approve a draft by name; who wrote it cannot. The wording before ends when this one begins."""
    by.require_everywhere(Permission.RELEASE_ANNOUNCEMENTS)
    held = card(by, card_id, at)
    state = step(CARD, CardState(held.state), CardVerb.APPROVE)
    if person_of(by) == held.author_id:
        raise Denied("nobody approves their own words", fix="ask a colleague who may release")
    unknown = unknown_facts(held, at)
    if unknown:
        raise Refused("it refers to facts that do not hold", field="wording", value=", ".join(unknown))
    same = AnswerCard.objects.filter(
        code=held.code, audience_id=held.audience_id, language=held.language, state=CardState.APPROVED
    )
    later = same.filter(valid_from__gte=held.valid_from).order_by("valid_from").first()
    if later is not None and (held.valid_to is None or held.valid_to > later.valid_from):
        fix = f"end it by {later.valid_from:%Y-%m-%d}, or withdraw the other"
        raise Refused("a wording that begins later is approved already", field="valid_from", fix=fix)
    same.filter(valid_from__lt=held.valid_from).exclude(valid_to__lte=held.valid_from).update(valid_to=held.valid_from)
    return _move(held, CardVerb.APPROVE, by, at, state=state, approved_by_id=by.id)


@transaction.atomic
def withdraw_card(*, card_id: UUID, by: Actor, at: datetime) -> AnswerCard:
    """Take a card away at once, or a draft back."""
    by.require_everywhere(Permission.AUTHOR_ANNOUNCEMENTS)
    held = card(by, card_id, at)
    return _move(held, CardVerb.WITHDRAW, by, at, state=step(CARD, CardState(held.state), CardVerb.WITHDRAW))


def _move(held: AnswerCard, verb: CardVerb, by: Actor, at: datetime, **changes: Any) -> AnswerCard:
    if not AnswerCard.objects.filter(id=held.id, state=held.state).update(**changes):
        raise Conflict("somebody else was first", field="state", fix="look at it again")
    audit.record(by=by, at=at, action=f"card.{verb}", entity="card", entity_id=held.id)
    held.refresh_from_db()
    return held
