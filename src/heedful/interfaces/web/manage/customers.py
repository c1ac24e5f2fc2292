"""The customer book: accounts in sight, and one account with everything that happened."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from heedful.domain.cases import queries as cases
from heedful.domain.customers import queries
from heedful.domain.feedback import queries as feedback
from heedful.domain.journeys import queries as journeys
from heedful.domain.measurement.rules import add_months
from heedful.domain.organisation import queries as organisation
from heedful.domain.portfolio import queries as portfolio
from heedful.foundation.access import Permission
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import words_of


def book(request: StaffRequest) -> HttpResponse:
    """List accounts by name; words and segment narrow the list."""
    rows = queries.visible_to(request.actor)
    if words := words_of(request.GET, "q"):
        rows = rows.filter(name__icontains=words) | rows.filter(code__iexact=words)
    if segment := words_of(request.GET, "segment"):
        rows = rows.filter(segment_id=segment)
    context = {
        "rows": Paginator(rows, 50).get_page(request.GET.get("page")),
        "q": words,
        "segment": segment,
        "segments": queries.segments(),
        "batches": queries.batches()[:6] if request.actor.can(Permission.SEE_REVENUE) else [],
    }
    return render(request, "manage/customers.html", context)


def one(request: StaffRequest, account_id: UUID) -> HttpResponse:
    """Show an account: contacts, revenue, what it said, its cases, its last contacts with us."""
    actor, at = request.actor, timezone.now()
    found = queries.account(actor, account_id)
    since = add_months(at.date().replace(day=1), -12)
    may_see_revenue = actor.can(Permission.SEE_REVENUE, found.unit_id)
    revenue = queries.revenue_of(account_id, since, at.date()) if may_see_revenue else []
    said = feedback.visible_to(actor).filter(account_id=account_id).order_by("-collected_at")
    context = {
        "account": found,
        "state": portfolio.state_of(account_id) if actor.can(Permission.SEE_PORTFOLIO, found.unit_id) else None,
        "owner": organisation.person_names().get(found.owner_id) if found.owner_id else "",
        "contacts": queries.contacts_of(account_id),
        "may_erase": actor.everywhere(Permission.ERASE_PEOPLE),
        "revenue": revenue,
        "revenue_total": sum(amount for _, _, amount in revenue),
        "may_see_revenue": may_see_revenue,
        "said": said.prefetch_related("records")[:8],
        "said_total": said.count(),
        "cases": cases.queue(actor, cases.Filters(status="all", account_id=account_id), at=at, limit=8)
        if actor.can(Permission.SEE_CASES)
        else None,
        "interactions": journeys.recent_of_account(account_id, 8),
    }
    return render(request, "manage/customer.html", context)
