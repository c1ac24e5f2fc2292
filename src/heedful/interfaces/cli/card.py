"""`heedful card`: find, draft, approve and withdraw answers for customers."""

from datetime import datetime
from typing import Any
from uuid import UUID

import click

from heedful.interfaces.cli import house


@click.group("card")
def command() -> None:
    """Approved answers to customers' questions."""


@command.command("find")
@click.argument("question", default="")
@house.by_option
def find(question: str, by_email: str | None) -> None:
    """Print the cards in force that answer a question."""
    at = house.start()
    from heedful.domain.communication.queries import cards

    for each in cards.search(house.acting(by_email, at), question, at):
        click.echo(f"{each.card.id} {each.card.question}\n  {each.wording}")


@command.command("draft")
@click.argument("file", type=click.File(encoding="utf-8"))
@house.by_option
def draft(file: Any, by_email: str | None) -> None:
    """Draft a card from a JSON file: code, topic, audience, language, question, wording, valid_from, valid_to."""
    at = house.start()
    from heedful.domain.communication.operations import cards
    from heedful.domain.communication.queries import announcements

    told = house.told(file)
    begins, ends = told.get("valid_from"), told.get("valid_to")
    new = cards.NewCard(
        code=told["code"], topic=told["topic"], audience_id=announcements.audience(told["audience"]).id,
        language=told.get("language", "en"), question=told["question"], wording=told["wording"],
        valid_from=datetime.fromisoformat(begins) if begins else at,
        valid_to=datetime.fromisoformat(ends) if ends else None,
    )  # fmt: skip
    click.echo(cards.draft_card(told=new, by=house.acting(by_email, at), at=at).id)


@command.command("approve")
@click.argument("card", type=click.UUID)
@house.by_option
def approve(card: UUID, by_email: str | None) -> None:
    """Approve a draft by name."""
    at = house.start()
    from heedful.domain.communication.operations import cards

    cards.approve_card(card_id=card, by=house.acting(by_email, at), at=at)


@command.command("withdraw")
@click.argument("card", type=click.UUID)
@house.by_option
def withdraw(card: UUID, by_email: str | None) -> None:
    """Take a card away at once."""
    at = house.start()
    from heedful.domain.communication.operations import cards

    cards.withdraw_card(card_id=card, by=house.acting(by_email, at), at=at)
