"""Reads of colleagues' questions."""

from uuid import UUID

from django.db.models import Q, QuerySet

from heedful.domain.communication.enums import QuestionState
from heedful.domain.communication.models import Node, Question
from heedful.foundation.access import Actor, Permission
from heedful.foundation.errors import NotFound

OPEN = (QuestionState.ASKED, QuestionState.ROUTED)


def visible_to(actor: Actor) -> QuerySet[Question]:
    """Return the questions the actor asked, has to answer, or may answer as an author."""
    mine = Q(asker_id=actor.id) | Q(routed_to_id=actor.id) if actor.id else Q(pk__in=[])
    rows = Question.objects.select_related("announcement", "asker", "unit", "routed_to", "answered_by")
    if actor.everywhere(Permission.AUTHOR_ANNOUNCEMENTS):
        return rows
    reach = actor.units(Permission.AUTHOR_ANNOUNCEMENTS)
    return rows.filter(mine | Q(announcement__unit_id__in=reach or ()))


def answerable(by: Actor, question_id: UUID) -> Question:
    """Return a question that waits for this actor: routed to them, or of an announcement they may write."""
    rows = visible_to(by).filter(id=question_id)
    if not by.everywhere(Permission.AUTHOR_ANNOUNCEMENTS):
        rows = rows.filter(
            Q(routed_to_id=by.id) | Q(announcement__unit_id__in=by.units(Permission.AUTHOR_ANNOUNCEMENTS) or ())
        )
    asked = rows.first()
    if asked is None:
        raise NotFound("no question that waits for you has this id", field="question", value=question_id)
    return asked


def answered_for(announcement_id: UUID) -> list[Question]:
    """Return the answered questions of an announcement, for everybody who reads it."""
    rows = Question.objects.filter(announcement_id=announcement_id).exclude(state__in=OPEN)
    return list(rows.order_by("-answered_at"))


def blocking(announcement_ids: list[UUID]) -> int:
    """Count blocking questions without an answer."""
    return Question.objects.filter(announcement_id__in=announcement_ids, blocking=True, state__in=OPEN).count()


def asked_by_node(node: Node) -> list[Question]:
    """Return what this person asked about this announcement."""
    rows = Question.objects.filter(announcement_id=node.version.announcement_id, asker_id=node.person_id)
    return list(rows)
