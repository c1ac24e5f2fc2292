"""The wish list: taking wishes in, merging duplicates and undoing it, answering."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from heedful.domain.feedback import queries as feedback
from heedful.domain.innovation.enums import WishState
from heedful.domain.innovation.models import NotAlike, Wish, WishVoice
from heedful.domain.innovation.queries import wishes as queries
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import SYSTEM, Actor, Permission
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import Refused

BATCH = 500
ERASED = "A wish whose words were erased"


@transaction.atomic
def take_in(*, at: datetime) -> int:
    """Put every wish that customers sent on the list, once; return how many were new."""
    count = 0
    for submission_id in list(queries.without_wish())[:BATCH]:
        said = feedback.submission(submission_id, SYSTEM)
        title = next(
            (line.strip() for line in said.body.splitlines() if line.strip()), said.about or "A wish without words"
        )
        wish = Wish.objects.create(
            title=title[:300], unit_id=said.unit_id or organisation.root_id(), at=said.collected_at
        )
        WishVoice.objects.create(submission_id=submission_id, wish=wish)
        audit.record(by=SYSTEM, at=at, action="wish.taken_in", entity="wish", entity_id=wish.id)
        count += 1
    return count


@transaction.atomic
def merge(*, into_id: UUID, wish_ids: Sequence[UUID], by: Actor, at: datetime) -> Wish:
    """Merge duplicates into a wish: each keeps its voices, so that it can be taken out again."""
    into = _workable(into_id, by)
    if into.merged_into_id is not None:
        raise Refused("this wish is a duplicate itself", field="into", value=into_id, fix="merge into the one it is in")
    if not wish_ids or into_id in wish_ids:
        raise Refused("nothing to merge", field="wishes", fix="choose other wishes")
    for wish_id in wish_ids:
        wish = _workable(wish_id, by)
        if wish.merged_into_id is not None:
            raise Refused("it is merged already", field="wishes", value=wish_id, fix="take it out first")
        Wish.objects.filter(id=wish_id).update(merged_into=into)
        data = {"into": str(into_id)}
        audit.record(by=by, at=at, action="wish.merged", entity="wish", entity_id=wish_id, data=data)
    return into


@transaction.atomic
def take_out(*, wish_id: UUID, by: Actor, at: datetime) -> Wish:
    """Undo a merge: the wish stands for itself again, with its own voices and its own duplicates."""
    wish = _workable(wish_id, by)
    if wish.merged_into_id is None:
        raise Refused("it is no duplicate", field="wish", value=wish_id)
    data = {"from": str(wish.merged_into_id)}
    Wish.objects.filter(id=wish_id).update(merged_into=None)
    audit.record(by=by, at=at, action="wish.taken_out", entity="wish", entity_id=wish_id, data=data)
    wish.refresh_from_db()
    return wish


@transaction.atomic
def not_alike(*, one_id: UUID, other_ids: Sequence[UUID], by: Actor, at: datetime) -> None:
    """Say that wishes are different, so that they are not suggested again."""
    _workable(one_id, by)
    for other_id in other_ids:
        _workable(other_id, by)
        if one_id == other_id:
            raise Refused("a wish is like itself", field="wishes", value=other_id)
        first, last = sorted((one_id, other_id), key=str)
        NotAlike.objects.get_or_create(one_id=first, other_id=last)
        data = {"other": str(other_id)}
        audit.record(by=by, at=at, action="wish.not_alike", entity="wish", entity_id=one_id, data=data)


@transaction.atomic
def answer_wish(*, wish_id: UUID, state: WishState, answer: str, by: Actor, at: datetime) -> Wish:
    """Say what becomes of a wish; a no has a reason."""
    wish = _workable(wish_id, by)
    if wish.merged_into_id is not None:
        raise Refused("a duplicate is answered where it is merged", field="wish", value=wish_id)
    if state is WishState.DECLINED and not answer.strip():
        raise Refused("a no needs a reason", field="answer", fix="say it as the customer would hear it")
    Wish.objects.filter(id=wish_id).update(state=state, answer=answer.strip()[:4_000])
    audit.record(by=by, at=at, action="wish.answered", entity="wish", entity_id=wish_id, data={"state": state})
    wish.refresh_from_db()
    return wish


@transaction.atomic
def forget_words(*, submission_ids: Sequence[UUID]) -> int:
    """Take the words of people who are forgotten out of the wishes that they made; return how many.

    The wish stays as a count: a wish is named by the words of its one voice.
    """
    ids = WishVoice.objects.filter(submission_id__in=submission_ids).values("wish_id")
    return Wish.objects.filter(id__in=ids).update(title=ERASED)


def _workable(wish_id: UUID, by: Actor) -> Wish:
    wish = queries.find_wish(by, wish_id)
    by.require(Permission.WORK_IDEAS, wish.unit_id)
    return wish
