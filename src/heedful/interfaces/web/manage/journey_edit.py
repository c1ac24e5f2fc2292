"""Drawing a journey: the forms that change one step at a time, and the file as a whole."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.domain.journeys import operations, queries
from heedful.domain.journeys.enums import Channel, Side
from heedful.domain.journeys.rules import map_edit
from heedful.domain.journeys.rules.map_file import LEAST, MOST, STEP_KEYS
from heedful.foundation.errors import Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import int_of, text_of, words_of

LARGEST_FILE = 1_000_000
EXAMPLE = """\
journey: order-to-door
name: Order to door
stages:
  - code: order
    name: Order
    steps:
      - code: choose
        name: Choose and pay
        actor: Customer
        side: customer
        channel: web
"""


def new(request: StaffRequest) -> HttpResponse:
    """Begin a journey from a file or from an example; a file of a known journey becomes its next version."""
    refusal, text = None, EXAMPLE
    if request.method == "POST":
        try:
            text = _sent(request)
            made = operations.import_map(
                text=text, why=text_of(request.POST, "why", 500), by=request.actor, at=timezone.now()
            )
        except Refused as refused:
            refusal = refused
        else:
            messages.success(request, f"Version {made.n} of {made.map.name} is kept.")
            return redirect("manage:journey", made.map.code)
    context = {"text": text, "refusal": refusal, "given": request.POST}
    return render(request, "manage/journey_new.html", context, status=422 if refusal else 200)


def edit(request: StaffRequest, code: str, refusal: Refused | None = None) -> HttpResponse:
    """Show the steps, the form of the chosen one, and the file."""
    version, steps = queries.version_of(code), queries.steps_of(code)
    given = request.POST
    chosen = words_of(given or request.GET, "step", 64)
    step = next((each for each in steps if each.code == chosen), steps[0])
    values = {
        "code": step.code, "name": step.name, "actor": step.actor, "side": step.side, "channel": step.channel,
        "touchpoint": step.touchpoint.code if step.touchpoint else "", "owner": step.owner.email if step.owner else "",
        "importance": str(step.importance or ""),
    }  # fmt: skip
    blank = {"actor": step.actor, "side": step.side}
    act = words_of(given, "act", 10)
    context = {
        "map": version.map,
        "version": version,
        "steps": steps,
        "step": step,
        "values": {**values, **given.dict()} if refusal and act == "change" else values,
        "fresh": {**blank, **given.dict()} if refusal and act in ("add", "stage") else blank,
        "text": given.get("text", version.text) if refusal and act == "file" else version.text,
        "sides": list(Side),
        "channels": list(Channel),
        "touchpoints": queries.touchpoints(),
        "weights": [str(each) for each in range(LEAST, MOST + 1)],
        "actors": sorted({each.actor for each in steps}),
        "refusal": refusal,
    }
    return render(request, "manage/journey_edit.html", context, status=422 if refusal else 200)


@require_POST
def save(request: StaffRequest, code: str) -> HttpResponse:
    """Make one edit the next version of the map."""
    given = request.POST
    queries.journey_map(code)
    try:
        change = _edits(request).get(words_of(given, "act", 10))
        if change is None:
            raise Http404
        seen = int_of(given, "version", low=1, high=10**6)
        made = operations.edit_map(
            code=code, seen=seen, edit=change, why=text_of(given, "why", 500), by=request.actor, at=timezone.now()
        )
    except Refused as refusal:
        return edit(request, code, refusal)
    kept = f"Version {made.n} is kept." if made.n > seen else "Nothing was changed: the file stays as it was."
    messages.success(request, kept)
    return _back(code, request)


def _edits(request: StaffRequest) -> dict[str, Callable[[str], str]]:
    given = request.POST
    step = words_of(given, "step", 64)
    told = {name: text_of(given, name) for name in STEP_KEYS if name in given}
    return {
        "change": lambda text: map_edit.change_step(text, step, told),
        "add": lambda text: map_edit.add_step(text, step, told),
        "stage": lambda text: map_edit.add_stage(text, text_of(given, "stage", 64), text_of(given, "stage_name"), told),
        "remove": lambda text: map_edit.remove_step(text, step),
        "up": lambda text: map_edit.move_step(text, step, up=True),
        "down": lambda text: map_edit.move_step(text, step, up=False),
        "file": lambda text: _same_breaks(text, str(given.get("text", ""))),
    }


def _same_breaks(old: str, sent: str) -> str:
    """Return what was sent with the line breaks of the file: a browser sends its own."""
    sent = sent.replace("\r\n", "\n")
    return sent.replace("\n", "\r\n") if "\r\n" in old else sent


def _sent(request: StaffRequest) -> str:
    """Return the file that was sent, or the text of the form."""
    sent = request.FILES.get("file")
    if sent is None:
        return _same_breaks("", str(request.POST.get("text", "")))
    if (sent.size or 0) > LARGEST_FILE:
        raise Refused("the file is too large", field="file", value=sent.name, fix="send less than 1 MB")
    try:
        return str(sent.read().decode())
    except UnicodeDecodeError:
        raise Refused("the file is not UTF-8", field="file", value=sent.name, fix="save it as UTF-8") from None


def _back(code: str, request: StaffRequest) -> HttpResponse:
    step = words_of(request.POST, "code", 64) or words_of(request.POST, "step", 64)
    return redirect(f"{reverse('manage:journey_edit', args=[code])}?{urlencode({'step': step})}")
