"""Imports as a person sees them: a file kept, a mapping tried, rows written, all of it recorded."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from heedful.domain.feedback.enums import ImportState as S
from heedful.domain.feedback.enums import Outcome
from heedful.domain.feedback.models import ImportRun
from heedful.domain.feedback.queries import import_run
from heedful.domain.feedback.rules.imports import EDITABLE, MOVES, may
from heedful.domain.feedback.rules.mapping import parse_mapping
from heedful.foundation import files
from heedful.foundation.access import Actor, ActorKind, Permission
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import Conflict, Refused
from heedful.foundation.ids import new_id
from heedful.foundation.jobs import operations as jobs

FOLDER = "imports"


def keep_file(*, name: str, parts: Iterable[bytes], by: Actor, at: datetime) -> ImportRun:
    """Keep a file for an import that has no mapping yet."""
    by.require_everywhere(Permission.IMPORT_DATA)
    key = new_id()
    path, size, digest = files.keep(FOLDER, key, name, parts)
    if size == 0:
        files.drop(FOLDER, key)
        raise Refused("the file is empty", field="file", value=name, fix="choose another")
    with transaction.atomic():
        run = ImportRun(id=key, name=path.name, size=size, sha256=digest, created_at=at, author_name=by.name)
        run.author_id = by.id if by.kind is ActorKind.COLLEAGUE else None
        run.save(force_insert=True)
        audit.record(by=by, at=at, action="import.uploaded", entity="import", entity_id=key, data={"sha256": digest})
    return run


@transaction.atomic
def set_mapping(*, run: UUID, mapping: str, by: Actor, at: datetime) -> None:
    """Say how the file is read; raise MappingRefused naming the wrong key, Conflict once rows are on their way."""
    import_run(run, by)
    plan = parse_mapping(mapping)
    if plan.join:
        raise Refused(
            "a file sent by page or API stands alone",
            field="join",
            fix="use `heedful import`, or join the columns first",
        )
    if not ImportRun.objects.filter(id=run, state__in=EDITABLE).update(mapping=mapping, problem=""):
        raise Conflict("this import is on its way or done", field="import", fix="send the file again")
    audit.record(by=by, at=at, action="import.mapped", entity="import", entity_id=run)


@transaction.atomic
def start(*, run: UUID, dry_run: bool, accept_good: bool, by: Actor, at: datetime) -> None:
    """Queue a run: a dry run tries every row and writes none."""
    found = import_run(run, by)
    parse_mapping(found.mapping)
    zero = dict.fromkeys(("chunks", "read", "new", "changed", "same", "refused", "held"), 0)
    _move(run, S.WAITING, dry_run=dry_run, accept_good=accept_good, problem="", **zero)
    data = {"dry_run": dry_run, "accept_good": accept_good}
    audit.record(by=by, at=at, action="import.started", entity="import", entity_id=run, data=data)
    jobs.enqueue(kind="import.run", payload={"import": str(run)}, at=at)


def begin(*, run: UUID) -> ImportRun | None:
    """Take a queued run, or one whose process died; None when there is nothing to do."""
    ImportRun.objects.filter(id=run, state=S.WAITING).update(state=S.RUNNING)
    return ImportRun.objects.filter(id=run, state=S.RUNNING).first()


def count_chunk(*, run: UUID, outcomes: Counter[str]) -> None:
    """Add a written portion, in its transaction."""
    names = {each: F(each) + outcomes[each] for each in (Outcome.NEW, Outcome.CHANGED, Outcome.SAME)}
    ImportRun.objects.filter(id=run).update(chunks=F("chunks") + 1, **names)


@transaction.atomic
def finish(
    *, run: UUID, state: S, by: Actor, at: datetime, problem: str = "", counts: dict[str, int] | None = None
) -> None:
    """Say what became of a run."""
    _move(run, state, finished_at=at, problem=problem, **(counts or {}))
    told = {"state": state, **(counts or {})}
    audit.record(by=by, at=at, action="import.finished", entity="import", entity_id=run, data=told)


def _move(run: UUID, state: S, **values: object) -> None:
    before = [each for each in MOVES if may(each, state)]
    if not ImportRun.objects.filter(id=run, state__in=before).update(state=state, **values):
        raise Conflict("this import has moved on", field="import", fix="look at it again")
