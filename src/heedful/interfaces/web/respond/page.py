"""What every page of the customer knows: its language, the direction of writing, the words, the other languages."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from heedful.interfaces.web.respond.words import direction, name_of, words


def page(
    request: HttpRequest,
    template: str,
    language: str,
    context: Mapping[str, Any] | None = None,
    *,
    offered: tuple[str, ...] = (),
    status: int = 200,
) -> HttpResponse:
    """Render a page in a language, with a switch to the others it is offered in."""
    known = {
        "language": language,
        "dir": direction(language),
        "words": words(language),
        "languages": [{"code": code, "name": name_of(code)} for code in offered] if len(offered) > 1 else [],
    }
    response = render(request, f"respond/{template}.html", known | dict(context or {}), status=status)
    response.headers["Content-Language"] = language
    return response
