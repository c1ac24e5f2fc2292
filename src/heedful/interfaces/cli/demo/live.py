"""The last days, through the front door: what came in lately waits at the desks, some of it already worked on."""

from datetime import timedelta

from django.db import transaction

from heedful.domain.cases import operations as cases
from heedful.domain.feedback.enums import Kind
from heedful.domain.organisation import queries as organisation
from heedful.domain.surveys import operations as surveys
from heedful.domain.surveys import queries as survey_queries
from heedful.foundation.access import CUSTOMER, SYSTEM
from heedful.foundation.errors import Conflict
from heedful.interfaces.cli.demo import words
from heedful.interfaces.cli.demo.book import Book
from heedful.interfaces.cli.demo.world import World
from heedful.workflows import inner_loop

HOURS_AGO = (52, 47, 30, 28, 26, 24, 9, 7, 5.5, 4, 3, 2, 1, 0.4)
ASKED = 24


def build(world: World) -> None:
    """Receive complaints, praise and wishes, ask some customers, and begin work on the oldest cases."""
    book: Book = world.book
    opened = []
    for number, hours in enumerate(HOURS_AGO):
        account = int(world.rng.choice(len(book.codes), p=book.activity / book.activity.sum()))
        at = world.until - timedelta(hours=hours)
        kind = (Kind.COMPLAINT, Kind.COMPLIMENT, Kind.COMPLAINT, Kind.WISH, Kind.COMPLAINT, Kind.QUESTION)[number % 6]
        title, body, wanted = words.COMPLAINTS[number % len(words.COMPLAINTS)]
        if kind is not Kind.COMPLAINT:
            title, body, wanted = "", _mild(world, kind), ""
        received = inner_loop.receive_feedback(
            kind=kind,
            channel="web",
            body=body,
            about=title,
            wanted=wanted,
            name=book.names[account],
            contact_id=book.contact_ids[account],
            submission_id=f"live:{number}",
            language="en",
            by=CUSTOMER,
            at=at,
        )
        if received.followed_up and received.followed_up.case_id:
            opened.append((received.followed_up.case_id, book.depots[account], at))
    for case_id, depot, at in opened[:4]:
        agent, _ = world.agents[depot][0]
        by = organisation.actor_for_person(organisation.person(agent), at)
        try:
            cases.take(case_id=case_id, by=by, at=at + timedelta(minutes=20))
        except Conflict:  # a second failure went to a manager at once
            continue
        cases.acknowledge(case_id=case_id, by=by, at=at + timedelta(minutes=25))
    _ask(world)


def _mild(world: World, kind: Kind) -> str:
    if kind is Kind.COMPLIMENT:
        return words.pick(world.rng, words.GOOD)
    if kind is Kind.WISH:
        return "Please let me choose a two-hour window, mornings are best for my shop."
    return "Can I send a parcel on a public holiday?"


def _ask(world: World) -> None:
    """Send invitations for the latest deliveries; a few customers answer at once."""
    book: Book = world.book
    survey = survey_queries.survey_by_code("delivery-nps")
    version = survey_queries.collecting(survey.id)
    late = sorted((each for each in world.deliveries if each.depot != "phones"), key=lambda each: each.at)[-4_000:]
    chosen = [late[index] for index in world.rng.choice(len(late), ASKED, replace=False).tolist()]
    at = world.until - timedelta(hours=6)
    asks = [
        surveys.Ask(
            book.contact_ids[each.account], world.ids["units"][each.depot], world.ids["touchpoints"]["delivery"]
        )
        for each in chosen
    ]
    with transaction.atomic():
        invited = surveys.invite(survey=survey.id, asks=asks, by=SYSTEM, at=at)
    for number, invitation in enumerate(invited.planned):
        token = surveys.send_invitation(invitation=invitation, by=SYSTEM, at=at)
        if token is None or version is None or number % 3:
            continue
        score = (9, 2, 10, 7, 8, 4)[number // 3 % 6]
        inner_loop.receive_answer(
            version_id=version.version_id,
            token=token,
            answers={"nps": score, "why": words.comment(world.rng, score, 0)},
            language="en",
            idempotency_key=f"live:{number}",
            channel="email",
            by=CUSTOMER,
            at=at + timedelta(minutes=10 + number),
        )
