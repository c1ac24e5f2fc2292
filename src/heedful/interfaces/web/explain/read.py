"""What a colleague has to read: a list, one item to be done in a minute, questions and answers."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.domain.communication import operations
from heedful.domain.communication.enums import QuestionState, Standing
from heedful.domain.communication.queries import cascade, comprehension
from heedful.domain.communication.queries import questions as question_queries
from heedful.domain.communication.rules.wording import LANGUAGES
from heedful.foundation.errors import Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import int_of, text_of, words_of

SHOWN = 50
PASSAGE_TITLES = {
    "what_changes": "What changes",
    "why": "Why",
    "for_whom": "For whom",
    "what_to_say": "What to say to customers",
    "what_not_to_say": "What not to say",
}


def everything(request: StaffRequest) -> HttpResponse:
    """List what waits to be read and what was read, of what is out now."""
    at, actor = timezone.now(), request.actor
    nodes = list(cascade.mine(actor.id, at)[:SHOWN]) if actor.id else []
    rows = cascade.entries(nodes)
    waiting = question_queries.visible_to(actor).filter(routed_to_id=actor.id, state=QuestionState.ROUTED)
    context = {
        "waits": [
            (node, title, took, cascade.standing(node, at) is Standing.LATE)
            for node, title, took in rows
            if node.acknowledged_at is None
        ],
        "done": [(node, title) for node, title, _ in rows if node.acknowledged_at is not None],
        "unanswered": waiting.count(),
        "asked": question_queries.visible_to(actor).filter(asker_id=actor.id).count(),
    }
    return render(request, "explain/read.html", context)


def one(request: StaffRequest, node_id: UUID, refusal: Refused | None = None, wrong: object = None) -> HttpResponse:
    """Show one item. Opening it is noted as seen and acknowledges nothing."""
    at = timezone.now()
    node = operations.open_item(node_id=node_id, by=request.actor, at=at)
    item = cascade.to_read(node, words_of(request.GET, "lang", 8) or node.language)
    tries = node.attempts.count()
    understood = node.attempts.filter(passed=True).exists()
    asked = [] if node.acknowledged_at is None or understood else comprehension.drawn(node, tries + 1)
    context = {
        "item": item,
        "node": node,
        "parts": [(name, title, getattr(item.words, name)) for name, title in PASSAGE_TITLES.items()],
        "languages": [(code, LANGUAGES[code]) for code in item.languages],
        "late": cascade.standing(node, at) is Standing.LATE,
        "asked": asked,
        "tries": tries,
        "understood": understood,
        "has_check": node.version.items.exists(),
        "wrong": wrong,
        "briefings": list(node.briefings.all()),
        "answers": question_queries.answered_for(node.version.announcement_id),
        "mine": [q for q in question_queries.asked_by_node(node) if not q.answer],
        "refusal": refusal,
        "given": request.POST,
    }
    return render(request, "explain/item.html", context, status=422 if refusal else 200)


@require_POST
def act(request: StaffRequest, node_id: UUID, what: str) -> HttpResponse:
    """Acknowledge, answer the check, say how easy it was, record a briefing, or ask."""
    given, at = request.POST, timezone.now()
    try:
        if what == "acknowledge":
            n = int_of(given, "version", low=1, high=10_000)
            language = text_of(given, "language", 8)
            operations.acknowledge(node_id=node_id, version_n=n, language=language, by=request.actor, at=at)
            messages.success(request, "Noted: you have read it.")
        elif what == "check":
            return _check(request, node_id)
        elif what == "ease":
            value = int_of(given, "ease", low=1, high=7)
            operations.say_ease(node_id=node_id, value=value, by=request.actor, at=at)
            messages.success(request, "Thank you. It is counted without your name.")
        elif what == "brief":
            operations.brief(
                node_id=node_id,
                attendees=int_of(given, "attendees", low=1, high=10_000),
                minutes=int_of(given, "minutes", low=1, high=1_000),
                raised=text_of(given, "raised", 2_000),
                by=request.actor,
                at=at,
            )
            messages.success(request, "The briefing is recorded.")
        elif what == "ask":
            text = text_of(given, "text", 2_000)
            operations.ask(node_id=node_id, text=text, blocking="blocking" in given, by=request.actor, at=at)
            messages.success(request, "Your question is on its way up. The answer comes to you and your team.")
        else:
            raise Http404
    except Refused as refusal:
        return one(request, node_id, refusal)
    return redirect("explain:item", node_id)


def _check(request: StaffRequest, node_id: UUID) -> HttpResponse:
    node = cascade.own_node(request.actor, node_id, timezone.now())
    asked = comprehension.drawn(node, node.attempts.count() + 1)
    answers = {item.id: int_of(request.POST, f"q{item.id}", low=0, high=3, default=9) for item in asked}
    if 9 in answers.values():
        raise Refused("answer each question", field="check", fix="choose one option each")
    attempt = operations.answer_check(node_id=node_id, answers=answers, by=request.actor, at=timezone.now())
    if attempt.passed:
        messages.success(request, "All right. Thank you.")
        return redirect("explain:item", node_id)
    wrong = [(item, PASSAGE_TITLES[item.passage]) for item in asked if answers[item.id] != item.right]
    return one(request, node_id, wrong=wrong)


def questions(request: StaffRequest, refusal: Refused | None = None) -> HttpResponse:
    """List the questions that wait for the colleague's answer, and those they asked."""
    seen = question_queries.visible_to(request.actor)
    waiting = [each for each in seen.exclude(answer__gt="")[:SHOWN] if each.asker_id != request.actor.id]
    context = {
        "waiting": waiting,
        "mine": list(seen.filter(asker_id=request.actor.id)[:SHOWN]),
        "refusal": refusal,
    }
    return render(request, "explain/questions.html", context, status=422 if refusal else 200)


@require_POST
def answer(request: StaffRequest, question_id: UUID) -> HttpResponse:
    """Answer a question, or pass it up."""
    at = timezone.now()
    try:
        if "up" in request.POST:
            operations.pass_up(question_id=question_id, by=request.actor, at=at)
            messages.success(request, "Passed up to the owner of the announcement.")
        else:
            text = text_of(request.POST, "answer", 4_000)
            operations.answer(question_id=question_id, text=text, by=request.actor, at=at)
            messages.success(request, "The answer went to everybody who reads it.")
    except Refused as refusal:
        return questions(request, refusal)
    return redirect("explain:questions")
