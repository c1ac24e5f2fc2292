"""Who can see what: printed from the table that the product obeys."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, get_resolver

from heedful.foundation.access import PERMISSIONS_OF, Permission, Role
from heedful.interfaces.web.access import Access, StaffRequest


def matrix(request: StaffRequest) -> HttpResponse:
    """Show each permission with the roles that hold it, and each page with the roles that open it."""
    rows = [(p, [(role, p in PERMISSIONS_OF[role]) for role in Role]) for p in Permission]
    context = {"roles": list(Role), "rows": rows, "pages": routes(get_resolver().url_patterns)}
    return render(request, "admin/who.html", context)


def routes(patterns: list[URLPattern | URLResolver], prefix: str = "") -> list[tuple[str, list[str]]]:
    """Return every address of the product with the roles that may open it."""
    found: list[tuple[str, list[str]]] = []
    for pattern in patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found += routes(pattern.url_patterns, address)
        elif isinstance(access := getattr(pattern.callback, "access", None), Access):
            found.append((f"/{address}", openers(access)))
    return found


def openers(access: Access) -> list[str]:
    """Return in words who may open a page."""
    if access.anonymous:
        return ["everybody, without log-in"]
    if not access.permissions:
        return ["every colleague"]
    titles = [role.label for role in Role if any(p in PERMISSIONS_OF[role] for p in access.permissions)]
    return [f"{title} of the whole company" for title in titles] if access.company else titles
