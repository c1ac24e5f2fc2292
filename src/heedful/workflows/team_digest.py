"""Three things from customers for a colleague, once a day at their hour: gathered in their sight, chosen by role."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from heedful.analytics.scores.figure import compare
from heedful.domain.circulation import operations as circulation
from heedful.domain.circulation import queries
from heedful.domain.circulation.enums import Topic
from heedful.domain.circulation.rules import choosing
from heedful.domain.circulation.rules.quoting import Comment, Quote, faithful, newest, quote, showable
from heedful.domain.feedback import queries as feedback
from heedful.domain.feedback.enums import Kind
from heedful.domain.followthrough import queries as followthrough
from heedful.domain.measurement import queries as measurement
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import SYSTEM, Actor, Permission, Role
from heedful.foundation.days import add_months, day_of
from heedful.foundation.disclosure import MINIMUM_COMMENTS

WORDS_SINCE = timedelta(days=90)
WAITING_SINCE = timedelta(days=30)
COMMENTS = 300
HEAD = ("nps", "csat", "ces", "rating", "delivered_on_time")


def send_due(*, at: datetime, limit: int = 200) -> int:
    """Make and mail the digests of this hour, each in its own transaction; return how many left."""
    return sum(send(person_id=each, role=role, at=at) is not None for each, role in queries.due(at, limit))


def send(*, person_id: UUID, role: Role, at: datetime) -> str | None:
    """Make one colleague's digest of the day and mail it; return its secret, None where there is nothing to tell."""
    reader = organisation.actor_for_person(organisation.person(person_id), at)
    things = compose(reader, role, at)
    if not things:
        return None
    do, url = choosing.action(role, things)
    made = circulation.NewDigest(person_id=person_id, role=role, things=things, action=do, action_url=url)
    return circulation.keep_digest(made=made, by=SYSTEM, at=at)


def compose(reader: Actor, role: Role, at: datetime) -> list[choosing.Told]:
    """Choose what a colleague is told, from what their role may see."""
    said, thanks = _words(reader, at) if reader.can(Permission.SEE_FEEDBACK) else (None, None)
    known = queries.told_before(reader.id) if reader.id else []
    found = [
        choosing.news(_moved(reader, at), known) if reader.can(Permission.SEE_METRICS) else None,
        choosing.words(said, Topic.WORDS, f"/manage/feedback/{said.comment.id}/") if said else None,
        choosing.words(thanks, Topic.THANKS, f"/manage/feedback/{thanks.comment.id}/") if thanks else None,
        _waiting(reader, at) if reader.can(Permission.WORK_CASES) else None,
    ]
    if reader.can(Permission.SEE_PROMISES):
        overdue = followthrough.overdue_count(reader, day_of(at))
        found.append(choosing.promises(overdue, "/manage/promises/?state=overdue"))
    return choosing.three(role, found)


def _words(reader: Actor, at: datetime) -> tuple[Quote | None, Quote | None]:
    """Return what most say and a word of thanks, from the newest comments; none where they are too few to show."""
    names = set(organisation.person_names().values())
    rows = feedback.comments(reader, at - WORDS_SINCE, COMMENTS)
    kept = newest(showable([_comment(row) for row in rows], MINIMUM_COMMENTS))
    praise = [each for each in kept if each.kind == Kind.COMPLIMENT]
    said = quote([each for each in kept if each.kind != Kind.COMPLIMENT], names)
    thanks = quote(praise, names)
    return tuple(each if each and faithful(each, names) else None for each in (said, thanks))  # type: ignore[return-value]  # a pair stays a pair


def _comment(row: Any) -> Comment:
    about = (row.sender_name, row.account.name if row.account else "", row.contact.name if row.contact else "")
    return Comment(
        id=row.id, body=row.body, kind=row.kind, colleague_id=row.colleague_id,
        names=tuple(each for each in about if each),
    )  # fmt: skip


def _waiting(reader: Actor, at: datetime) -> choosing.Told | None:
    rows = queries.passed(reader, at - WAITING_SINCE, at)
    mine = [each for each in rows if each.open and each.reached_at is None]
    return choosing.waiting([each.submission_id for each in mine], "/insight/circulation/?state=waiting")


def _moved(reader: Actor, at: datetime) -> list[choosing.Moved]:
    """Compare last month with the month before, all figures in one family of tests."""
    until = day_of(at).replace(day=1)
    since, earlier = add_months(until, -1), add_months(until, -2)
    pairs = []
    for name in (each.id for each in measurement.metrics() if each.id in HEAD):
        ask = {"definition": name, "actor": reader, "at": at}
        now, before = (
            measurement.figures(**ask, since=begins, until=ends)[0]  # type: ignore[arg-type]  # spelt out above
            for begins, ends in ((since, until), (earlier, since))
        )
        if now.hidden is None and before.hidden is None and not now.shown_for and not before.shown_for:
            pairs.append((now, before))
    return [
        choosing.Moved(
            key=f"{each.now.definition.id}:{since:%Y-%m}",
            title=each.now.definition.title,
            now=measurement.value_text(each.now),
            before=measurement.value_text(each.before),
            better=each.word == "better",
            certain=each.word is not None,
            url=f"/insight/{each.now.definition.id}/?since={earlier:%Y-%m}&until={since:%Y-%m}",
        )
        for each in compare(pairs)
    ]
