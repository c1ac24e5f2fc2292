"""What is kept about a person: to see, to hand over, to erase."""

from __future__ import annotations

import json
from uuid import UUID

from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.domain.customers import queries as customers
from heedful.foundation.errors import Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import text_of
from heedful.workflows import privacy


def person(request: StaffRequest, contact_id: UUID, refusal: Refused | None = None) -> HttpResponse:
    """Show what is kept about a person, by kind, and what erasing would leave."""
    found = customers.seen_contact(request.actor, contact_id)
    held = privacy.held(contact_id=contact_id, by=request.actor, at=timezone.now())
    context = {"contact": found, "held": held, "refusal": refusal, "given": request.POST}
    return render(request, "manage/person.html", context, status=422 if refusal else 200)


def document(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Give everything as a file that can be handed to the person."""
    held = privacy.held(contact_id=contact_id, by=request.actor, at=timezone.now())
    text = json.dumps(held, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    response = HttpResponse(text, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="person-{contact_id}.json"'
    return response


@require_POST
def erase(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Erase a person; the reason says who asked for it."""
    account_id = customers.seen_contact(request.actor, contact_id).account_id
    try:
        reason = text_of(request.POST, "reason", 300)
        rows = privacy.erase(contact_id=contact_id, reason=reason, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return person(request, contact_id, refusal)
    messages.success(request, f"Erased: {sum(rows.values())} rows and files. The database file is scrubbed tonight.")
    return redirect("manage:customer", account_id)
