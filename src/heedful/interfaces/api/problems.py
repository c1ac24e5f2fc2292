"""Errors as RFC 9457 problem+json: what was wrong, in which field, with which value, and what helps."""

import json
from typing import Any

from django.http import HttpResponse
from ninja.errors import ValidationError

from heedful.foundation.errors import Refused

TITLES = {
    400: "Not understood",
    401: "Sign in first",
    403: "Not allowed",
    404: "Not found",
    409: "Conflict",
    422: "Refused",
}


def problem(status: int, detail: str, **more: Any) -> HttpResponse:
    """Return a problem document."""
    body = {"type": "about:blank", "title": TITLES.get(status, "Refused"), "status": status, "detail": detail, **more}
    return HttpResponse(json.dumps(body, default=str), status=status, content_type="application/problem+json")


def of_refusal(error: Refused, status: int) -> HttpResponse:
    """Return the problem of a domain refusal."""
    if status == 404:
        return problem(404, "there is no such thing, or it is not for you")
    found = {"field": error.field, "value": None if error.value is None else str(error.value)[:200], "fix": error.fix}
    return problem(status, error.message, errors=[found])


def of_validation(error: ValidationError) -> HttpResponse:
    """Return the problem of a body or parameter that does not fit its type."""
    found = [
        {
            "field": ".".join(str(part) for part in each.get("loc", ())[1:]) or "body",
            "value": str(each.get("input", ""))[:200],
            "fix": str(each.get("msg", "")),
        }
        for each in error.errors
    ]
    return problem(422, "the request does not fit the documented shape", errors=found)
