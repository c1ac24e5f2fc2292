"""`heedful campaign`: the gate before customers hear of it."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from heedful.interfaces.cli import house

if TYPE_CHECKING:
    from heedful.foundation.access import Actor


@click.group("campaign")
def command() -> None:
    """Campaigns: inside first, then outside."""


def _held(code: str, by: "Actor") -> Any:
    from heedful.domain.communication.queries import campaigns
    from heedful.foundation.errors import NotFound

    held = campaigns.visible_to(by).filter(code=code).first()
    if held is None:
        raise NotFound("no campaign has this code", field="code", value=code)
    return held


@command.command("plan")
@click.argument("code")
@click.argument("name")
@click.option("--why", required=True)
@click.option("--unit", "unit_code", required=True)
@click.option("--launch-on", type=click.DateTime(["%Y-%m-%d"]), required=True)
@click.option("--text", default="", help="what customers will read or hear")
@click.option("--announcement", "codes", multiple=True, help="code of an announcement that prepares those inside")
@house.by_option
def plan(
    code: str, name: str, why: str, unit_code: str, launch_on: datetime, text: str, codes: tuple[str, ...],
    by_email: str | None,
) -> None:  # fmt: skip
    """Plan a campaign."""
    at = house.start()
    from heedful.domain.communication.operations import campaigns
    from heedful.domain.communication.queries import announcements
    from heedful.domain.organisation import queries as organisation
    from heedful.foundation.errors import NotFound

    by = house.acting(by_email, at)
    linked = {each.code: each.id for each in announcements.visible_to(by).filter(code__in=codes)}
    if missing := sorted(set(codes) - set(linked)):
        raise NotFound("no announcement has this code", field="announcement", value=", ".join(missing))
    campaigns.add_campaign(
        code=code,
        name=name,
        why=why,
        unit_id=organisation.unit(unit_code).id,
        launch_on=launch_on.date(),
        announcement_ids=list(linked.values()),
        customer_text=text,
        by=by,
        at=at,
    )


@command.command("text")
@click.argument("code")
@click.argument("text")
@house.by_option
def text_of(code: str, text: str, by_email: str | None) -> None:
    """Change what customers will read or hear."""
    at = house.start()
    from heedful.domain.communication.operations import campaigns

    by = house.acting(by_email, at)
    campaigns.reword(campaign_id=_held(code, by).id, customer_text=text, by=by, at=at)


@command.command("gate")
@click.argument("code")
@house.by_option
def gate(code: str, by_email: str | None) -> None:
    """Say whether those inside are ready; exit code 1 when they are not."""
    at = house.start()
    from heedful.domain.communication.queries import campaigns

    found = campaigns.readiness(_held(code, house.acting(by_email, at)), at)
    for each in found:
        click.echo(f"{'ok     ' if each.met else 'missing'} {each.name}: {each.found}")
    raise SystemExit(0 if all(each.met for each in found) else 1)


@command.command("launch")
@click.argument("code")
@click.option("--override-because", default="", help="launch although they are not ready, in the name of --by")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="expiry of the override")
@house.by_option
def launch(code: str, override_because: str, until: datetime | None, by_email: str | None) -> None:
    """Launch a campaign; refused with the missing list while those inside are not ready."""
    at = house.start()
    from heedful.domain.communication.operations import campaigns

    by = house.acting(by_email, at)
    held = _held(code, by)
    if override_because:
        end = until.replace(tzinfo=at.tzinfo) if until else at
        done = campaigns.launch_by_override(campaign_id=held.id, because=override_because, until=end, by=by, at=at)
    else:
        done = campaigns.launch(campaign_id=held.id, by=by, at=at)
    click.echo(f"{done.code} is {done.state}")
