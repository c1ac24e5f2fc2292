"""What every staff page knows: the actor, the menu, the scope in words, the theme, unread notices."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Actor, ActorKind, Permission
from heedful.foundation.notify import queries as notices
from heedful.interfaces.web.sign_in import DEMO_ROLES


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the menu; shown to who holds any of `permissions`, or to all when there are none."""

    title: str
    icon: str
    route: str
    permissions: tuple[Permission, ...] = ()
    company: bool = False

    def open_to(self, actor: Actor) -> bool:
        """Say whether the actor may open it."""
        holds = actor.everywhere if self.company else actor.can
        return not self.permissions or any(holds(permission) for permission in self.permissions)


MENU: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    (
        "",
        (
            Entry("Home", "home", "home"),
            Entry("To read", "book", "explain:read"),
            Entry("Digest", "quote", "colleagues:digest"),
            Entry("Answers", "bulb", "explain:cards"),
        ),
    ),
    (
        "Act",
        (
            Entry("Cases", "inbox", "desk:cases", (Permission.WORK_CASES,)),
            Entry("What I may decide", "scale", "desk:card", (Permission.WORK_CASES,)),
            Entry("Between departments", "hourglass", "desk:between", (Permission.WORK_CASES,)),
            Entry("What we owe", "checklist", "desk:owed", (Permission.DO_WHAT_IS_OWED,)),
            Entry("Problems", "alert-triangle", "manage:problems", (Permission.SEE_PROBLEMS,)),
            Entry("Promises", "calendar-check", "manage:promises", (Permission.SEE_PROMISES,)),
            Entry("Exemptions", "signature", "manage:discretion", (Permission.APPROVE_EXEMPTIONS,)),
        ),
    ),
    (
        "Listen",
        (
            Entry("Feedback", "message-2", "manage:feedback", (Permission.SEE_FEEDBACK,)),
            Entry("Mail", "mail", "manage:mail", (Permission.SEE_FEEDBACK,)),
            Entry("Surveys", "checklist", "manage:surveys", (Permission.SEE_SURVEYS,)),
            Entry("Who we write to", "send", "manage:contacting", (Permission.SEE_CUSTOMERS,)),
            Entry("Themes", "tag", "insight:themes", (Permission.SEE_FEEDBACK,)),
            Entry("Circulation", "clock", "insight:circulation", (Permission.SEE_FEEDBACK,)),
            Entry("Insight", "chart-line", "insight:home", (Permission.SEE_METRICS,)),
        ),
    ),
    (
        "Customers",
        (
            Entry("Portfolio", "coin", "manage:portfolio", (Permission.SEE_PORTFOLIO,)),
            Entry("Customers", "building", "manage:customers", (Permission.SEE_CUSTOMERS,)),
            Entry("Journeys", "route", "manage:journeys", (Permission.SEE_JOURNEYS,)),
            Entry("Critical points", "star", "manage:journey_points", (Permission.SEE_REVENUE,)),
            Entry("Service standards", "target", "manage:standards", (Permission.SET_STANDARDS,)),
        ),
    ),
    (
        "Explain",
        (
            Entry("Guidance", "certificate", "explain:guidance", (Permission.SEE_GUIDANCE,)),
            Entry("Decisions", "flag", "explain:decisions", (Permission.SEE_DECISIONS,)),
            Entry("Cascade", "route", "explain:announcements", (Permission.SEE_CASCADE,)),
            Entry("Contradictions", "scale", "explain:contradictions", (Permission.SEE_CASCADE,), company=True),
            Entry("Asked for a supervisor", "users", "explain:supervisor", (Permission.SEE_CASES,)),
            Entry("Campaigns", "speakerphone", "explain:campaigns", (Permission.SEE_CASCADE,)),
            Entry("Effort to understand", "chart-dots", "insight:effort", (Permission.SEE_METRICS,)),
            Entry("You said, we did", "quote", "manage:reports", (Permission.SEE_FEEDBACK,)),
        ),
    ),
    (
        "Improve",
        (
            Entry("Wishes", "star", "ideas:wishes", (Permission.SEE_FEEDBACK,)),
            Entry("Ideas", "bulb", "ideas:ideas", (Permission.SEE_IDEAS,)),
            Entry("Walks", "map-pin", "ideas:walks", (Permission.SEE_IDEAS,)),
        ),
    ),
    (
        "Colleagues",
        (
            Entry("Pulse", "heart", "colleagues:pulses"),
            Entry("Praise", "thumb-up", "colleagues:praise"),
            Entry("Coaching", "users", "colleagues:coaching"),
            Entry("My time", "clock", "colleagues:time"),
            Entry("Leaders' time", "calendar", "colleagues:leaders", (Permission.SEE_LEADERS_TIME,)),
            Entry("Training", "certificate", "colleagues:training", (Permission.COACH,)),
        ),
    ),
    (
        "Close",
        (
            Entry("Board pack", "presentation-analytics", "board:home", (Permission.SEE_BOARD_PACK,), company=True),
            Entry("Decisions of the board", "scale", "board:resolutions", (Permission.SEE_BOARD_PACK,), company=True),
            Entry("Period close", "calendar-check", "board:close", (Permission.CLOSE_PERIOD,), company=True),
        ),
    ),
    (
        "House",
        (
            Entry("Import", "upload", "manage:imports", (Permission.IMPORT_DATA,), company=True),
            Entry("API keys", "key", "settings:keys", (Permission.ISSUE_KEYS,)),
            Entry("Settings", "settings", "settings:home", (Permission.ADMINISTER, Permission.OPERATE)),
        ),
    ),
)
"""The menu follows the loop: act, listen, know the customers, explain, close the books."""

THEMES = ("light", "dark")


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the context of every template; cheap on public pages, which have no actor."""
    theme = request.COOKIES.get("theme", "")
    context: dict[str, Any] = {
        "theme": theme if theme in THEMES else "",
        "demo": settings.HEEDFUL_DEMO,
        "house_accounts": settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"],
        "organisation_name": settings.HEEDFUL_ORGANISATION,
    }
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return context | {"demo_roles": DEMO_ROLES if settings.HEEDFUL_DEMO else ()}
    colleague = actor.kind is ActorKind.COLLEAGUE and actor.id is not None
    return context | {
        "actor": actor,
        "menu": menu(actor, request.path),
        "you_see": scope_in_words(actor),
        "unread": notices.unread(actor.id) if colleague and actor.id else 0,
    }


def menu(actor: Actor, path: str) -> list[dict[str, Any]]:
    """Return the entries the actor may open, by group; what it may not open is absent, not grey."""
    groups = [
        (title, [(entry, reverse(entry.route)) for entry in entries if entry.open_to(actor)]) for title, entries in MENU
    ]
    every = [(entry, url) for _, found in groups for entry, url in found]
    home = next(url for entry, url in every if entry.route == "home")
    here = max((url for _, url in every if path.startswith(url) and url != home), key=len, default=home)
    return [
        {
            "title": title,
            "entries": [
                {"title": entry.title, "icon": entry.icon, "url": url, "active": url == here} for entry, url in found
            ],
        }
        for title, found in groups
        if found
    ]


def scope_in_words(actor: Actor) -> str:
    """Return what the actor sees, by the name of its widest unit: "Mombasa", "the whole company"."""
    if any(grant.units is None for grant in actor.grants):
        return "the whole company"
    names = organisation.unit_names()
    widest = max(actor.grants, key=lambda grant: len(grant.units or ()), default=None)
    if widest is None or not widest.units:
        return "nothing yet: ask your administrator for a role"
    return organisation.top_of(widest.units, names)
