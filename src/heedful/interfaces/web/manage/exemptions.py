"""The ledger of exemptions: filters in the address, totals that are the sum of the rows, the same rows as a file."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta

from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone

from heedful.domain.cases import queries
from heedful.domain.cases.enums import ExemptionState
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Permission
from heedful.foundation.errors import Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import date_of, page_of, uuid_or_none
from heedful.rendering.cells import cell

PAGE = 50
DAYS = 92


class Line:
    """A file that gives back each line instead of keeping it."""

    def write(self, line: str) -> str:
        """Return the line."""
        return line


def read(given: QueryDict, today: date) -> queries.LedgerFilters:
    """Read the filters of the address: the last three months where none are named; what is malformed is refused."""
    state = given.get("state", "")
    if state and state not in set(ExemptionState):
        raise Refused("not one of the choices", field="state", value=state, fix="choose from the list")
    first = date_of(given, "first", today - timedelta(days=DAYS))
    last = date_of(given, "last", today)
    if last < first:
        raise Refused("the last day is before the first", field="last", value=last, fix="turn them round")
    return queries.LedgerFilters(
        first=first,
        last=last,
        state=state,
        clause_id=uuid_or_none(given, "clause"),
        unit_id=uuid_or_none(given, "unit"),
        person_id=uuid_or_none(given, "person"),
    )


def ledger(request: StaffRequest) -> HttpResponse:
    """Show a page of the ledger."""
    actor, today, refusal = request.actor, timezone.localdate(), None
    try:
        chosen = read(request.GET, today)
    except Refused as error:
        chosen, refusal = read(QueryDict(), today), error
    number = page_of(request.GET)
    found = queries.exemption_ledger(actor, chosen, limit=PAGE, offset=(number - 1) * PAGE)
    clauses, people = queries.ledger_choices(actor)
    context = {
        "ledger": found,
        "chosen": chosen,
        "states": list(ExemptionState),
        "clauses": clauses,
        "people": people,
        "units": organisation.unit_choices(actor, Permission.APPROVE_EXEMPTIONS, today),
        "page": number,
        "more": number * PAGE < found.n,
        "can_export": actor.can(Permission.EXPORT_DATA),
        "refusal": refusal,
    }
    return render(request, "manage/exemptions.html", context, status=422 if refusal else 200)


def file(request: StaffRequest) -> HttpResponse | StreamingHttpResponse:
    """Stream the chosen rows as CSV with the columns of the page; no cell can become a formula."""
    chosen = read(request.GET, timezone.localdate())
    writer = csv.writer(Line())

    def lines() -> Iterator[str]:
        yield "\ufeff" + str(writer.writerow(queries.LEDGER.values()))
        for row in queries.ledger_rows(request.actor, chosen):
            yield str(writer.writerow([cell(value) for value in queries.cells_of(row).values()]))

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="exemptions.csv"'
    return response
