"""Every read of the feedback area that is worth a name."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any
from uuid import UUID

from django.db.models import Avg, Count, QuerySet

from heedful.domain.feedback.enums import FieldType, Kind, Status
from heedful.domain.feedback.models import ImportRun, Record, Replaced, Submission
from heedful.foundation.access import Actor, Permission, within
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


def inbox(actor: Actor, *, kind: Kind | None = None, since: datetime | None = None) -> QuerySet[Submission]:
    """Return what was said in words, newest first: every unasked submission and every answer with a comment."""
    rows = visible_to(actor).exclude(body="")
    if kind is not None:
        rows = rows.filter(kind=kind)
    if since is not None:
        rows = rows.filter(collected_at__gte=since)
    return rows.prefetch_related("records").order_by("-collected_at", "-id")


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


def count_by_kind(actor: Actor) -> dict[str, int]:
    """Return how many submissions of each kind the actor may see; every kind is named."""
    rows = Submission.objects.filter(within("unit_id", actor, Permission.SEE_FEEDBACK))
    found = dict(rows.values_list("kind").annotate(n=Count("id")))
    return {kind: found.get(kind, 0) for kind in Kind}


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
