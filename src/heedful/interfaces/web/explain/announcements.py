"""Announcements: the list, the editor with its planner, the follow-through board, the proof."""

import csv
from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.analytics.text.plain import in_words
from heedful.domain.communication import operations
from heedful.domain.communication.enums import Change, VersionState
from heedful.domain.communication.queries import announcements as queries
from heedful.domain.communication.queries import board as boards
from heedful.domain.communication.queries import comprehension, planner
from heedful.domain.communication.queries.proof import COLUMNS
from heedful.domain.communication.queries.proof import proof as proof_rows
from heedful.domain.communication.rules.wording import FIELDS, LANGUAGES, PASSAGES, Words
from heedful.domain.organisation import queries as organisation
from heedful.domain.organisation.queries import calendars
from heedful.domain.strategy import queries as strategy
from heedful.foundation.access import Permission
from heedful.foundation.days import zone
from heedful.foundation.errors import Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import date_of, enum_of, int_of, text_of, uuid_of, uuid_or_none, words_of
from heedful.rendering.cells import cell
from heedful.workflows import cascade

MORNING = time(8)
BLOCKS = 3
STEPS = {
    VersionState.DRAFT: (("check", "Check for gaps"),),
    VersionState.CHECKED: (("approve", "Approve"),),
    VersionState.APPROVED: (("release", "Release"),),
    VersionState.RELEASED: (),
}


def everything(request: StaffRequest) -> HttpResponse:
    """List the announcements in sight with what is out and how far it has come."""
    at = timezone.now()
    rows = []
    for held in queries.visible_to(request.actor):
        version = queries.out_now(held.id)
        asks = version.asks if version else None
        line = boards.board(request.actor, asks, at).total if asks and boards.reaches(request.actor, asks) else None
        rows.append((held, version, queries.title_of(version or queries.under_way(held.id)), line))
    can = request.actor.can(Permission.AUTHOR_ANNOUNCEMENTS)
    late = strategy.unannounced(request.actor, at) if request.actor.can(Permission.SEE_DECISIONS) else []
    return render(request, "explain/announcements.html", {"rows": rows, "can_author": can, "unannounced": late})


def new(request: StaffRequest) -> HttpResponse:
    """Begin an announcement: the topic, the audience, the decision behind it."""
    refusal, given, at = None, request.POST, timezone.now()
    units = organisation.unit_choices(request.actor, Permission.AUTHOR_ANNOUNCEMENTS, timezone.localdate())
    decisions = strategy.visible_to(request.actor).filter(approved_at__isnull=False)
    if request.method == "POST":
        try:
            made = operations.begin(
                code=text_of(given, "code", 64),
                topic=text_of(given, "topic", 64),
                audience_id=_audience(request),
                unit_id=uuid_of(given, "unit", dict(units)),
                decision_id=uuid_or_none(given, "decision", {each.id for each in decisions}),
                by=request.actor,
                at=at,
            )
            return redirect("explain:write", made.id)
        except Refused as caught:
            refusal = caught
    context = {
        "audiences": queries.audiences(),
        "units": units,
        "decisions": decisions,
        "given": given,
        "refusal": refusal,
    }
    return render(request, "explain/announcement_new.html", context, status=422 if refusal else 200)


def _audience(request: StaffRequest) -> UUID:
    """Return the chosen audience, or name a new one by its unit."""
    given = request.POST
    if given.get("audience"):
        return uuid_of(given, "audience", {each.id for each in queries.audiences()})
    units = organisation.unit_choices(request.actor, Permission.AUTHOR_ANNOUNCEMENTS, timezone.localdate())
    unit_id = uuid_of(given, "audience_unit", dict(units))
    named = organisation.find_unit(unit_id)
    added = operations.add_audience(
        code=named.code, name=f"{named.name} and below", unit_ids=[unit_id], by=request.actor, at=timezone.now()
    )
    return added.id


def write(request: StaffRequest, announcement_id: UUID) -> HttpResponse:
    """Write the version under way, one language at a time; the planner warns beside it."""
    held = queries.authored(request.actor, announcement_id, Permission.AUTHOR_ANNOUNCEMENTS)
    version = queries.under_way(held.id)
    base = version or queries.in_force(held.id)
    words = queries.words_of(base) if base else {}
    chosen = words_of(request.POST or request.GET, "lang", 8) or (next(iter(words), "en"))
    language = chosen if chosen in LANGUAGES else "en"
    refusal, at = None, timezone.now()
    if request.method == "POST":
        try:
            if version is not None and version.state == VersionState.RELEASED:
                raise Refused("a released version stands as it is", field="state", fix="wait until it is in force")
            told = {**words, language: _words(request)}
            operations.write(
                announcement_id=held.id, words=told, plan=_plan(request), items=_items(request), by=request.actor, at=at
            )
            messages.success(request, "Kept as a draft.")
            return redirect(f"{request.path}?lang={language}")
        except Refused as caught:
            refusal = caught
    items = list(base.items.all()) if base else []
    shown = words.get(language, Words())
    context = {
        "held": held,
        "version": version,
        "base": base,
        "language": language,
        "languages": LANGUAGES.items(),
        "fields": [(name, title, request.POST.get(name, getattr(shown, name))) for name, title in FIELDS.items()],
        "pairs": [*shown.questions, *[("", "")] * BLOCKS][:BLOCKS],
        "blocks": [*items, *[None] * BLOCKS][: max(BLOCKS, len(items))],
        "passages": PASSAGES,
        "changes": list(Change),
        "calendars": calendars.calendars(),
        "units": organisation.unit_choices(request.actor, Permission.AUTHOR_ANNOUNCEMENTS, timezone.localdate()),
        "again": {row.unit_id for row in base.asks_again.all()} if base else set(),
        "refusal": refusal,
    }
    return render(request, "explain/write.html", context | _planner(version, at), status=422 if refusal else 200)


def _planner(version: Any, at: datetime) -> dict[str, Any]:
    if version is None:
        return {}
    warning, names = planner.load_warning(version, at), organisation.person_names()
    plain = [(LANGUAGES[code], index, in_words(index)) for code, index in planner.plainness(version).items() if index]
    over = [(names[person_id], load) for person_id, load in warning.over[:5]]
    gaps = queries.gaps_of(version, at)
    return {"warning": warning, "over": over, "plain": plain, "gaps": gaps, "minutes": planner.reading_minutes(version)}


def _words(request: StaffRequest) -> Words:
    given = request.POST
    pairs = [(text_of(given, f"question{n}", 500), text_of(given, f"answer{n}", 2_000)) for n in range(BLOCKS)]
    texts = {name: text_of(given, name, 200 if name == "title" else 6_000) for name in FIELDS}
    return Words(**texts, questions=tuple(pair for pair in pairs if any(pair)))


def _plan(request: StaffRequest) -> operations.Plan:
    given = request.POST
    day = date_of(given, "effective", timezone.localdate()) if given.get("effective") else None
    units = organisation.unit_choices(request.actor, Permission.AUTHOR_ANNOUNCEMENTS, timezone.localdate())
    known = {str(unit_id): unit_id for unit_id, _ in units}
    return operations.Plan(
        change=enum_of(Change, given, "change", Change.MATERIAL),
        effective_at=datetime.combine(day, MORNING, zone()).astimezone(UTC) if day else None,
        head_start_hours=int_of(given, "head_start", low=0, high=500, default=24),
        due_hours=int_of(given, "due", low=1, high=2_000, default=72),
        calendar_id=uuid_or_none(given, "calendar", {each.id for each in calendars.calendars()}),
        asks_again=tuple(known[each] for each in request.POST.getlist("again") if each in known),
    )


def _items(request: StaffRequest) -> list[operations.NewItem]:
    given = request.POST
    items = []
    for n in range(int_of(given, "blocks", low=0, high=40, default=BLOCKS)):
        question = text_of(given, f"item{n}", 1_000)
        if question:
            options = [text_of(given, f"item{n}o{m}", 500) for m in range(4)]
            items.append(
                operations.NewItem(
                    question=question,
                    options=(options[0], options[1], options[2], options[3]),
                    right=int_of(given, f"item{n}right", low=0, high=3, default=0),
                    passage=text_of(given, f"item{n}passage", 20) or "what_to_say",
                    scenario=f"item{n}scenario" in given,
                )
            )
    return items


def one(request: StaffRequest, announcement_id: UUID, refusal: Refused | None = None) -> HttpResponse:
    """Show the follow-through board of what is out, its versions, and the next step of the one under way."""
    at = timezone.now()
    held = queries.announcement(request.actor, announcement_id)
    version, coming = queries.out_now(held.id), queries.under_way(held.id)
    asks = version.asks if version else None
    shown = asks is not None and boards.reaches(request.actor, asks)
    may = request.actor.can(Permission.RELEASE_ANNOUNCEMENTS, held.unit_id)
    context = {
        "held": held,
        "version": version,
        "title": queries.title_of(version or coming),
        "board": boards.board(request.actor, asks, at) if asks and shown else None,
        "nodes": boards.standings(request.actor, asks, at) if asks and shown else [],
        "items": comprehension.item_lines(asks.id) if asks and shown else [],
        "versions": queries.versions(held.id),
        "coming": coming,
        "gaps": queries.gaps_of(coming, at) if coming and coming.state == VersionState.DRAFT else [],
        "steps": STEPS.get(VersionState(coming.state), ()) if coming and may else (),
        "can_author": request.actor.can(Permission.AUTHOR_ANNOUNCEMENTS, held.unit_id),
        "refusal": refusal,
    }
    return render(request, "explain/announcement.html", context, status=422 if refusal else 200)


@require_POST
def step(request: StaffRequest, announcement_id: UUID) -> HttpResponse:
    """Check, approve, release or withdraw the version under way."""
    verbs = {
        "check": operations.check,
        "approve": operations.approve,
        "release": cascade.release,
        "withdraw": operations.withdraw,
    }
    queries.announcement(request.actor, announcement_id)
    verb = text_of(request.POST, "verb")
    if verb not in verbs:
        raise Http404
    try:
        verbs[verb](announcement_id=announcement_id, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return one(request, announcement_id, refusal)
    messages.success(request, "Done.")
    return redirect("explain:announcement", announcement_id)


def proof(request: StaffRequest, announcement_id: UUID) -> HttpResponse:
    """Give the proof as a file: person, version, language, time."""
    held = queries.announcement(request.actor, announcement_id)
    version = queries.out_now(held.id)
    if version is None or version.asks_id is None:
        raise Http404
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{held.code}-{version.n}.csv"'
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    for row in proof_rows(request.actor, version.asks_id, timezone.now()):
        writer.writerow([cell(each) for each in row])
    return response
