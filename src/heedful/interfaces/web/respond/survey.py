"""The survey page: by invitation or open to all. GET shows, POST records, nothing else does either."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from heedful.domain.surveys import operations, queries
from heedful.domain.surveys.operations import AnswersRefused, LinkClosed
from heedful.domain.surveys.queries import Asking, Started
from heedful.foundation.access import CUSTOMER
from heedful.interfaces.web.respond import gate
from heedful.interfaces.web.respond.page import page
from heedful.interfaces.web.respond.shown import shown
from heedful.interfaces.web.respond.words import NAMES, preferred, words
from heedful.surveyjs.forms import typed
from heedful.surveyjs.problems import Problem
from heedful.surveyjs.structure import check
from heedful.workflows import inner_loop

COOKIE_DAYS = 7
SALT = "heedful.respond.session"


@dataclass(frozen=True, slots=True)
class Visit:
    """One request to one survey: what is asked, what was said so far, how it may be resumed."""

    asking: Asking
    token: str | None
    answers: dict[str, Any]
    page: int
    language: str
    open_to_all: bool

    @property
    def last(self) -> bool:
        """Tell whether this is the last page."""
        return self.page >= len(self.asking.definition.pages) - 1


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """Show or take the survey behind an invitation's link."""
    at = timezone.now()
    if request.method == "POST":
        key = gate.key_of(request)
        answered = queries.answered_with(key, token)
        if answered is not None:
            return _thank(answered, request.POST.get("shown_in", ""))
    started = queries.started(token, at)
    if started is None:
        return closed(request)
    return _serve(request, _visit(request, started.asking, token, started, open_to_all=False), at)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_survey(request: HttpRequest, code: str) -> HttpResponse:
    """Show or take a survey that is open to all; its unfinished answers are resumed by a signed cookie."""
    at = timezone.now()
    asking = queries.open_to_all(code)
    if asking is None:
        return closed(request)
    token = _session(request, code)
    if request.method == "POST":
        key = gate.key_of(request)
        answered = queries.answered_with(key, None) or (queries.answered_with(key, token) if token else None)
        if answered is not None:
            return _thank(answered, request.POST.get("shown_in", ""))
    started = queries.started(token, at) if token else None
    if started is None:
        token = None
    return _serve(request, _visit(request, started.asking if started else asking, token, started, open_to_all=True), at)


@require_http_methods(["GET", "HEAD"])
def thanks(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Thank, and offer the next step where the survey names one."""
    asking = queries.asking(version_id)
    if asking is None:
        return closed(request)
    language = preferred(request, asking.about.languages)
    step = asking.about.next_step
    said = asking.definition.thanks.say(language)
    context = {
        "text": said if said and "<" not in said else words(language)["thanks_text"],
        "step": {"url": step.url, "text": step.text.get(language) or next(iter(step.text.values()), step.url)}
        if step
        else None,
    }
    return page(request, "thanks", language, context)


def closed(request: HttpRequest) -> HttpResponse:
    """Answer for every link that takes no answer: one page, one status, whatever the reason."""
    language = preferred(request, tuple(NAMES))
    return page(request, "closed", language, status=404)


def _visit(
    request: HttpRequest, asking: Asking, token: str | None, started: Started | None, *, open_to_all: bool
) -> Visit:
    language = preferred(request, asking.about.languages, started.language if started else "")
    saved = dict(started.answers) if started else {}
    page = min(started.page if started else 0, len(asking.definition.pages) - 1)
    return Visit(asking, token, saved, page, language, open_to_all)


def _serve(request: HttpRequest, visit: Visit, at: datetime) -> HttpResponse:
    if request.method != "POST":
        return _form(request, visit, {**_preselected(request, visit), **visit.answers}, [], at)
    here = visit.asking.definition.pages[visit.page].questions
    kept = {name: value for name, value in visit.answers.items() if not _asked_here(name, visit)}
    answers = {**kept, **typed(here, {name: request.POST.getlist(name) for name in request.POST})}
    action = request.POST.get("action", "")
    if not action:
        return _form(request, visit, answers, [], at)
    if request.POST.get("page") != str(visit.page):
        # Another tab or device went on: show where the answers stand now.
        return _form(request, visit, visit.answers, [], at)
    fault = gate.fault(request, at) if visit.open_to_all and action == "send" else ""
    if fault:
        return _form(request, visit, answers, [], at, fault=fault)
    try:
        if action == "send" and visit.last:
            return _finish(request, visit, answers, at)
        return _turn(request, visit, answers, -1 if action == "back" else 1, at)
    except AnswersRefused as refused:
        return _form(request, visit, answers, list(refused.problems), at)
    except LinkClosed:
        return closed(request)


def _finish(request: HttpRequest, visit: Visit, answers: dict[str, Any], at: datetime) -> HttpResponse:
    token = visit.token
    if token is None and gate.too_many(request, visit.asking.survey_code, at):
        version, language = visit.asking.version_id, visit.language
        token = operations.open_session(version=version, language=language, suspect=True, by=CUSTOMER, at=at)
    inner_loop.receive_answer(
        version_id=visit.asking.version_id,
        token=token,
        answers=answers,
        language=visit.language,
        idempotency_key=gate.key_of(request),
        channel="web" if visit.open_to_all else "email",
        by=CUSTOMER,
        at=at,
    )
    return _thank(visit.asking.version_id, visit.language)


def _turn(request: HttpRequest, visit: Visit, answers: dict[str, Any], step: int, at: datetime) -> HttpResponse:
    problems = check(visit.asking.document, answers, final=False, page=visit.page if step > 0 else None)
    if problems:
        raise AnswersRefused(problems)
    version, language = visit.asking.version_id, visit.language
    token = visit.token
    if token is None:
        suspect = gate.too_many(request, visit.asking.survey_code, at)
        token = operations.open_session(version=version, language=language, suspect=suspect, by=CUSTOMER, at=at)
    page = min(max(visit.page + step, 0), len(visit.asking.definition.pages) - 1)
    operations.save_partial(
        version=version, token=token, answers=answers, page=page, language=language, by=CUSTOMER, at=at
    )
    response = HttpResponseRedirect(request.path, status=303)
    if visit.open_to_all:
        kept = signing.dumps(token, salt=SALT)
        age = COOKIE_DAYS * 24 * 3600
        name = _cookie(visit.asking.survey_code)
        response.set_cookie(
            name, kept, max_age=age, path=request.path, secure=request.is_secure(), httponly=True, samesite="Lax"
        )
    return response


def _form(
    request: HttpRequest, visit: Visit, answers: dict[str, Any], problems: list[Problem], at: datetime, fault: str = ""
) -> HttpResponse:
    definition, language = visit.asking.definition, visit.language
    here = definition.pages[visit.page]
    context = {
        "title": definition.title.say(language) or visit.asking.survey_title,
        "description": definition.description.say(language) if visit.page == 0 else "",
        "page_title": here.title.say(language),
        "page_description": here.description.say(language),
        "fields": shown(here.questions, answers, problems, language),
        "page": visit.page,
        "number": visit.page + 1,
        "pages": len(definition.pages),
        "page_of": words(language)["page_of"].format(page=visit.page + 1, pages=len(definition.pages)),
        "last": visit.last,
        "key": gate.key_of(request),
        "stamp": gate.carried(request, at) if visit.open_to_all else "",
        "fault": words(language).get(fault, ""),
        "broken": bool(problems or fault),
    }
    status = 422 if problems or fault else 200
    return page(request, "survey", language, context, offered=visit.asking.about.languages, status=status)


def _preselected(request: HttpRequest, visit: Visit) -> dict[str, Any]:
    """A score in a link marks the first score of the survey; only Submit counts."""
    role = next(iter(visit.asking.about.metrics), None)
    question = visit.asking.definition.question(role.question) if role is not None else None
    if question is None or "score" not in request.GET:
        return {}
    return typed([question], {"q." + question.name: [request.GET["score"]]})


def _asked_here(name: str, visit: Visit) -> bool:
    return any(
        name in {question.name, question.comment_name}
        for question in visit.asking.definition.pages[visit.page].questions
    )


def _thank(version_id: UUID, language: str) -> HttpResponse:
    return HttpResponseRedirect(
        f"{reverse('respond:thanks', args=[version_id])}?{urlencode({'lang': language[:10]})}", status=303
    )


def _cookie(code: str) -> str:
    return f"heedful_r_{code}"


def _session(request: HttpRequest, code: str) -> str | None:
    try:
        token = signing.loads(request.COOKIES.get(_cookie(code), ""), salt=SALT, max_age=COOKIE_DAYS * 24 * 3600)
    except signing.BadSignature:
        return None
    return token if isinstance(token, str) else None
