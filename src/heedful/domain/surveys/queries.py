"""Every read of the surveys area that is worth a name."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from heedful.domain.customers.rules import Traces
from heedful.domain.surveys import rules
from heedful.domain.surveys.enums import InvitationState as S
from heedful.domain.surveys.enums import ResponseStatus, VersionState
from heedful.domain.surveys.models import Invitation, Response, Survey, SurveyVersion
from heedful.domain.surveys.rules import About
from heedful.domain.surveys.rules.asking import REMINDABLE
from heedful.foundation import lookup
from heedful.foundation.access import Actor, Permission, within
from heedful.foundation.errors import NotFound
from heedful.surveyjs.definition import Definition, digest
from heedful.surveyjs.lint import Finding, Role
from heedful.surveyjs.lint import lint as lint_document
from heedful.surveyjs.structure import load


class Tampered(Exception):
    """A frozen document no longer has its hash: this is a fault of the database, not of a user."""


@dataclass(frozen=True, slots=True)
class Documents:
    """Both documents of a version, read."""

    document: bytes
    definition: Definition
    about: About


@dataclass(frozen=True, slots=True)
class Asking:
    """A version with all that is needed to ask with it. open: answers are taken now."""

    version_id: UUID
    number: int
    state: VersionState
    survey_id: UUID
    survey_code: str
    survey_title: str
    unit_id: UUID
    document: bytes
    definition: Definition
    about: About


@dataclass(frozen=True, slots=True)
class Started:
    """An open link or session: what it belongs to and what was saved."""

    asking: Asking
    language: str
    answers: dict[str, object]
    page: int


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of a unit were asked and how many of them answered; integers, so that sums are exact."""

    unit_id: UUID | None
    asked: int
    answered: int


@dataclass(frozen=True, slots=True)
class Template:
    """A survey to start from, shipped with the product."""

    code: str
    title: str
    document: bytes
    about: str


def visible_to(actor: Actor) -> QuerySet[Survey]:
    """Return the surveys of the units the actor may see."""
    return Survey.objects.filter(within("unit_id", actor, Permission.SEE_SURVEYS)).select_related("unit")


def collecting_now(actor: Actor) -> QuerySet[Survey]:
    """Return the surveys in sight that take answers."""
    return visible_to(actor).filter(versions__state=VersionState.COLLECTING)


def survey(survey_id: UUID) -> Survey:
    """Return one survey; raise NotFound."""
    found = Survey.objects.filter(id=survey_id).first()
    if found is None:
        raise NotFound("no such survey", field="survey", value=survey_id)
    return found


def survey_by_code(code: str) -> Survey:
    """Return the survey with this code; raise NotFound."""
    found = Survey.objects.filter(code=code).first()
    if found is None:
        raise NotFound("no such survey", field="survey", value=code)
    return found


def version(version_id: UUID) -> SurveyVersion:
    """Return one version; raise NotFound."""
    found = SurveyVersion.objects.select_related("survey").filter(id=version_id).first()
    if found is None:
        raise NotFound("no such version", field="version", value=version_id)
    return found


def versions(survey_id: UUID) -> QuerySet[SurveyVersion]:
    """Return the versions of a survey, newest first."""
    return SurveyVersion.objects.filter(survey_id=survey_id)


def lint(document: bytes, about: About) -> list[Finding]:
    """Return every remark on the two documents together."""
    return lint_document(
        document,
        roles=[Role(role.question, role.kind, *role.scale) for role in about.metrics],
        languages=about.languages,
        verbatim=about.verbatim,
        permission=about.contact_permission,
    )


@lru_cache(maxsize=256)
def _frozen(version_id: UUID, sha256: str) -> Documents:
    # A published version never changes, so that its documents are read once per process.
    row = SurveyVersion.objects.values_list("document", "about").get(id=version_id)
    document = bytes(row[0])
    if digest(document) != sha256:
        raise Tampered(f"version {version_id} does not have its hash {sha256}")
    return Documents(document, load(document), rules.parse_about(row[1]))


def asking(version_id: UUID) -> Asking | None:
    """Return a version that was published, with its documents; None for a draft or an unknown one."""
    return _asking(lookup.find(SurveyVersion, ASKED, id=version_id))


def collecting(survey_id: UUID) -> Asking | None:
    """Return the version with which a survey collects now, if it does."""
    return _asking(lookup.find(SurveyVersion, ASKED, survey_id=survey_id, state=VersionState.COLLECTING))


def collecting_by_code(code: str) -> Asking | None:
    """Return the version with which the survey of this code collects now, if it does."""
    return _asking(lookup.find(SurveyVersion, ASKED, survey__code=code, state=VersionState.COLLECTING))


def wordings() -> list[tuple[str, list[str]]]:
    """Return title and every text of the surveys that collect now."""
    rows = SurveyVersion.objects.filter(state=VersionState.COLLECTING).select_related("survey").order_by("survey__code")
    return [(row.survey.title, list(_texts(json.loads(bytes(row.document))))) for row in rows]


def _texts(part: object) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict | list):
        for each in part.values() if isinstance(part, dict) else part:
            yield from _texts(each)


def open_to_all(code: str) -> Asking | None:
    """Return the collecting version of a survey that may be answered without an invitation."""
    found = collecting_by_code(code)
    return found if found is not None and "link" in found.about.channels else None


ASKED = ("id", "number", "state", "sha256", "survey_id", "survey__code", "survey__title", "survey__unit_id")


def _asking(row: tuple[Any, ...] | None) -> Asking | None:
    if row is None or row[2] == VersionState.DRAFT:
        return None
    papers = _frozen(row[0], row[3])
    return Asking(
        version_id=row[0],
        number=row[1],
        state=VersionState(row[2]),
        survey_id=row[4],
        survey_code=row[5],
        survey_title=row[6],
        unit_id=row[7],
        document=papers.document,
        definition=papers.definition,
        about=papers.about,
    )


def still_collects(survey_id: UUID) -> bool:
    """Tell whether any version of the survey takes answers: a response in progress keeps its own version."""
    return SurveyVersion.objects.filter(survey_id=survey_id, state=VersionState.COLLECTING).exists()


def asked(survey_id: UUID, wave: str) -> set[UUID]:
    """Return the contacts asked in this wave and the interactions asked about, ever."""
    rows = Invitation.objects.filter(survey_id=survey_id).exclude(state=S.SKIPPED)
    contacts = rows.filter(wave=wave, interaction_id__isnull=True).values_list("contact_id", flat=True)
    interactions = rows.filter(interaction_id__isnull=False).values_list("interaction_id", flat=True)
    return {one for one in (*contacts, *interactions) if one is not None}


def planned_ids(at: datetime, limit: int) -> list[UUID]:
    """Return invitations that are to leave by now, in the order in which they were planned."""
    due = Invitation.objects.filter(Q(leaves_at=None) | Q(leaves_at__lte=at), state=S.PLANNED)
    return list(due.order_by("id").values_list("id", flat=True)[:limit])


def unanswered_ids(*, survey: UUID | None = None, limit: int = 1_000) -> list[UUID]:
    """Return invitations that may still be reminded, oldest first."""
    rows = Invitation.objects.filter(state__in=REMINDABLE, reminders__lt=rules.about.MAX_REMINDERS)
    if survey is not None:
        rows = rows.filter(survey_id=survey)
    return list(rows.order_by("sent_at", "id").values_list("id", flat=True)[:limit])


def unanswered(survey_id: UUID, actor: Actor) -> QuerySet[Invitation]:
    """Return who has not answered: sent or started, of the units the actor sees, longest waiting first."""
    rows = Invitation.objects.filter(survey_id=survey_id, state__in=REMINDABLE)
    visible = rows.filter(within("unit_id", actor, Permission.SEE_SURVEYS))
    return visible.select_related("contact", "account", "unit").order_by("sent_at", "id")


def suspects(survey_id: UUID) -> int:
    """Return how many responses to a survey are kept as suspect and count in no figure."""
    return Response.objects.filter(version__survey_id=survey_id, suspect=True).exclude(finished_at=None).count()


def rates(survey_id: UUID, actor: Actor) -> list[Rate]:
    """Return asked and answered per unit. Skipped, planned, bounced and withdrawn were not asked."""
    reached = (S.SENT, S.STARTED, S.FINISHED, S.EXPIRED)
    rows = Invitation.objects.filter(survey_id=survey_id, state__in=reached)
    rows = rows.filter(within("unit_id", actor, Permission.SEE_SURVEYS))
    counts = rows.values_list("unit_id").annotate(n=Count("id"), done=Count("id", filter=Q(state=S.FINISHED)))
    return [Rate(unit, n, done) for unit, n, done in counts.order_by("unit_id")]


def started(token: str, at: datetime) -> Started | None:
    """Return what an open link or session leads to; None when unknown, spent, expired or closed.

    The same two lookups by hash for known and unknown tokens alike.
    """
    invitation, response = behind(token)
    language, answers, page = (response.language, response.answers, response.page) if response else ("", {}, 0)
    if response is not None:
        found = asking(response.version_id)
    else:
        found = collecting(invitation.survey_id) if invitation is not None else None
    if found is None or not usable(invitation, response, found, at):
        return None
    return Started(found, language or (invitation.language if invitation else ""), answers, page)


def behind(token: str) -> tuple[Invitation | None, Response | None]:
    """Return the invitation and the response that a secret belongs to."""
    key = rules.token_hash(token)
    invitation = Invitation.objects.filter(links__token_hash=key).select_related("response").first()
    if invitation is not None:
        return invitation, getattr(invitation, "response", None)
    return None, Response.objects.filter(session_hash=key).first()


def usable(invitation: Invitation | None, response: Response | None, asked_with: Asking, at: datetime) -> bool:
    """Tell whether a known secret takes an answer to this version now."""
    if invitation is None and response is None:
        return False
    if invitation is not None:
        late = invitation.expires_at is not None and invitation.expires_at <= at
        if late or invitation.state not in REMINDABLE or invitation.survey_id != asked_with.survey_id:
            return False
    if response is None:
        return asked_with.state is VersionState.COLLECTING
    if response.status != ResponseStatus.IN_PROGRESS or response.version_id != asked_with.version_id:
        return False
    return still_collects(asked_with.survey_id)


def answered_with(idempotency_key: str, token: str | None) -> UUID | None:
    """Return the version that a final response with this key answered, if the key belongs to this secret."""
    row = lookup.find(Response, ("id", "version_id", "invitation_id", "status"), idempotency_key=idempotency_key)
    if row is None or row[3] != ResponseStatus.FINAL:
        return None
    if token is None:
        return row[1] if row[2] is None else None
    own = behind(token)[1]
    return row[1] if own is not None and own.id == row[0] else None


def mail_key(invitation_id: UUID, number: int) -> str:
    """Return the key under which a mail is sent once: 0 is the invitation, 1 and 2 the reminders."""
    return f"invitation:{invitation_id}:{number}"


def templates() -> list[Template]:
    """Return the surveys shipped with the product, by code."""
    folder = files("heedful.domain.surveys").joinpath("library")
    found = []
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.is_dir() and entry.joinpath("survey.json").is_file():
            document = entry.joinpath("survey.json").read_bytes()
            about = entry.joinpath("about.yaml").read_text(encoding="utf-8")
            found.append(Template(entry.name, load(document).title.say("en"), document, about))
    return found


def invited(who: Traces) -> QuerySet[Invitation]:
    """Return the invitations of a person, for our own use: no actor, no scope."""
    theirs = Q(contact_id=who.contact_id)
    return Invitation.objects.filter(
        theirs | Q(contact__isnull=True, address__iexact=who.address) if who.address else theirs
    )


def asked_of(who: Traces) -> list[dict[str, Any]]:
    """Return every invitation of a person with what was answered, as it is kept."""
    rows = invited(who).select_related("survey", "response").order_by("planned_at")
    return [
        {
            "survey": row.survey.code, "state": row.state, "sent_at": row.sent_at, "address": row.address,
            "answers": row.response.answers if hasattr(row, "response") else {},
        }
        for row in rows
    ]  # fmt: skip
