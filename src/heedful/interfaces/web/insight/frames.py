"""Working on themes: the tree, each theme, and the frame that is proposed with what it would move."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.domain.feedback import queries as feedback
from heedful.domain.organisation import queries as organisation
from heedful.domain.themes import operations, queries
from heedful.foundation.errors import Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import Given, date_of, text_of, uuid_of, uuid_or_none

LONGEST = 10_000
SHOWN_MOVERS = 5


def tree(request: StaffRequest, refusal: Refused | None = None) -> HttpResponse:
    """Show the themes as they are being worked on, beside the frame that is proposed and those before."""
    proposed = queries.frame_proposed()
    context = {
        "themes": [each for each in queries.draft() if not each.merged_into_id],
        "merged": [each for each in queries.draft() if each.merged_into_id],
        "proposed": proposed,
        "difference": _difference(request, proposed) if proposed else None,
        "frames": queries.frames()[:10],
        "in_force": queries.frame_in_force(),
        "changed": queries.draft_snapshots() != dict(queries.themes_in_force()),
        "refusal": refusal,
        "given": request.POST,
    }
    return render(request, "insight/theme_frames.html", context, status=422 if refusal else 200)


def one(request: StaffRequest, theme_id: UUID, refusal: Refused | None = None) -> HttpResponse:
    """Show a theme as it is being worked on, with what it was before."""
    found = queries.find_theme(theme_id)
    given = request.POST
    context = {
        "one": found,
        "include": given.get("include") or "\n".join(found.include),
        "exclude": given.get("exclude") or "\n".join(found.exclude),
        "others": [each for each in queries.draft() if each.id != found.id and not each.merged_into_id],
        "people": organisation.colleague_choices(None, timezone.localdate()),
        "changes": found.changes.all()[:20],
        "refusal": refusal,
        "given": given,
    }
    return render(request, "insight/theme_one.html", context, status=422 if refusal else 200)


@require_POST
def change(request: StaffRequest, theme_id: UUID) -> HttpResponse:
    """Change a theme, or merge it with another."""
    given, by, at = request.POST, request.actor, timezone.now()
    try:
        if "into" in given:
            lives = operations.merge_theme(
                theme_id=theme_id, into_id=uuid_of(given, "into"), reason=text_of(given, "reason", 300), by=by, at=at
            )
            messages.success(request, f"Both are {lives.name} from the next frame on.")
            return redirect("insight:theme_frames")
        operations.change_theme(
            theme_id=theme_id, described=_described(given), reason=text_of(given, "reason", 300), by=by, at=at
        )
    except Refused as refusal:
        return one(request, theme_id, refusal)
    messages.success(request, "It is changed, and takes effect with the next frame.")
    return redirect("insight:theme_frames")


@require_POST
def act(request: StaffRequest, what: str) -> HttpResponse:
    """Make a theme, begin with the ready frame, propose, apply, drop or undo a frame."""
    given, by, at = request.POST, request.actor, timezone.now()
    reason = text_of(given, "reason", 300)
    try:
        if what == "make":
            operations.make_theme(described=_described(given), by=by, at=at)
        elif what == "begin":
            messages.success(request, f"{operations.begin_with(name='general', by=by, at=at)} themes are made.")
        elif what == "propose":
            operations.propose_frame(reason=reason, by=by, at=at)
        elif what == "apply":
            messages.success(request, f"Frame {operations.apply_frame(by=by, at=at).number} is in force.")
        elif what == "drop":
            operations.drop_frame(by=by, at=at)
        elif what == "undo":
            messages.success(request, f"Frame {operations.undo_frame(reason=reason, by=by, at=at).number} is in force.")
        else:
            raise Http404
    except Refused as refusal:
        return tree(request, refusal)
    return redirect("insight:theme_frames")


def _described(given: Given) -> operations.Described:
    return operations.Described(
        name=text_of(given, "name"),
        definition=text_of(given, "definition", 500),
        include=text_of(given, "include", LONGEST).splitlines(),
        exclude=text_of(given, "exclude", LONGEST).splitlines(),
        parent_id=uuid_or_none(given, "parent"),
        owner_id=uuid_or_none(given, "owner"),
        review_on=date_of(given, "review_on", timezone.localdate()) if given.get("review_on") else None,
        retired=given.get("retired") == "yes",
    )


def _difference(request: StaffRequest, frame: Any) -> dict[str, Any]:
    told = frame.difference
    names = {key: each["name"] for key, each in told.get("themes", {}).items()}
    wanted = [each for one in told.get("themes", {}).values() for each in one["movers"][:SHOWN_MOVERS]]
    seen = feedback.visible_to(request.actor).filter(id__in=wanted)
    words = {str(key): body for key, body in seen.values_list("id", "body")}
    lines = [
        {
            "name": each["name"], "before": each["before"], "after": each["after"],
            "to": [(names.get(key, "no theme"), n) for key, n in each["to"].items()],
            "from": [(names.get(key, "no theme"), n) for key, n in each["from"].items()],
            "movers": [(key, words[key]) for key in each["movers"][:SHOWN_MOVERS] if key in words],
        }
        for each in told.get("themes", {}).values()
        if each["before"] or each["after"]
    ]  # fmt: skip
    return {"comments": told.get("comments", 0), "moved": told.get("moved", 0), "lines": lines}
