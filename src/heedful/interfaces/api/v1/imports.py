"""Imports: send a file with its mapping, follow it, fetch the refused rows."""

from typing import Any
from uuid import UUID

from django.http import FileResponse
from django.utils import timezone
from ninja import File, Form, Router, Status
from ninja.files import UploadedFile

from heedful.domain.feedback import operations, queries
from heedful.foundation.errors import NotFound, Refused
from heedful.interfaces.api.v1.shared import Asked
from heedful.workflows import import_file

router = Router()
COUNTS = ("read", "new", "changed", "same", "refused", "held")


@router.get("", response=list[dict[str, Any]], summary="Imports, newest first")
def imports(request: Asked) -> list[dict[str, Any]]:
    """List the last 100 imports."""
    return [_told(each) for each in queries.imports(request.actor)[:100]]


@router.post("", response={202: dict[str, Any]}, summary="Import a file")
def take(
    request: Asked,
    file: File[UploadedFile],
    mapping: Form[str],
    dry_run: Form[bool] = False,
    accept_good: Form[bool] = False,
) -> Status[dict[str, Any]]:
    """Take a file (CSV, JSON lines or XLSX) and its mapping file; the rows go in by a job.

    Nothing is written while a row is refused, unless `accept_good`.
    """
    if (file.size or 0) > import_file.MOST_SENT:
        raise Refused("the file is too large", field="file", fix="send it in parts, or use `heedful import`")
    at = timezone.now()
    run = operations.keep_import_file(name=file.name or "file", parts=file.chunks(), by=request.actor, at=at)
    operations.set_import_mapping(run=run.id, mapping=mapping, by=request.actor, at=at)
    operations.start_import(run=run.id, dry_run=dry_run, accept_good=accept_good, by=request.actor, at=at)
    return Status(202, _told(queries.import_run(run.id, request.actor)))


@router.get("/{uuid:import_id}", response=dict[str, Any], summary="How far an import has come")
def one(request: Asked, import_id: UUID) -> dict[str, Any]:
    """Return state and counts; read = new + changed + same + refused + held once it has ended."""
    return _told(queries.import_run(import_id, request.actor))


@router.get("/{uuid:import_id}/refused.csv", summary="The refused rows, with reasons")
def refused(request: Asked, import_id: UUID) -> FileResponse:
    """Return line, column, value and reason of each refused row."""
    run = queries.import_run(import_id, request.actor)
    path = import_file.path_of(run.id, run.name).parent / import_file.ERRORS
    if not path.is_file():
        raise NotFound("no row was refused", field="import_id", value=import_id)
    return FileResponse(path.open("rb"), as_attachment=True, filename="refused.csv", content_type="text/csv")


def _told(run: Any) -> dict[str, Any]:
    counts = {name: getattr(run, name) for name in COUNTS}
    state = {"id": run.id, "name": run.name, "state": run.state, "dry_run": run.dry_run, "problem": run.problem}
    return {**state, **counts, "created_at": run.created_at, "finished_at": run.finished_at}
