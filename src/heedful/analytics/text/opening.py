"""The opening of a conversation: how much a customer is asked before help is offered. English only (ours)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from statistics import median

from heedful.analytics.inference.intervals import mean_interval

AGENTS = frozenset({"agent", "advisor", "adviser", "operator", "clerk", "staff", "support", "representative", "we"})
TURN = re.compile(r"^\s*(?:\[?(\d{1,2}(?::\d{2}){1,2})\]?\s+)?([A-Za-z][\w .'-]{0,39}):\s*(.*)$")
SENTENCE = re.compile(r"[^.!?]+[.!?]*")
COURTESY = re.compile(
    r"\b(how (can|may|could) (i|we) (help|assist|be of)|what can (i|we) do for you|how are you|can you hear me"
    r"|(may|can|could) (i|we) put you on hold|are you (still )?there|anything else)\b"
)
OFFER = re.compile(r"\b(would you like (?!to (tell|give))|shall (i|we)|do you want (me|us) to)")
ASKS = re.compile(
    r"^(and |so |then |ok |okay |now )*(what|which|who|whose|when|where|why|how|(in|at|on|to|from|by|with) (what|which"
    r"|when|where|whom)|is|are|was|were|do|does|did|have|has|can|could|may|would|will) "
)
REQUEST = re.compile(
    r"^(and |then |so |now )*(please )?(give|tell|send|show|spell|read|confirm|describe|provide)( (me|us|your))\b"
    r"|\b(i|we)( will|'ll|'d| would)? need (your|the|an?|to know)\b"
    r"|\b(may|can|could) (i|we) (have|ask|get|take)\b|\byour\b[^.?!]*\bplease\b"
)
SECOND = re.compile(
    r"\b(your|what|which|who|when|where|how|tell|give|describe)\b.*?"
    r"\band (your|tell|give|what|which|who|when|where|how)\b"
)
IDLE = re.compile(
    r"\b(thank|thanks|sorry|apolog\w*|understand|good (morning|afternoon|evening|day)|hello|hi|welcome|speaking"
    r"|(one|a|just a) (moment|second|minute)|look(ing)? (it|that|this|you)? ?up|let me (check|see|look|find)|i('m| am)"
    r" (check|look)ing|(can ?not|can't) find|before we begin|bear with me)\b"
)
SAYS = re.compile(
    r"(\b(will|can|could|am|are|is|was|were|have|has|had|let me|please|should|means)\b|'(ll|m|re|s|ve)\b)"
)
LONGEST = 500
"""Characters of a sentence that are read: nobody asks longer, and a hostile text costs no more."""
SHORTEST_HELP = 4
"""Words below which a sentence says nothing."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What a customer went through before help: the questions, the seconds (None without times), whether help came."""

    questions: tuple[str, ...]
    seconds: int | None
    offered: bool
    offer: str = ""


@dataclass(frozen=True, slots=True)
class Audit:
    """Several conversations together: the mean number of questions with its t interval (None below five)."""

    openings: tuple[Opening, ...]
    mean: float
    low: float | None
    high: float | None
    seconds: float | None
    """The median seconds of those with times in which help came."""

    @property
    def offered(self) -> int:
        """In how many help was offered."""
        return sum(each.offered for each in self.openings)


@dataclass(frozen=True, slots=True)
class _Turn:
    agent: bool
    at: int | None
    text: str


def opening(transcript: str) -> Opening:
    """Count what the agent asks before the first sentence that helps.

    Lines read "[mm:ss] Agent: words"; the time may be left out. Two things asked in one breath are two questions,
    courtesies ("how can I help?") are none, and a request ("I need your number") is one without a question mark. Help
    is the first sentence after the customer has spoken that says what will be done or what the answer is, or that
    offers a choice; thanks, sorrow and looking something up are none. Seconds run from the agent's first words.

    >>> opening("Customer: My lamp broke.\\nAgent: Your number, please?\\nCustomer: 3\\nAgent: We will send a new one.")
    Opening(questions=('Your number, please?',), seconds=None, offered=True, offer='We will send a new one.')
    """
    begun: int | None = None
    heard, questions = False, list[str]()
    for turn in _turns(transcript):
        if not turn.agent:
            heard = True
            continue
        begun = turn.at if begun is None else begun
        for sentence in SENTENCE.findall(turn.text):
            said = sentence.strip()[:LONGEST]
            asked = _asks(said)
            if heard and not asked and _helps(said):
                seconds = turn.at - begun if turn.at is not None and begun is not None else None
                return Opening(tuple(questions), seconds, True, said)
            questions += [said] * asked
    return Opening(tuple(questions), None, False)


def audit(text: str) -> Audit:
    """Audit conversations that are separated by a line of three or more hyphens; empty ones do not count.

    >>> audit("Agent: Your name?\\nCustomer: A.\\nAgent: I will help you.\\n---\\n").mean
    1.0
    """
    found = tuple(opening(each) for each in re.split(r"(?m)^\s*-{3,}\s*$", text) if _turns(each))
    counts = [len(each.questions) for each in found]
    told = mean_interval(len(counts), sum(counts), sum(n * n for n in counts)) if counts else None
    times = [each.seconds for each in found if each.seconds is not None]
    return Audit(
        found,
        told.value if told else 0.0,
        told.low if told else None,
        told.high if told else None,
        median(times) if times else None,
    )


def _turns(transcript: str) -> list[_Turn]:
    found: list[_Turn] = []
    for line in transcript.splitlines():
        match = TURN.match(line)
        if match:
            who = match[2].strip().casefold().split()
            found.append(_Turn(bool(AGENTS & set(who)), _seconds(match[1]), match[3]))
        elif line.strip() and found:
            last = found.pop()
            found.append(_Turn(last.agent, last.at, f"{last.text} {line.strip()}"))
    return found


def _seconds(time: str | None) -> int | None:
    if time is None:
        return None
    total = 0
    for part in time.split(":"):
        total = total * 60 + int(part)
    return total


def _asks(sentence: str) -> int:
    """Return how many things a sentence asks for."""
    words = sentence.casefold().replace("\u2019", "'")
    if COURTESY.search(words) or (OFFER.search(words) and not ASKS.match(words.replace("would you", ""))):
        return 0
    if not (words.endswith("?") or ASKS.match(words) or REQUEST.search(words)):
        return 0
    return 2 if SECOND.search(words) else 1


def _helps(sentence: str) -> bool:
    words = sentence.casefold().replace("\u2019", "'")
    if COURTESY.search(words):
        return False
    if OFFER.search(words):
        return True
    return not IDLE.search(words) and len(words.split()) >= SHORTEST_HELP and bool(SAYS.search(words))
