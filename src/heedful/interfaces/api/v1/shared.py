"""What every file of the API uses: the request with its actor, and pages of results."""

from typing import Any

from django.http import HttpRequest
from ninja import Schema

from heedful.foundation.access import Actor

MAX_LIMIT = 200


class Asked(HttpRequest):
    """A request whose caller is known."""

    actor: Actor


class Listed(Schema):
    """A page of results; `next` is the cursor of the page after it, empty at the end."""

    items: list[dict[str, Any]]
    total: int
    next: str = ""
