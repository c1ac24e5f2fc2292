"""Files of other systems: send one, say what its columns are, try it, write it."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

import yaml
from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.domain.feedback import operations, queries
from heedful.domain.feedback.enums import ImportState
from heedful.domain.feedback.rules.imports import EDITABLE
from heedful.domain.feedback.rules.mapping import MAX_BYTES, ImportMapping, parse_mapping
from heedful.foundation.errors import NotFound, Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import text_of
from heedful.workflows import import_file

SCORES = {
    "nps:0:10": "Net Promoter Score, 0 to 10",
    "csat:1:5": "Satisfaction, 1 to 5",
    "ces:1:7": "Ease (CES 2.0), 1 to 7",
    "ces:1:5": "Ease, 1 to 5",
    "rating:1:5": "Rating, 1 to 5",
    "rating:0:10": "Rating, 0 to 10",
    "rating:1:10": "Rating, 1 to 10",
    "rating:1:7": "Rating, 1 to 7",
    "rating:0:100": "Rating, 0 to 100",
}
FIELDS = {
    "id": "its id in the other system",
    "collected_at": "when it was said",
    "experienced_at": "when it was experienced",
    "body": "the customer's words",
    "about": "what it is about",
    "wanted": "what they want",
    "account": "customer, by code",
    "contact": "contact, by reference",
    "unit": "unit, by code",
    "interaction": "delivery, call or visit, by its id",
    "kind": "kind: answer, complaint, compliment, wish, question",
    "channel": "channel",
    "language": "language",
    "sender_name": "sender's name",
    "sender_address": "sender's e-mail",
    "contact_permission": "may we contact them",
}
SAMPLES = 3


def everything(request: StaffRequest) -> HttpResponse:
    """List the imports, and take a new file."""
    refusal = None
    if request.method == "POST":
        try:
            return redirect("manage:import", _taken(request))
        except Refused as caught:
            refusal = caught
    context = {
        "runs": queries.imports(request.actor)[:50],
        "refusal": refusal,
        "most": import_file.MOST_SENT // 1024**2,
    }
    return render(request, "manage/imports.html", context, status=422 if refusal else 200)


def _taken(request: StaffRequest) -> UUID:
    sent = request.FILES.get("file")
    if sent is None:
        raise Refused("no file was chosen", field="file", fix="choose a CSV, JSONL or XLSX file")
    if (sent.size or 0) > import_file.MOST_SENT:
        raise Refused("the file is too large for a page", field="file", fix="use `heedful import`, which has no limit")
    at = timezone.now()
    run = operations.keep_import_file(name=sent.name or "file", parts=sent.chunks(), by=request.actor, at=at)
    mapping = import_file.suggested(import_file.path_of(run.id, run.name), timezone.get_default_timezone_name())
    with suppress(Refused):  # where the guess is no whole mapping, the page asks for what is missing
        operations.set_import_mapping(run=run.id, mapping=mapping, by=request.actor, at=at)
    return run.id


def one(request: StaffRequest, import_id: UUID, refusal: Refused | None = None, given: str = "") -> HttpResponse:
    """Show a file, how it is read, its first rows as they would go in, and what became of it."""
    run = queries.import_run(import_id, request.actor)
    path = import_file.path_of(run.id, run.name)
    header: list[str] = []
    samples: dict[str, list[str]] = {}
    rows: list[import_file.Previewed] = []
    problem = refusal
    mapping = given or run.mapping
    if run.state in EDITABLE:
        try:
            header, samples = import_file.columns(path)
            mapping = mapping or import_file.suggested(path, timezone.get_default_timezone_name())
            rows = import_file.preview(path, mapping, by=request.actor, at=timezone.now())
        except Refused as caught:
            problem = problem or caught
    context = {
        "run": run,
        "state": ImportState(run.state),
        "busy": run.state in (ImportState.WAITING, ImportState.RUNNING),
        "editable": run.state in EDITABLE,
        "mapping": mapping,
        "columns": [_column(name, samples.get(name, []), mapping) for name in header],
        "fields": FIELDS,
        "scores": SCORES,
        "simple": _simple(mapping),
        **_said(mapping, run.name),
        "rows": rows,
        "refusal": problem,
        "ready": sorted(queries.ready_mappings()),
        "errors": (path.parent / import_file.ERRORS).is_file() and run.refused > 0,
    }
    return render(request, "manage/import.html", context, status=422 if refusal else 200)


@require_POST
def say(request: StaffRequest, import_id: UUID) -> HttpResponse:
    """Keep how the file is read: by column, as a mapping file, or as one that is shipped."""
    given = request.POST
    text = ""
    try:
        if "ready" in given:
            text = queries.ready_mappings().get(text_of(given, "ready"), "")
        else:
            text = text_of(given, "mapping", MAX_BYTES) if "mapping" in given else _from_columns(request, import_id)
        operations.set_import_mapping(run=import_id, mapping=text, by=request.actor, at=timezone.now())
    except NotFound:
        raise
    except Refused as refused:
        return one(request, import_id, refusal=refused, given=text)
    return redirect("manage:import", import_id)


@require_POST
def start(request: StaffRequest, import_id: UUID) -> HttpResponse:
    """Try every row, or write them."""
    wanted = request.POST.get("do", "try")
    try:
        operations.start_import(
            run=import_id,
            dry_run=wanted == "try",
            accept_good=wanted == "good",
            by=request.actor,
            at=timezone.now(),
        )
    except NotFound:
        raise
    except Refused as refused:
        return one(request, import_id, refusal=refused)
    messages.success(request, "The import is under way; this page follows it.")
    return redirect("manage:import", import_id)


def refused_rows(request: StaffRequest, import_id: UUID) -> HttpResponseBase:
    """Give back the refused rows with their reasons."""
    run = queries.import_run(import_id, request.actor)
    path = import_file.path_of(run.id, run.name).parent / import_file.ERRORS
    if not path.is_file():
        raise NotFound("no row was refused", field="import", value=import_id)
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=f"refused-{run.name}.csv", content_type="text/csv"
    )


def _column(name: str, samples: list[str], mapping: str) -> dict[str, Any]:
    chosen = ""
    plan = _parsed(mapping)
    if plan is not None:
        chosen = next((field for field, source in plan.fields.items() if source.column == name), "")
        found = next((score for score in plan.scores if score.column == name), None)
        if found is not None:
            chosen = f"{found.type}:{found.scale[0]}:{found.scale[1]}"
    return {"name": name, "samples": [each for each in samples if each.strip()][:SAMPLES], "chosen": chosen}


def _said(mapping: str, name: str) -> dict[str, str]:
    plan = _parsed(mapping)
    if plan is None:
        zone = timezone.get_default_timezone_name()
        return {"source": name.partition(".")[0][:64], "zone": zone, "follow_up": "history"}
    return {"source": plan.source, "zone": plan.time_zone, "follow_up": plan.follow_up}


def _parsed(mapping: str) -> ImportMapping | None:
    try:
        return parse_mapping(mapping)
    except Refused:
        return None


def _simple(mapping: str) -> bool:
    """Tell whether the table of columns can say all that the mapping says."""
    plan = _parsed(mapping)
    if plan is None:
        return True
    plain = all(source.column and not source.when for source in plan.fields.values())
    known = all(f"{each.type}:{each.scale[0]}:{each.scale[1]}" in SCORES and not each.values for each in plan.scores)
    return plan.kind == "feedback" and plain and known and not (plan.where or plan.latest or plan.skip)


def _from_columns(request: StaffRequest, import_id: UUID) -> str:
    run = queries.import_run(import_id, request.actor)
    header, _ = import_file.columns(import_file.path_of(run.id, run.name))
    given: Mapping[str, str] = request.POST
    told: dict[str, Any] = {
        "kind": "feedback",
        "source": text_of(given, "source", 64),
        "time_zone": text_of(given, "time_zone", 64),
        "follow_up": text_of(given, "follow_up", 16),
    }
    fields: dict[str, str] = {}
    scores: list[dict[str, Any]] = []
    for number, name in enumerate(header):
        chosen = text_of(given, f"column-{number}", 40)
        if chosen in SCORES:
            kind, low, high = chosen.split(":")
            question = kind if all(each["question"] != kind for each in scores) else f"{kind}_{number}"
            scale = [int(low), int(high)]
            scores.append({"question": question, "type": kind, "column": name, "scale": scale, "label": name[:200]})
        elif chosen in fields:
            raise Refused("two columns cannot be the same", field=chosen, value=name, fix="choose one of them")
        elif chosen:
            fields[chosen] = name
    told |= {"fields": fields} | ({"scores": scores} if scores else {})
    return yaml.safe_dump(told, sort_keys=False, allow_unicode=True)
