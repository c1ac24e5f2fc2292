"""Campaigns to customers: the gate asks whether those inside are ready; time and money inside beside outside."""

from datetime import UTC, datetime, time
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.domain.communication.enums import CampaignState, Side
from heedful.domain.communication.operations import campaigns as operations
from heedful.domain.communication.queries import announcements
from heedful.domain.communication.queries import campaigns as queries
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Permission
from heedful.foundation.days import zone
from heedful.foundation.errors import Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import date_of, enum_of, int_of, number_of, text_of, uuid_of

EVENING = time(18)


def everything(request: StaffRequest) -> HttpResponse:
    """List the campaigns in sight with their gate and their costs."""
    rows = [(held, queries.money(held)) for held in queries.visible_to(request.actor)]
    can = request.actor.can(Permission.LAUNCH_CAMPAIGNS)
    totals = [(side.label, *queries.totals(side)) for side in Side]
    return render(request, "explain/campaigns.html", {"rows": rows, "can_launch": can, "totals": totals})


def new(request: StaffRequest) -> HttpResponse:
    """Plan a campaign with the announcements that prepare those inside."""
    refusal, given, today = None, request.POST, timezone.localdate()
    units = organisation.unit_choices(request.actor, Permission.LAUNCH_CAMPAIGNS, today)
    linkable = list(announcements.visible_to(request.actor))
    if request.method == "POST":
        try:
            known = {str(each.id): each.id for each in linkable}
            made = operations.add_campaign(
                code=text_of(given, "code", 64),
                name=text_of(given, "name"),
                why=text_of(given, "why", 4_000),
                customer_text=text_of(given, "customer_text", 10_000),
                unit_id=uuid_of(given, "unit", dict(units)),
                launch_on=date_of(given, "launch_on", today),
                announcement_ids=[known[each] for each in request.POST.getlist("announcement") if each in known],
                by=request.actor,
                at=timezone.now(),
            )
            return redirect("explain:campaign", made.id)
        except Refused as caught:
            refusal = caught
    context = {"units": units, "announcements": linkable, "given": given, "refusal": refusal}
    return render(request, "explain/campaign_new.html", context, status=422 if refusal else 200)


def one(request: StaffRequest, campaign_id: UUID, refusal: Refused | None = None) -> HttpResponse:
    """Show the gate as it stands now, its readings, and time and money on both sides."""
    held = queries.campaign(request.actor, campaign_id)
    started = held.state in (CampaignState.LAUNCHED, CampaignState.LAUNCHED_BY_OVERRIDE)
    context = {
        "held": held,
        "started": started,
        "conditions": queries.readiness(held, timezone.now()),
        "readings": list(held.readings.select_related("overridden_by")[:10]),
        "costs": queries.costs(held),
        "budget": list(held.budget.all()),
        "sides": list(Side),
        "may_promise": request.actor.can(Permission.MAKE_PROMISES, held.unit_id),
        "can_launch": request.actor.can(Permission.LAUNCH_CAMPAIGNS, held.unit_id),
        "can_override": request.actor.can(Permission.OVERRIDE_READINESS, held.unit_id)
        and request.actor.id != held.owner_id,
        "refusal": refusal,
        "given": request.POST,
    }
    return render(request, "explain/campaign.html", context, status=422 if refusal else 200)


@require_POST
def step(request: StaffRequest, campaign_id: UUID, what: str) -> HttpResponse:
    """Read the gate, launch, override by name, or add a line of time and money."""
    given, at, by = request.POST, timezone.now(), request.actor
    queries.campaign(by, campaign_id)
    try:
        if what == "gate":
            operations.read_gate(campaign_id=campaign_id, by=by, at=at)
        elif what == "launch":
            operations.launch(campaign_id=campaign_id, by=by, at=at)
        elif what == "override":
            day = date_of(given, "until", timezone.localdate())
            until = datetime.combine(day, EVENING, zone()).astimezone(UTC)
            because = text_of(given, "because", 2_000)
            operations.launch_by_override(campaign_id=campaign_id, because=because, until=until, by=by, at=at)
        elif what == "text":
            text = text_of(given, "customer_text", 10_000)
            operations.reword(campaign_id=campaign_id, customer_text=text, by=by, at=at)
        elif what == "budget":
            money = {
                name: round(number_of(given, name, low=0, high=10**12) * 100) if given.get(name) else 0
                for name in ("planned", "spent")
            }
            operations.add_budget(
                campaign_id=campaign_id,
                side=enum_of(Side, given, "side"),
                month=date_of(given, "month", timezone.localdate()),
                what=text_of(given, "what"),
                currency=text_of(given, "currency", 3),
                planned_minor=money["planned"],
                spent_minor=money["spent"],
                planned_minutes=int_of(given, "planned_minutes", low=0, high=10**8, default=0),
                spent_minutes=int_of(given, "spent_minutes", low=0, high=10**8, default=0),
                by=by,
                at=at,
            )
        else:
            raise Http404
    except Refused as refusal:
        return one(request, campaign_id, refusal)
    messages.success(request, "Done.")
    return redirect("explain:campaign", campaign_id)
