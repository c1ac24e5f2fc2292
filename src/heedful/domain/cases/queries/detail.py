"""Reads of one case."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Prefetch, Sum
from django.utils.crypto import salted_hmac

from heedful.domain.cases.enums import CaseKind, CaseState, Step, Verb
from heedful.domain.cases.models import Attachment, Case, Clock, Episode, Event, Message, Redress
from heedful.domain.cases.queries.clocks import ClockView, read
from heedful.domain.cases.queries.queue import visible_to
from heedful.domain.cases.rules import letters
from heedful.domain.cases.rules.recovery import missing_steps
from heedful.domain.cases.rules.states import moves
from heedful.foundation.access import Actor
from heedful.foundation.errors import NotFound

LINK_LIVES = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of the timeline with the message it brought, if any."""

    event: Event
    message: Message | None

    @property
    def title(self) -> str:
        """What happened, in words."""
        return letters.title(self.event.type, self.event.data)


@dataclass(frozen=True, slots=True)
class CaseDetail:
    """Everything a colleague needs to work on a case; `timeline` has the newest first."""

    case: Case
    episode: Episode
    episodes: list[Episode]
    timeline: list[Entry]
    clocks: list[ClockView]
    moves: list[Verb]
    missing_steps: list[Step]
    submissions: list[UUID]


def find_case(actor: Actor, case_id: UUID) -> Case:
    """Return a case in the actor's sight."""
    seen = visible_to(actor).select_related("account", "contact", "owner", "unit", "touchpoint", "colleague")
    found = seen.filter(id=case_id).first()
    if found is None:
        raise NotFound("no case has this id", field="case", value=case_id)
    return found


def case_by_reference(actor: Actor, reference: str) -> Case:
    """Return a case in the actor's sight by what is written on it."""
    found = visible_to(actor).select_related("owner", "unit").filter(reference=reference.strip().upper()).first()
    if found is None:
        raise NotFound("no case has this reference", field="case", value=reference, fix="see `heedful case list`")
    return found


def case_detail(actor: Actor, case_id: UUID, *, at: datetime) -> CaseDetail:
    """Return a case in the actor's sight with its record, its discussion and its clocks read at `at`."""
    case = find_case(actor, case_id)
    episodes = list(case.episodes.prefetch_related("steps", "redress").order_by("n"))
    episode = episodes[-1]
    events = list(case.events.order_by("seq"))
    files = Prefetch("attachments", queryset=Attachment.objects.defer("content"))
    messages = {str(message.id): message for message in case.messages.prefetch_related(files)}
    kind = CaseKind(case.kind)
    return CaseDetail(
        case=case,
        episode=episode,
        episodes=episodes,
        timeline=[Entry(event, messages.get(event.data.get("message", ""))) for event in reversed(events)],
        clocks=read(
            list(Clock.objects.filter(episode=episode)),
            [event for event in events if event.episode_id == episode.id],
            at,
        ),
        moves=list(moves(kind, CaseState(case.state))),
        missing_steps=missing_steps(kind, {Step(done.step) for done in episode.steps.all()}),
        submissions=list(case.subjects.order_by("at").values_list("submission_id", flat=True)),
    )


def costs_of(case_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return what was paid to put cases right, in minor units, by case; those without redress are left out."""
    paid = Redress.objects.filter(episode__case_id__in=case_ids).values_list("episode__case_id")
    return dict(paid.annotate(total=Sum("cost_minor")))


def awaited(case: Case) -> str:
    """Return what was asked of the customer when the case last waited for them."""
    asked = case.events.filter(type=Verb.WAIT_CUSTOMER).order_by("-seq").first()
    return str(asked.data.get("why", "")) if asked else ""


def attachment(actor: Actor, case_id: UUID, attachment_id: UUID) -> Attachment:
    """Return a file of a case in the actor's sight."""
    seen = Attachment.objects.filter(message__case__in=visible_to(actor).filter(id=case_id))
    found = seen.filter(id=attachment_id).first()
    if found is None:
        raise NotFound("no file has this id", field="attachment", value=attachment_id)
    return found


def status_token(case_id: UUID) -> str:
    """Return the secret of a case's public status link: 256 bits that only this installation can make."""
    return salted_hmac("heedful.case-status", str(case_id), algorithm="sha256").hexdigest()


def hash_of(token: str) -> str:
    """Return what is stored of a secret."""
    return hashlib.sha256(token.encode()).hexdigest()


def case_by_status(token: str, *, at: datetime) -> Case:
    """Return the case behind a status link, which lives until a year after closing."""
    found = Case.objects.filter(status_hash=hash_of(token)).first()
    if found is None or (found.closed_at is not None and found.closed_at + LINK_LIVES < at):
        raise NotFound("this link leads to no case", field="link")
    return found
