"""Reads of answer cards: what a colleague may tell a customer now, found by the customer's question."""

from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q, QuerySet

from heedful.domain.communication.enums import CardState
from heedful.domain.communication.models import AnswerCard, AudienceUnit
from heedful.domain.communication.queries.announcements import facts_at
from heedful.domain.communication.rules.search import asked_words, best
from heedful.domain.communication.rules.wording import filled_in, references
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Actor, ActorKind, Permission
from heedful.foundation.days import day_of
from heedful.foundation.errors import NotFound

SHORT = 3
"""Words of three letters, and, the, for, tell little."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A card in force with the values of facts put into its wording."""

    card: AnswerCard
    wording: str


def visible_to(actor: Actor, at: datetime) -> QuerySet[AnswerCard]:
    """Return the cards for the audiences that the actor belongs to; authors for the whole company see all."""
    rows = AnswerCard.objects.select_related("audience", "author", "approved_by", "decision")
    if actor.everywhere(Permission.AUTHOR_ANNOUNCEMENTS) or actor.everywhere(Permission.SEE_CASCADE):
        return rows
    return rows.filter(audience_id__in=_audiences_of(actor, at))


def in_force(actor: Actor, at: datetime) -> QuerySet[AnswerCard]:
    """Return the approved cards in sight that hold at a time: never one that has expired or begins later."""
    holds = Q(valid_from__lte=at) & (Q(valid_to__isnull=True) | Q(valid_to__gt=at))
    return visible_to(actor, at).filter(holds, state=CardState.APPROVED)


def search(actor: Actor, question: str, at: datetime, limit: int = 20) -> list[Answer]:
    """Return the cards in force that answer a question, the best first; without a question, the first by name."""
    rows, words = in_force(actor, at), asked_words(question)
    if words:
        ids = best(words, _matching(rows, words), limit)
        held = rows.in_bulk(ids)
        found = [held[each] for each in ids]
    else:
        found = list(rows[:limit])
    facts = facts_at(at)
    return [Answer(each, filled_in(each.wording, facts)) for each in found]


def _matching(rows: QuerySet[AnswerCard], words: list[str]) -> list[tuple[UUID, str, str]]:
    """Return (id, question, text) of the cards that hold all words; where none does, of those with any longer one."""
    every = rows
    for word in words:
        every = every.filter(words__contains=word)
    columns = ("id", "question", "words")
    found = list(every.values_list(*columns))
    if found:
        return found
    telling = [word for word in words if len(word) > SHORT] or words
    return list(rows.filter(reduce(or_, (Q(words__contains=word) for word in telling))).values_list(*columns))


def card(actor: Actor, card_id: UUID, at: datetime) -> AnswerCard:
    """Return a card in sight; raise NotFound otherwise."""
    found = visible_to(actor, at).filter(id=card_id).first()
    if found is None:
        raise NotFound("no card has this id", field="card", value=card_id)
    return found


def drafts(actor: Actor, at: datetime) -> QuerySet[AnswerCard]:
    """Return what waits for approval."""
    return visible_to(actor, at).filter(state=CardState.DRAFT)


def unknown_facts(held: AnswerCard, at: datetime) -> list[str]:
    """Return the codes of facts that a card refers to and that are not in force when it begins."""
    return sorted(references(held.wording) - set(facts_at(max(at, held.valid_from))))


def _audiences_of(actor: Actor, at: datetime) -> set[UUID]:
    """Return the audiences that hold the colleague's unit and do not leave it out; a key belongs to none."""
    if actor.kind is not ActorKind.COLLEAGUE or actor.id is None:
        return set()
    own = organisation.person(actor.id).unit_id
    above = {own, *(unit.id for unit in organisation.ancestors(own, day_of(at)))}
    rows = AudienceUnit.objects.filter(unit_id__in=above).values_list("audience_id", "excluded_because")
    inside: set[UUID] = set()
    outside: set[UUID] = set()
    for audience_id, because in rows:
        (outside if because else inside).add(audience_id)
    return inside - outside
