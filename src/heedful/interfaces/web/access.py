"""Every URL says who may open it: `page(view, permission)`, `staff(view)` or `public(view)`.

The permission matrix in tests/architecture and the page "who can see what" are generated from these marks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase

from heedful.foundation.access import Actor, Permission

View = Callable[..., HttpResponseBase]


class StaffRequest(HttpRequest):
    """A request whose colleague is known."""

    actor: Actor


@dataclass(frozen=True, slots=True)
class Access:
    """Who may open a URL: everybody (`anonymous`), every colleague, or holders of any of `permissions`.

    `company` asks for a role that reaches the whole company: its books, its audit trail, its jobs.
    """

    anonymous: bool = False
    permissions: tuple[Permission, ...] = ()
    company: bool = False


def page(view: View, *permissions: Permission, company: bool = False) -> View:
    """Open `view` to signed-in colleagues who hold any of `permissions` somewhere, or everywhere for a `company` page.

    For others it does not exist.
    """

    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.actor is None:
            return redirect_to_login(request.get_full_path())
        holds = request.actor.everywhere if company else request.actor.can
        if permissions and not any(holds(permission) for permission in permissions):
            raise Http404
        response = view(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    guarded.access = Access(permissions=permissions, company=company)  # type: ignore[attr-defined]  # a mark that the matrix reads
    return guarded


def staff(view: View) -> View:
    """Open `view` to every signed-in colleague."""
    return page(view)


def public(view: View) -> View:
    """Open `view` to everybody."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    opened.access = Access(anonymous=True)  # type: ignore[attr-defined]  # a mark that the matrix reads
    return opened
