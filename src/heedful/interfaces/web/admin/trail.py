"""The audit trail: search and verify."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from heedful.domain.organisation import queries as organisation
from heedful.foundation.audit import queries
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import words_of


def search(request: StaffRequest) -> HttpResponse:
    """List audit rows, newest first, narrowed by action, entity and id."""
    given = {name: words_of(request.GET, name) for name in ("action", "entity", "entity_id")}
    paged = Paginator(queries.search(**given), 50).get_page(request.GET.get("page"))
    return render(request, "admin/audit.html", {"rows": paged, "given": given, "names": organisation.person_names()})


@require_POST
def verify(request: StaffRequest) -> HttpResponse:
    """Recompute the chain now and show what was found."""
    given = {"action": "", "entity": "", "entity_id": ""}
    paged = Paginator(queries.search(), 50).get_page(1)
    context = {"rows": paged, "given": given, "names": organisation.person_names(), "found": queries.verify()}
    return render(request, "admin/audit.html", context)
