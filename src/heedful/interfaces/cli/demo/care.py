"""How the cases were worked: mostly in time, badly at the troubled depot in its months."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from heedful.domain.cases.enums import CaseKind, EventType, Outcome, RedressKind, Step, Verb
from heedful.domain.cases.operations import history as cases
from heedful.domain.cases.operations.history import PastCase, PastEvent
from heedful.domain.cases.operations.open_case import Matter
from heedful.domain.feedback.enums import Kind
from heedful.foundation.access import SYSTEM
from heedful.interfaces.cli.demo import words
from heedful.interfaces.cli.demo.book import Book
from heedful.interfaces.cli.demo.voice import Said, is_history
from heedful.interfaces.cli.demo.world import CURRENCY, TROUBLE, TROUBLED, World, at_work


def build(world: World, said: list[Said]) -> int:
    """Load the case of everything that called for one, and the reason where there is none; return how many cases."""
    called = sorted((each for each in said if each.follow_up), key=lambda each: each.at)
    past = [each for each in called if is_history(each)]
    cases.decline_history(submission_ids=[each.id for each in past], by=SYSTEM, at=world.start)
    last_failure: dict[int, datetime] = {}
    stories = []
    for each in called:
        before = last_failure.get(each.contact.account)
        last_failure[each.contact.account] = each.at
        if not is_history(each):
            again = before is not None and each.at - before <= timedelta(days=365)
            stories.append(_story(world, each, again and each.kind is Kind.COMPLAINT))
    return len(cases.load_history(cases=stories, by=SYSTEM, at=world.until))


def _story(world: World, said: Said, again: bool) -> PastCase:
    book: Book = world.book
    account, depot = said.contact.account, said.contact.depot
    badly = (depot == TROUBLED and said.month in TROUBLE and world.rng.random() < 0.7) or world.rng.random() < 0.1
    agent, name = world.agents[depot][int(world.rng.integers(len(world.agents[depot])))]
    events = list(_events(world, said, badly, agent, name))
    told = [each for each in events if each.at <= world.until]
    done = {each.what for each in told}
    closed = Verb.CLOSE in done
    steps = (
        [(Step.EMPATHISE, "Called back and listened first.", told[1].at)] if Verb.BEGIN in done and not badly else []
    )
    if EventType.REPLIED in done:
        steps.append((Step.APOLOGISE, words.APOLOGY, told[-1].at))
        if closed and not badly:
            steps.append((Step.RESOLVE, "Put right and shown to the customer.", told[-1].at))
    pays = closed and world.rng.random() < (0.3 if said.kind is Kind.COMPLAINT else 0.06)
    cost = int(world.rng.gamma(2, 40_000 if said.kind is Kind.COMPLAINT else 12_000))
    return PastCase(
        matter=Matter(
            kind=CaseKind.COMPLAINT if said.kind is Kind.COMPLAINT else CaseKind.RECOVERY,
            subject=said.title or said.body or f"Low score after {'a call' if depot == 'phones' else 'a delivery'}",
            channel="web" if said.kind is Kind.COMPLAINT else "email",
            received_at=said.at,
            account_id=book.account_ids[account],
            contact_id=book.contact_ids[account],
            touchpoint_id=world.ids["touchpoints"]["call" if depot == "phones" else "delivery"],
            interaction_id=said.contact.id,
            sender=book.names[account],
            words=said.body,
            wanted=said.wanted,
            source_metric=said.metric,
            score_percent=said.score,
        ),
        unit_id=world.ids["units"][depot],
        owner_id=agent if told else None,
        segment=book.segments[account],
        segment_weight=book.weights[account],
        second_failure=again,
        events=told,
        steps=steps,
        redress=(RedressKind.REFUND, cost, CURRENCY) if pays else None,
        outcome=_outcome(said, badly) if closed else None,
        reason="What the customer said was found to be so." if closed and not badly else "Closed after our answer.",
        submission_ids=[said.id],
    )


def _outcome(said: Said, badly: bool) -> Outcome:
    if said.kind is not Kind.COMPLAINT:
        return Outcome.UPHELD
    return Outcome.PARTLY_UPHELD if badly else Outcome.UPHELD


def _events(world: World, said: Said, badly: bool, agent: UUID, name: str) -> Iterator[PastEvent]:
    rng = world.rng

    def event(what: Verb | EventType, text: str = "", **data: str) -> PastEvent:
        return PastEvent(at, what, agent, name, text, data)

    at = at_work(said.at + timedelta(hours=float(rng.uniform(7, 40) if badly else rng.uniform(0.1, 3.2))))
    yield event(Verb.ACKNOWLEDGE)
    at = at_work(at + timedelta(hours=float(rng.uniform(0.2, 1.5) if not badly else rng.uniform(4, 30))))
    yield event(Verb.BEGIN, words.IMPACT)
    if rng.random() < 0.18:
        at = at_work(at + timedelta(hours=1))
        yield event(Verb.WAIT_CUSTOMER, why="a picture of the damage")
        at = at_work(at + timedelta(hours=float(rng.uniform(4, 50))))
        yield event(Verb.RESUME)
    at = at_work(at + timedelta(hours=float(rng.uniform(0.3, 2.5) if not badly else rng.uniform(10, 60))))
    answer = words.pick(rng, words.ANSWERS)
    yield event(EventType.REPLIED, f"{words.APOLOGY} {answer}")
    at = at_work(at + timedelta(hours=float(rng.uniform(2, 14) if not badly else rng.uniform(30, 200))))
    yield event(Verb.PROPOSE, answer)
    at = at_work(at + timedelta(hours=float(rng.uniform(3, 60))))
    yield event(Verb.ACCEPT, word="customer" if rng.random() < 0.6 and not badly else "silence")
    at = at_work(at + timedelta(hours=float(rng.uniform(0.5, 12))))
    yield event(Verb.CLOSE)
