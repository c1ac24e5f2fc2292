"""What a colleague does with an announcement: opens it, acknowledges it, answers the check, briefs the team, asks."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from heedful.domain.communication.enums import QuestionState, QuestionVerb
from heedful.domain.communication.models import Attempt, Briefing, EaseAnswer, Node, Question
from heedful.domain.communication.operations.announcements import person_of
from heedful.domain.communication.queries.cascade import own_node, to_read
from heedful.domain.communication.queries.comprehension import drawn
from heedful.domain.communication.queries.questions import answerable
from heedful.domain.communication.rules.states import QUESTION, step
from heedful.foundation.access import Actor, Permission, within
from heedful.foundation.audit import operations as audit
from heedful.foundation.days import day_of
from heedful.foundation.errors import Conflict, NotFound, Refused
from heedful.foundation.notify import operations as notify
from heedful.warehouse import dirty


@transaction.atomic
def open_item(*, node_id: UUID, by: Actor, at: datetime) -> Node:
    """Note that a person has opened what they must read. Opening acknowledges nothing (invariant M16)."""
    node = own_node(by, node_id, at)
    if Node.objects.filter(id=node.id, seen_at__isnull=True).update(seen_at=at):
        node.seen_at = at
        _audit("cascade.seen", node, by, at)
    return node


@transaction.atomic
def acknowledge(*, node_id: UUID, version_n: int, language: str, by: Actor, at: datetime) -> Node:
    """Put a person's word to one version in one language, once (invariant M1)."""
    person_of(by)
    node = own_node(by, node_id, at)
    shown = to_read(node, language)
    if shown.version.n != version_n:
        raise Conflict("a newer version is out", field="version", value=version_n, fix="read it, then acknowledge")
    if language not in shown.languages:
        raise Refused("it is not out in this language", field="language", value=language)
    rows = Node.objects.filter(id=node.id, acknowledged_at__isnull=True)
    if rows.update(
        acknowledged_at=at,
        acknowledged_version_id=shown.version.id,
        language=language,
        seen_at=node.seen_at or at,
        delivered_at=node.delivered_at or at,
    ):
        data = {"version": shown.version.id, "language": language}
        audit.record(by=by, at=at, action="cascade.acknowledged", entity="node", entity_id=node.id, data=data)
    node.refresh_from_db()
    return node


@transaction.atomic
def answer_check(*, node_id: UUID, answers: Mapping[UUID, int], by: Actor, at: datetime) -> Attempt:
    """Take one try at the check. The first one counts for ever; later ones teach (invariant M3)."""
    node = own_node(by, node_id, at)
    if node.acknowledged_at is None:
        raise Refused("read and acknowledge it first", field="node", fix="acknowledge, then answer")
    n = node.attempts.count() + 1
    asked = drawn(node, n)
    if not asked:
        raise NotFound("this announcement has no check", field="node", value=node_id)
    if set(answers) != {item.id for item in asked}:
        raise Refused("answer each question", field="answers", fix="choose one option each")
    passed = all(answers[item.id] == item.right for item in asked)
    told = {str(item_id): chosen for item_id, chosen in answers.items()}
    attempt = Attempt.objects.create(node=node, n=n, answers=told, passed=passed, at=at)
    if n == 1:
        Node.objects.filter(id=node.id).update(first_passed=passed, tried_at=at)
    _audit("cascade.tried", node, by, at)
    return attempt


@transaction.atomic
def say_ease(*, node_id: UUID, value: int, by: Actor, at: datetime) -> None:
    """Say once how far it was easy to find and understand what to tell customers, 1 to 7; kept without the name."""
    person_of(by)
    node = own_node(by, node_id, at)
    if node.acknowledged_version_id is None:
        raise Refused("read and acknowledge it first", field="node", fix="acknowledge, then answer")
    if not 1 <= value <= 7:
        raise Refused("not on the scale", field="value", value=value, fix="choose 1 to 7")
    if not Node.objects.filter(id=node.id, ease_given=False).update(ease_given=True):
        raise Conflict("you have said it already", field="value", fix="one answer counts")
    kept = EaseAnswer.objects.create(
        version_id=node.acknowledged_version_id, unit_id=node.unit_id, value=value, answered_on=day_of(at)
    )
    dirty.mark("ease_answers", [kept.id])
    _audit("cascade.ease_said", node, by, at)


@transaction.atomic
def brief(*, node_id: UUID, attendees: int, minutes: int, raised: str = "", by: Actor, at: datetime) -> Briefing:
    """Record that a manager has talked it through with the team."""
    node = own_node(by, node_id, at)
    if not node.manages:
        raise Refused("only who has people below briefs", field="node")
    if node.acknowledged_at is None:
        raise Refused("read and acknowledge it first", field="node", fix="acknowledge, then brief")
    if attendees < 1 or minutes < 1:
        raise Refused("somebody was there for some minutes", field="attendees", value=attendees)
    Node.objects.filter(id=node.id, briefed_at__isnull=True).update(briefed_at=at)
    kept = Briefing.objects.create(node=node, at=at, attendees=attendees, minutes=minutes, raised=raised)
    _audit("cascade.briefed", node, by, at)
    return kept


@transaction.atomic
def excuse(*, node_id: UUID, until: datetime, because: str, by: Actor, at: datetime) -> None:
    """Take a person who is long away out of the rates until a day; they are shown as excused."""
    node = Node.objects.filter(within("unit_id", by, Permission.SEE_CASCADE), id=node_id).first()
    if node is None:
        raise NotFound("nobody in your teams has this place", field="node", value=node_id)
    if until <= at or not because.strip():
        raise Refused("an excuse has a reason and ends later than now", field="until", value=until.isoformat())
    Node.objects.filter(id=node.id).update(excused_until=until, excused_because=because)
    _audit("cascade.excused", node, by, at)


@transaction.atomic
def ask(*, node_id: UUID, text: str, blocking: bool, by: Actor, at: datetime) -> Question:
    """Ask about an announcement; the question goes to the one above, else to the announcement's owner."""
    node = own_node(by, node_id, at)
    if not text.strip():
        raise Refused("the question is empty", field="text", fix="write what you do not understand")
    held = node.version.announcement
    state = step(QUESTION, QuestionState.ASKED, QuestionVerb.ROUTE)
    asked = Question.objects.create(
        announcement=held,
        asker_id=person_of(by),
        unit_id=node.unit_id,
        text=text,
        blocking=blocking,
        state=state,
        routed_to_id=node.parent_id or held.owner_id,
        asked_at=at,
    )
    notify.tell(
        person_id=node.parent_id or held.owner_id,
        subject=f"{by.name} asks about “{to_read(node).words.title}”",
        text=text,
        url="/explain/read/questions/",
        at=at,
        key=f"question:{asked.id}",
    )
    audit.record(by=by, at=at, action="question.asked", entity="question", entity_id=asked.id)
    return asked


@transaction.atomic
def pass_up(*, question_id: UUID, by: Actor, at: datetime) -> Question:
    """Hand a question one level up: to the announcement's owner, who knows or finds out."""
    asked = answerable(by, question_id)
    step(QUESTION, QuestionState(asked.state), QuestionVerb.ROUTE)
    owner = asked.announcement.owner_id
    Question.objects.filter(id=asked.id).update(routed_to_id=owner)
    subject = f"A question about {asked.announcement.code} waits for you"
    key = f"question:{asked.id}:owner"
    notify.tell(person_id=owner, subject=subject, text=asked.text, url="/explain/read/questions/", at=at, key=key)
    audit.record(by=by, at=at, action="question.passed_up", entity="question", entity_id=asked.id)
    asked.refresh_from_db()
    return asked


@transaction.atomic
def answer(*, question_id: UUID, text: str, by: Actor, at: datetime) -> Question:
    """Answer a question; the answer goes down at once to everybody who reads the announcement."""
    asked = answerable(by, question_id)
    if not text.strip():
        raise Refused("the answer is empty", field="answer", fix="write it, or pass the question up")
    state = step(QUESTION, step(QUESTION, QuestionState(asked.state), QuestionVerb.ANSWER), QuestionVerb.BROADCAST)
    rows = Question.objects.filter(id=asked.id, state=asked.state)
    if not rows.update(state=state, answer=text, answered_by_id=person_of(by), answered_at=at):
        raise Conflict("somebody else has answered", field="state")
    nodes = Node.objects.filter(version__announcement_id=asked.announcement_id, left_at__isnull=True)
    readers = nodes.filter(unit_id=asked.unit_id, delivered_at__isnull=False).values_list("person_id", flat=True)
    for person_id in {*readers, asked.asker_id}:
        notify.tell(
            person_id=person_id,
            subject=f"Answered: {asked.text[:80]}",
            text=text,
            url="/explain/read/",
            at=at,
            key=f"answer:{asked.id}:{person_id}",
        )
    audit.record(by=by, at=at, action="question.answered", entity="question", entity_id=asked.id)
    asked.refresh_from_db()
    return asked


def _audit(action: str, node: Node, by: Actor, at: datetime) -> None:
    audit.record(by=by, at=at, action=action, entity="node", entity_id=node.id)
