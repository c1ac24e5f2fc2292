"""From a submission to a case, or to the reason why there is none: nothing is lost in between."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from heedful.domain.cases.enums import CaseKind, EventType, NoCase
from heedful.domain.cases.models import Case, FollowUpDecision
from heedful.domain.cases.operations.open_case import Matter, open_unasked
from heedful.domain.cases.operations.record import append, current_episode
from heedful.domain.cases.rules.priority import lowest_percent
from heedful.domain.cases.rules.states import OPEN_STATES
from heedful.domain.cases.rules.wording import headline
from heedful.domain.feedback.enums import Kind
from heedful.domain.feedback.operations import Recorded
from heedful.foundation.access import Actor
from heedful.foundation.audit import operations as audit


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote, what they want, and whether somebody may be in danger."""

    name: str = ""
    address: str = ""
    wanted: str = ""
    safety: bool = False


@dataclass(frozen=True, slots=True)
class FollowedUp:
    """What became of a submission: its case (`created` when it was opened now), or the reason why there is none."""

    case_id: UUID | None
    reference: str
    created: bool
    no_case: NoCase | None = None


@transaction.atomic
def follow_up(
    *,
    submission: Recorded,
    reason: str,
    channel: str,
    received_at: datetime,
    segment: str,
    segment_weight: int,
    by: Actor,
    at: datetime,
    sender: Sender | None = None,
    history: bool = False,
) -> FollowedUp:
    """Open the case of a submission that calls for one, once; join an open case of the same matter; or say why none.

    `reason` names what called for it. `history` is for data from before the installation: it is recorded as such and
    nobody is called. Actors need no right to work on cases: the rule opens it, not they.
    """
    decided = FollowUpDecision.objects.filter(submission_id=submission.id).select_related("case").first()
    if decided is not None:
        no_case = NoCase(decided.no_case) if decided.no_case else None
        return FollowedUp(decided.case_id, decided.case.reference if decided.case else "", False, no_case)
    matter = _matter(submission, reason, channel, received_at, sender or Sender())
    anonymous = not (matter.contact_id or matter.account_id or matter.reply_to)
    if history or (anonymous and matter.kind is CaseKind.RECOVERY):
        return _decline(submission.id, NoCase.HISTORY if history else NoCase.UNREACHABLE, by, at)
    same = _same_matter(matter)
    if same is not None:
        data = {"submission": str(submission.id)}
        append(case=same, episode=current_episode(same), what=EventType.JOINED, by=by, at=at, data=data)
    case = same or open_unasked(matter, segment, segment_weight, None, by, at)
    FollowUpDecision.objects.create(submission_id=submission.id, case=case, at=at)
    return FollowedUp(case.id, case.reference, same is None)


def _decline(submission_id: UUID, reason: NoCase, by: Actor, at: datetime) -> FollowedUp:
    FollowUpDecision.objects.create(submission_id=submission_id, no_case=reason, at=at)
    audit.record(
        by=by, at=at, action="case.declined", entity="feedback", entity_id=submission_id, data={"reason": reason}
    )
    return FollowedUp(None, "", False, reason)


def _matter(submission: Recorded, reason: str, channel: str, received_at: datetime, sender: Sender) -> Matter:
    scores = [(one.value, one.low or 0, one.high or 0) for one in submission.scores]
    return Matter(
        kind=CaseKind.COMPLAINT if submission.kind is Kind.COMPLAINT else CaseKind.RECOVERY,
        subject=headline(submission.body) or reason,
        channel=channel,
        received_at=received_at,
        unit_id=submission.unit_id,
        account_id=submission.account_id,
        contact_id=submission.contact_id,
        touchpoint_id=submission.touchpoint_id,
        interaction_id=submission.interaction_id,
        colleague_id=submission.colleague_id,
        sender=sender.name,
        reply_to=sender.address,
        words=submission.body,
        wanted=sender.wanted,
        safety=sender.safety,
        source_metric=submission.scores[0].metric if submission.scores else "",
        score_percent=lowest_percent(scores),
    )


def _same_matter(matter: Matter) -> Case | None:
    """Find the open case of the same customer about the same contact with us."""
    if matter.interaction_id is None or matter.contact_id is None:
        return None
    same = Case.objects.filter(interaction_id=matter.interaction_id, contact_id=matter.contact_id)
    return same.filter(state__in=OPEN_STATES).order_by("opened_at").first()
