"""The card "what I may decide alone": the grants themselves, not a copy of them."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from heedful.domain.cases import queries
from heedful.interfaces.web.access import StaffRequest


def card(request: StaffRequest) -> HttpResponse:
    """Show what the colleague may decide alone, on which rules, up to how much, and what is left of the month."""
    return render(request, "desk/card.html", {"offers": queries.offers(request.actor, timezone.now())})
