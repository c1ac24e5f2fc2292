"""Every read of the feedback area that is worth a name."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from importlib.resources import files
from typing import Any
from uuid import UUID

from django.db.models import Avg, Count, Q, QuerySet

from heedful.domain.customers.rules import Traces
from heedful.domain.feedback.enums import FieldType, Kind, Status
from heedful.domain.feedback.models import ImportRun, Record, Replaced, Submission
from heedful.domain.feedback.rules import needs_follow_up
from heedful.domain.feedback.rules.records import SCORED
from heedful.foundation.access import Actor, Permission, within
from heedful.foundation.days import zone
from heedful.foundation.errors import NotFound


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One score as it is shown beside a submission."""

    question: str
    label: str
    metric: str
    value: float
    low: int
    high: int


def visible_to(actor: Actor) -> QuerySet[Submission]:
    """Return the submissions of the units the actor may see."""
    rows = Submission.objects.filter(within("unit_id", actor, Permission.SEE_FEEDBACK))
    return rows.select_related("account", "contact", "unit", "touchpoint")


def theirs(who: Traces) -> QuerySet[Submission]:
    """Return what a person said, for our own use: no actor, no scope. What names another contact is not theirs."""
    said = Q(contact_id=who.contact_id)
    if who.address:
        said |= Q(contact__isnull=True, sender_address__iexact=who.address)
    if who.account_id:
        said |= Q(contact__isnull=True, account_id=who.account_id)
    return Submission.objects.filter(said)


def said_by(who: Traces) -> list[dict[str, Any]]:
    """Return everything a person said and scored, as it is kept."""
    rows = theirs(who).prefetch_related("records").order_by("collected_at")
    return [
        {
            "kind": row.kind, "channel": row.channel, "at": row.collected_at, "from": row.sender_address,
            "name": row.sender_name, "words": row.body, "about": row.about, "wanted": row.wanted,
            "consent": row.consent, "contact_permission": row.contact_permission,
            "answers": {
                each.field_id: each.value_number if each.value_text is None else each.value_text
                for each in row.records.all()
            },
        }
        for row in rows
    ]  # fmt: skip


def inbox(actor: Actor, *, kind: Kind | None = None, since: datetime | None = None) -> QuerySet[Submission]:
    """Return what was said in words, newest first: every unasked submission and every answer with a comment."""
    rows = visible_to(actor).exclude(body="")
    if kind is not None:
        rows = rows.filter(kind=kind)
    if since is not None:
        rows = rows.filter(collected_at__gte=since)
    return rows.prefetch_related("records").order_by("-collected_at", "-id")


def comments(actor: Actor, since: datetime, limit: int) -> list[Submission]:
    """Return the newest final submissions with words since a moment, at most `limit`."""
    rows = inbox(actor, since=since).filter(status=Status.FINAL).prefetch_related(None)
    return list(rows[:limit])


def submission(submission_id: UUID, actor: Actor) -> Submission:
    """Return one submission the actor may see; raise NotFound otherwise."""
    found = visible_to(actor).filter(id=submission_id).first()
    if found is None:
        raise NotFound("no such feedback", field="feedback", value=submission_id)
    return found


def by_source_id(submission_id: str) -> Submission | None:
    """Return the submission with the source's id, if it is there."""
    return Submission.objects.filter(submission_id=submission_id).first()


def records(submission_id: UUID) -> list[Record]:
    """Return the records of a submission in a fixed order."""
    return list(Record.objects.filter(submission_id=submission_id).order_by("id"))


def scores(submission_id: UUID) -> list[ScoreRow]:
    """Return the scores of a submission."""
    scored = [FieldType.NPS, FieldType.CSAT, FieldType.CES, FieldType.RATING]
    rows = Record.objects.filter(submission_id=submission_id, field_type__in=scored, value_number__isnull=False)
    fields = ("field_id", "field_label", "field_type", "value_number", "scale_low", "scale_high")
    return [ScoreRow(*row) for row in rows.order_by("id").values_list(*fields)]


def history(submission_id: UUID) -> list[dict[str, Any]]:
    """Return what a submission said before, oldest first."""
    rows = Replaced.objects.filter(submission_id=submission_id).order_by("at", "id")
    return [{"at": row.at, **json.loads(row.content)} for row in rows]


def scores_by_invitation(invitation_ids: Collection[UUID]) -> dict[UUID, float]:
    """Return the first score of each finished answer to these invitations, from 0 (worst) to 100 (best)."""
    scored = [FieldType.NPS, FieldType.CSAT, FieldType.CES, FieldType.RATING]
    rows = Record.objects.filter(
        submission__response__invitation_id__in=invitation_ids, submission__status=Status.FINAL, field_type__in=scored
    )
    fields = ("submission__response__invitation_id", "value_number", "scale_low", "scale_high")
    found: dict[UUID, float] = {}
    for key, value, low, high in rows.exclude(value_number=None).order_by("id").values_list(*fields):
        if key is not None and value is not None and low is not None and high is not None:
            found.setdefault(key, 100 * (value - low) / (high - low))
    return found


def means_by_interaction(source_type: str) -> dict[UUID, float]:
    """Return the score of each interaction's feedback from one source: its mean where there are several."""
    rows = Record.objects.filter(submission__source_type=source_type, submission__interaction_id__isnull=False)
    means = rows.exclude(value_number=None).values_list("submission__interaction_id").annotate(mean=Avg("value_number"))
    return {one: mean for one, mean in means if one is not None}


@dataclass(frozen=True, slots=True)
class Naming:
    """A submission that names a colleague; `bad` when it calls for a follow-up, None when it has no score."""

    id: UUID
    colleague_id: UUID
    unit_id: UUID | None
    kind: str
    at: datetime
    body: str
    bad: bool | None


def naming_colleagues(since: datetime, until: datetime, *, kind: Kind | None = None) -> list[Naming]:
    """Return the final submissions of [since, until) that name a colleague, oldest first, whoever may see them."""
    rows = Submission.objects.filter(
        colleague_id__isnull=False, status=Status.FINAL, collected_at__gte=since, collected_at__lt=until
    )
    rows = rows.filter(kind=kind) if kind else rows
    found = []
    for row in rows.prefetch_related("records").order_by("collected_at", "id"):
        scores = [
            ScoreRow("", "", record.field_type, record.value_number, record.scale_low, record.scale_high)
            for record in row.records.all()
            if record.field_type in SCORED and record.value_number is not None
            and record.scale_low is not None and record.scale_high is not None
        ]  # fmt: skip
        bad = needs_follow_up(row.kind, scores).needed if scores or row.kind == Kind.COMPLAINT else None
        if row.colleague_id is not None:
            found.append(Naming(row.id, row.colleague_id, row.unit_id, row.kind, row.collected_at, row.body, bad))
    return found


def comments_by_unit(since: date, until: date) -> Iterator[tuple[UUID, str]]:
    """Yield unit and text of every comment of the days [since, until), for our own use: no actor, no scope."""
    begin, end = (datetime.combine(day, time.min, zone()) for day in (since, until))
    rows = Submission.objects.filter(unit_id__isnull=False, collected_at__gte=begin, collected_at__lt=end)
    yield from rows.exclude(body="").values_list("unit_id", "body").iterator(chunk_size=2_000)
    spoken = Record.objects.filter(
        field_type=FieldType.TEXT, value_text__isnull=False, submission__unit_id__isnull=False,
        submission__collected_at__gte=begin, submission__collected_at__lt=end,
    )  # fmt: skip
    for unit, text in spoken.values_list("submission__unit_id", "value_text").iterator(chunk_size=2_000):
        yield unit, text or ""


def wishes() -> QuerySet[Submission]:
    """Return the final submissions that wish something, oldest first, whoever may see them."""
    return Submission.objects.filter(kind=Kind.WISH, status=Status.FINAL).order_by("collected_at", "id")


def compliments(since: datetime, until: datetime) -> QuerySet[Submission]:
    """Return the compliments of [since, until), newest first, whoever may see them."""
    rows = Submission.objects.filter(kind=Kind.COMPLIMENT, collected_at__gte=since, collected_at__lt=until)
    return rows.select_related("unit", "colleague").order_by("-collected_at", "-id")


def count_by_kind(actor: Actor) -> dict[str, int]:
    """Return how many submissions of each kind the actor may see; every kind is named."""
    rows = Submission.objects.filter(within("unit_id", actor, Permission.SEE_FEEDBACK))
    found = dict(rows.values_list("kind").annotate(n=Count("id")))
    return {kind: found.get(kind, 0) for kind in Kind}


def count_by_channel(since: datetime, until: datetime) -> dict[str, int]:
    """Return how often customers spoke through each channel in [since, until), in the whole company."""
    rows = Submission.objects.filter(collected_at__gte=since, collected_at__lt=until)
    return dict(rows.values_list("channel").annotate(n=Count("id")).order_by("channel"))


def imports(actor: Actor) -> QuerySet[ImportRun]:
    """Return the imports, newest first: for who imports for the whole company."""
    actor.require_everywhere(Permission.IMPORT_DATA)
    return ImportRun.objects.all()


def import_run(run_id: UUID, actor: Actor) -> ImportRun:
    """Return one import; raise NotFound."""
    found = imports(actor).filter(id=run_id).first()
    if found is None:
        raise NotFound("no such import", field="import", value=run_id)
    return found


def ready_mappings() -> dict[str, str]:
    """Return the mapping files shipped with the product, for exports of other systems, by name."""
    shipped = files("heedful.domain.feedback").joinpath("library")
    found = [each for each in shipped.iterdir() if each.name.endswith(".yaml")]
    return {each.name.removesuffix(".yaml"): each.read_text(encoding="utf-8") for each in sorted(found, key=str)}


def imports_before(at: datetime) -> list[UUID]:
    """Return the imports that were begun before a moment, for our own use: no actor, no scope."""
    return list(ImportRun.objects.filter(created_at__lt=at).values_list("id", flat=True))


def heard_since(who: Traces, at: datetime) -> bool:
    """Tell whether a person said something since a moment."""
    return theirs(who).filter(collected_at__gte=at).exists()


def words_said(ids: Collection[UUID] | None = None, *, limit: int | None = None) -> list[tuple[UUID, str, str]]:
    """Return (id, words, language as given) of final submissions with words, newest first, for our own use."""
    rows = Submission.objects.filter(status=Status.FINAL).exclude(body="")
    rows = rows if ids is None else rows.filter(id__in=ids)
    return list(rows.order_by("-collected_at", "-id").values_list("id", "body", "language")[:limit])


def scored_words(before: datetime, limit: int) -> list[tuple[str, float]]:
    """Return words and mean score, 0 (worst) to 100 (best), of the newest submissions before that have both."""
    rows = Record.objects.filter(
        field_type__in=SCORED,
        value_number__isnull=False,
        submission__status=Status.FINAL,
        submission__collected_at__lt=before,
    ).exclude(submission__body="")
    fields = ("submission_id", "submission__body", "value_number", "scale_low", "scale_high")
    found: dict[UUID, tuple[str, list[float]]] = {}
    for key, words, value, low, high in rows.order_by("-submission__collected_at", "-submission_id", "id").values_list(
        *fields
    ):
        if value is None or low is None or high is None:
            continue
        if key not in found and len(found) == limit:
            break
        found.setdefault(key, (words, []))[1].append(100 * (value - low) / (high - low))
    return [(words, sum(scores) / len(scores)) for words, scores in found.values()]


def said_in_words() -> QuerySet[Submission]:
    """Return the final submissions with words, for our own use: no actor, no scope."""
    return Submission.objects.filter(status=Status.FINAL).exclude(body="")
