"""The five labels, each with its evidence; a complaint may carry several. State is read as of the complaint."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from heedful.analytics.inference.intervals import share_difference
from heedful.domain.failures.enums import Label
from heedful.domain.failures.rules.facts import GRACE, NOTICE, REMINDERS, Facts, as_of
from heedful.domain.failures.rules.walk import break_on, too_early, wrong

FEW_WORDS = 4


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that shows it, with its time where it has one."""

    words: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """A label that the rules suggest, by which rule, and all that shows it."""

    label: Label
    rule: str
    evidence: tuple[Evidence, ...]


def judge(facts: Facts, at: datetime) -> list[Verdict]:
    """Return the labels that the rules find, the gravest first; none where nothing shows a failure."""
    seen = as_of(facts, at)
    rules = {
        Label.WITHHELD: _withheld,
        Label.MIS: _wrong,
        Label.MISLEADING: _misleading,
        Label.UNDER: _under,
        Label.OVER: _over,
    }
    found = []
    for label in Label:
        pairs = list(rules[label](seen, at))
        if pairs:
            rule = "; ".join(dict.fromkeys(name for name, _ in pairs))
            found.append(Verdict(label, rule, tuple(shown for _, shown in pairs)))
    return found


Found = Iterator[tuple[str, Evidence]]


def _withheld(seen: Facts, at: datetime) -> Found:
    decided = seen.decided
    if decided and decided.approved_at + GRACE <= at:
        if seen.told is None and decided.embargoed_at and decided.embargo_until and decided.embargo_until > at:
            yield "kept back by an embargo", Evidence(f"approved: “{decided.title}”", decided.approved_at)
            yield "kept back by an embargo", Evidence(f"embargo: {decided.embargo_because}", decided.embargoed_at)
        if seen.left_out:
            yield "left out by hand", Evidence(f"left out of the audience: {seen.left_out}")
    for above in seen.path[:-1]:
        reminded = len(above.reminded_at) >= REMINDERS
        if above.acknowledged_at and above.briefed_at is None and above.due_at <= at and reminded:
            yield "read but not handed on", Evidence(f"{above.name} acknowledged", above.acknowledged_at)
            words = f"{above.name} was reminded {len(above.reminded_at)} times and had not briefed"
            yield "read but not handed on", Evidence(words, above.reminded_at[-1])


def _wrong(seen: Facts, at: datetime) -> Found:
    for each in seen.said:
        if wrong(each):
            rule = "the value from before" if each.stale else "another value than the fact"
            yield rule, Evidence(f"said: {each.fact} = {each.said}", each.at)
            yield rule, Evidence(f"held then: {each.fact} = {each.was}")


def _misleading(seen: Facts, at: datetime) -> Found:
    told = seen.told
    for fact, left in told.conditions.items() if told else ():
        for each in left:
            words = f"{fact} holds only if: {each}"
            yield "the text leaves a condition out", Evidence(words, told.released_at if told else None)
    for said in seen.said:
        if wrong(said):
            continue
        for each in said.conditions:
            if each not in said.told:
                yield "said without a condition", Evidence(f"{said.fact} holds only if: {each}", said.at)
        if too_early(said, seen) and seen.decided:
            yield "told before it held", Evidence(f"told as in force: {said.fact} = {said.said}", said.at)
            yield "told before it held", Evidence("it takes effect later", seen.decided.effective_at)


def _under(seen: Facts, at: datetime) -> Found:
    decided, told = seen.decided, seen.told
    if decided is None or seen.left_out:
        return
    if told is None:
        kept_back = decided.embargo_until is not None and decided.embargo_until > at
        if not kept_back and decided.approved_at + GRACE <= at:
            yield "did not reach: nothing was released", Evidence(f"approved: “{decided.title}”", decided.approved_at)
        return
    begins = told.effective_at or decided.effective_at
    if begins and told.released_at > begins - NOTICE:
        yield "did not reach in time", Evidence("released", told.released_at)
        yield "did not reach in time", Evidence("in effect", begins)
    if seen.served and not seen.path:
        yield "did not reach: not among the readers", Evidence(f"“{told.title}” asked others only", told.released_at)
    broke = break_on(seen.path, at)
    if broke and seen.path[-1].acknowledged_at is None:
        yield "did not reach: not acknowledged", Evidence(f"{seen.path[-1].name} had not; due", seen.path[-1].due_at)
        if broke[1] is not seen.path[-1]:
            words = f"it stopped at {broke[1].name}: {broke[0].label.lower()}"
            yield "did not reach: not acknowledged", Evidence(words)
    yield from _content(seen)
    last = seen.path[-1] if seen.path else None
    if last and last.acknowledged_at and last.first_passed is False:
        yield "not understood", Evidence(f"the first try of {last.name} failed", last.tried_at)


def _content(seen: Facts) -> Found:
    told = seen.told
    for name, text in told.fields.items() if told else ():
        if len(text.split()) < FEW_WORDS:
            words = f"{name.replace('_', ' ')}: “{text}”"
            yield "too little said", Evidence(words, told.released_at if told else None)
    for each in seen.asked:
        if each.answered_at is None:
            yield "a question was open", Evidence(f"asked, not answered: {each.text}", each.asked_at)


def _over(seen: Facts, at: datetime) -> Found:
    load = seen.pressure
    if load is None or not (load.over and load.in_heavy) or not load.heavy[1] or not load.others[1]:
        return
    low, _ = share_difference(load.heavy, load.others)
    if low > 0:
        rule = "over the reading budget, and read late for it"
        yield rule, Evidence(f"{load.items} items, {load.minutes:.0f} minutes within five working days")
        words = f"late: {load.heavy[0]} of {load.heavy[1]} most loaded, {load.others[0]} of {load.others[1]} others"
        yield rule, Evidence(f"{words}; difference at least {100 * low:.0f} points (95 %)")
