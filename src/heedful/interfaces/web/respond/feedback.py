"""The form that is always open: complaint, compliment, wish, question, in the customer's own words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from heedful.domain.contacting import operations as contacting
from heedful.domain.feedback.enums import Kind
from heedful.foundation.access import CUSTOMER
from heedful.foundation.errors import Refused
from heedful.interfaces.web.respond import gate
from heedful.interfaces.web.respond.page import page
from heedful.interfaces.web.respond.words import NAMES, preferred, words
from heedful.surveyjs.caps import FORBIDDEN
from heedful.workflows import inner_loop

LANGUAGES = tuple(NAMES)
KINDS = (Kind.COMPLAINT, Kind.COMPLIMENT, Kind.WISH, Kind.QUESTION)
LIMITS = {"body": 30_000, "about": 2_048, "wanted": 30_000, "name": 200, "email": 254}
SALT = "heedful.respond.reference"


@dataclass(slots=True)
class Fields:
    """What was typed, kept as it was, with what is wrong with it."""

    kind: str = ""
    body: str = ""
    about: str = ""
    wanted: str = ""
    name: str = ""
    email: str = ""
    permission: bool = False
    errors: dict[str, str] = field(default_factory=dict)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: HttpRequest) -> HttpResponse:
    """Show the form, or take what was written; a repeat of the same form is one submission."""
    at = timezone.now()
    language = preferred(request, LANGUAGES)
    if request.method != "POST":
        kind = request.GET.get("kind", "")
        return _form(request, Fields(kind=kind if kind in KINDS else ""), language, at)
    said = _read(request)
    if "action" not in request.POST:
        return _form(request, said, language, at)
    said.errors = _check(said, words(language))
    fault = gate.fault(request, at)
    if said.errors or fault:
        return _form(request, said, language, at, fault)
    try:
        result = _take(request, said, language, at)
    except Refused as refused:
        said.errors = {refused.field or "body": str(refused)}
        return _form(request, said, language, at)
    reference = signing.dumps(result.case_ref, salt=SALT) if result.case_ref else ""
    return HttpResponseRedirect(f"{reverse('respond:feedback_thanks')}?lang={language}&r={reference}", status=303)


@require_http_methods(["GET", "HEAD"])
def feedback_thanks(request: HttpRequest) -> HttpResponse:
    """Thank; the reference is shown only when we signed it."""
    language = preferred(request, LANGUAGES)
    try:
        reference = str(signing.loads(request.GET.get("r", ""), salt=SALT))
    except signing.BadSignature:
        reference = ""
    return page(request, "feedback_thanks", language, {"reference": reference})


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask before leaving; leave by POST alone, which mail programs may send by themselves (RFC 8058).

    The same page for every link: whether one is known is nobody's business. Exempt from the CSRF check because a mail
    program has no cookie; the secret in the address is the permission.
    """
    language = preferred(request, LANGUAGES)
    if request.method == "POST":
        contacting.opt_out_by_link(token=token, by=CUSTOMER, at=timezone.now())
    return page(request, "unsubscribe", language, {"done": request.method == "POST"})


def _read(request: HttpRequest) -> Fields:
    sent: dict[str, Any] = {name: request.POST.get(name, "").replace("\r\n", "\n") for name in ("kind", *LIMITS)}
    return Fields(permission="permission" in request.POST, **sent)


def _check(said: Fields, spoken: Mapping[str, str]) -> dict[str, str]:
    errors = {}
    if said.kind not in KINDS:
        errors["kind"] = (spoken["not_a_choice"] if said.kind else spoken["required"]).replace(
            "{value}", said.kind[:40]
        )
    if not said.body.strip():
        errors["body"] = spoken["required"]
    for name, limit in LIMITS.items():
        text = getattr(said, name)
        if len(text) > limit:
            errors[name] = spoken["too_long"].replace("{limit}", str(limit))
        elif FORBIDDEN.search(text):
            errors[name] = spoken["control_characters"]
    name, at_sign, domain = said.email.strip().rpartition("@")
    if said.email.strip() and (not name or not at_sign or "." not in domain or " " in said.email.strip()):
        errors["email"] = spoken["not_an_email"].replace("{value}", said.email[:60])
    elif said.permission and not said.email.strip():
        errors["email"] = spoken["required"]
    return errors


def _take(request: HttpRequest, said: Fields, language: str, at: datetime) -> inner_loop.Received:
    return inner_loop.receive_feedback(
        kind=Kind(said.kind),
        channel="web",
        body=said.body.strip(),
        about=said.about.strip(),
        wanted=said.wanted.strip(),
        name=said.name.strip(),
        email=said.email.strip(),
        contact_permission=said.permission,
        language=language,
        submission_id=f"form:{gate.key_of(request)}",
        by=CUSTOMER,
        at=at,
    )


def _form(request: HttpRequest, said: Fields, language: str, at: datetime, fault: str = "") -> HttpResponse:
    spoken = words(language)
    context = {
        "fields": said,
        "kinds": [{"value": kind, "title": spoken[kind], "text": spoken[f"{kind}_text"]} for kind in KINDS],
        "key": gate.key_of(request),
        "stamp": gate.carried(request, at),
        "fault": spoken.get(fault, ""),
    }
    status = 422 if said.errors or fault else 200
    return page(request, "feedback", language, context, offered=LANGUAGES, status=status)
