"""The editor of an announcement, one language at a time, with the planner beside it."""

from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from heedful.analytics.text.plain import in_words
from heedful.domain.communication import operations
from heedful.domain.communication.enums import Change, VersionState
from heedful.domain.communication.queries import announcements as queries
from heedful.domain.communication.queries import planner
from heedful.domain.communication.rules.wording import FIELDS, LANGUAGES, PASSAGES, Words
from heedful.domain.organisation import queries as organisation
from heedful.domain.organisation.queries import calendars
from heedful.foundation.access import Permission
from heedful.foundation.days import zone
from heedful.foundation.errors import Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import date_of, enum_of, int_of, text_of, uuid_or_none, words_of

MORNING = time(8)
BLOCKS = 3


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
