"""The queue of cases: filters in the URL, bulk hand-over, the same rows as a file."""

import csv
from collections.abc import Iterator
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from heedful.domain.cases import operations, queries
from heedful.domain.cases.enums import CaseKind, CaseState, Priority
from heedful.domain.cases.queries import COLUMNS, Filters
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Permission
from heedful.foundation.errors import Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.due import due
from heedful.interfaces.web.forms import words_of
from heedful.rendering.cells import cell

PAGE = 50
STATUS = {"open": "Open", "closed": "Closed", "all": "All"} | {state.value: state.label for state in CaseState}
DUE = {"": "Any time", "late": "Late", "today": "Late or within a day"}
OWNER = {"": "Anybody", "me": "Me", "nobody": "Nobody yet"}


class Line:
    """A file that gives back each line instead of keeping it."""

    def write(self, line: str) -> str:
        """Return the line."""
        return line


def read_filters(request: StaffRequest) -> Filters:
    """Read the filters of the query string; what is no filter is left out."""
    asked = request.GET
    owner, priority = asked.get("owner", ""), asked.get("priority", "")
    return Filters(
        status=asked["status"] if asked.get("status") in STATUS else "open",
        kind=asked["kind"] if asked.get("kind") in set(CaseKind) else "",
        priority=int(priority) if priority in {str(int(each)) for each in Priority} else None,
        unit_id=_uuid(asked.get("unit", "")),
        owner_id=request.actor.id if owner == "me" else _uuid(owner),
        unowned=owner == "nobody",
        account_id=_uuid(asked.get("account", "")),
        touchpoint_id=_uuid(asked.get("touchpoint", "")),
        due=asked["due"] if asked.get("due") in DUE else "",
        words=words_of(asked, "q"),
    )


def cases(request: StaffRequest) -> HttpResponse:
    """Show a page of the queue."""
    at, actor, filters = timezone.now(), request.actor, read_filters(request)
    try:
        page = queries.queue(actor, filters, at=at, limit=PAGE, after=request.GET.get("after", ""))
    except (ValueError, OverflowError, Refused):
        return redirect("desk:cases")
    today = at.date()
    context = {
        "rows": [(row, due(row.next_due_at, at)) for row in page.rows],
        "page": page,
        "filters": filters,
        "owner": request.GET.get("owner", ""),
        "unit": request.GET.get("unit", ""),
        "units": organisation.unit_choices(actor, Permission.SEE_CASES, today),
        "kinds": list(CaseKind),
        "statuses": STATUS,
        "priorities": list(Priority),
        "dues": DUE,
        "owners": OWNER,
        "colleagues": _colleagues(request),
        "can_work": actor.can(Permission.WORK_CASES),
        "can_export": actor.can(Permission.EXPORT_DATA),
        "counts": queries.counts(actor, at=at),
    }
    return render(request, "desk/queue.html", context)


@require_POST
def assign(request: StaffRequest) -> HttpResponse:
    """Hand the chosen cases to a colleague and say what was skipped and why."""
    chosen = [case_id for case_id in map(_uuid, request.POST.getlist("case")) if case_id]
    owner_id = _uuid(request.POST.get("owner", ""))
    back = request.POST.get("next", "")
    if not back.startswith("/") or not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = reverse("desk:cases")
    if not chosen or owner_id not in {person_id for person_id, _ in _colleagues(request)} or owner_id is None:
        messages.error(request, "Nothing was done: choose cases and a colleague.")
        return redirect(back)
    result = operations.assign_many(case_ids=chosen, owner_id=owner_id, by=request.actor, at=timezone.now())
    messages.success(request, f"{result.done} handed over.")
    for _, why in result.skipped:
        messages.error(request, f"One was skipped: {why}.")
    return redirect(back)


def export(request: StaffRequest) -> StreamingHttpResponse:
    """Stream the rows of the queue as CSV, worded as on the screen; no cell can become a formula."""
    rows = queries.export_rows(request.actor, read_filters(request), at=timezone.now())
    writer = csv.writer(Line())

    def lines() -> Iterator[str]:
        yield "\ufeff" + str(writer.writerow(COLUMNS.values()))
        for row in rows:
            yield str(writer.writerow([cell(row[name]) for name in COLUMNS]))

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="cases.csv"'
    return response


def _colleagues(request: StaffRequest) -> list[tuple[UUID, str]]:
    reach = request.actor.units(Permission.WORK_CASES)
    return organisation.colleague_choices(reach, timezone.localdate())


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
