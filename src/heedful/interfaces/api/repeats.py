"""The header Idempotency-Key: a write that is sent again within a day gets the first answer, and has one effect."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from heedful.foundation.errors import Conflict, Refused
from heedful.foundation.repeats import operations as repeats
from heedful.interfaces.api.problems import of_refusal, problem
from heedful.interfaces.api.sign_in import KeyOrSession

HEADER = "Idempotency-Key"
NOT_KEPT = "the first call was done, and its answer held a secret, which is not kept"
Run = Callable[..., HttpResponse]


def once(run: Run) -> Run:
    """Do a write under its key once. Its answer is kept in the transaction of its effect: neither is without the other.

    An error of the server keeps nothing, so that the same key may try again.
    """

    @wraps(run)
    def answered(request: HttpRequest, **parts: Any) -> HttpResponse:
        key = request.headers.get(HEADER)
        actor = KeyOrSession()(request) if key is not None and request.method != "GET" else None
        if key is None or actor is None:
            return run(request, **parts)
        caller = f"{actor.kind} {actor.id}"
        try:
            first = repeats.begin(caller=caller, key=key, said=_said(request), at=timezone.now())
        except Refused as refusal:
            return of_refusal(refusal, 409 if isinstance(refusal, Conflict) else 422)
        if first is not None:
            return HttpResponse(first.body, status=first.status, content_type=first.kind)
        try:
            return _done(run, request, parts, caller, key)
        except BaseException:
            repeats.drop(caller=caller, key=key)
            raise

    return answered


def _done(run: Run, request: HttpRequest, parts: dict[str, Any], caller: str, key: str) -> HttpResponse:
    with transaction.atomic():
        response = run(request, **parts)
        fine = response.status_code < 500 and not response.streaming
        if response.status_code >= 500:
            transaction.set_rollback(True)
        elif fine:
            kept = problem(409, NOT_KEPT) if response.headers.get("Cache-Control") == "no-store" else response
            kind = kept.headers["Content-Type"]
            repeats.keep(caller=caller, key=key, status=kept.status_code, kind=kind, body=kept.content.decode())
    if not fine:
        repeats.drop(caller=caller, key=key)
    return response


def _said(request: HttpRequest) -> bytes:
    """Return what tells two requests apart; of files their size only, which are read once, by who takes them."""
    kind = request.headers.get("Content-Type", "")
    body = request.headers.get("Content-Length", "").encode() if kind.startswith("multipart/") else request.body
    return f"{request.method} {request.get_full_path()}\n".encode() + body
