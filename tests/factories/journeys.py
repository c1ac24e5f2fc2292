"""Journey maps and contacts for tests."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from heedful.domain.journeys import operations
from heedful.domain.journeys.enums import Channel
from heedful.domain.journeys.models import MapVersion
from heedful.foundation.access import SYSTEM
from tests.factories.company import Company

MAP = """\
# The journey of a parcel; agreed on in the spring workshop.
journey: order-to-door
name: Order to door
owner: leader@simba.example
stages:
  - code: order
    name: Order

    steps:
      # customers do this alone
      - code: choose
        name: Choose and pay
        actor: Customer
        side: customer
        channel: web
      - code: confirm
        name: "Confirm: mail with the day"
        actor: Order desk
        side: front
        channel: email
        owner: north-lead@simba.example  # until autumn
        touchpoint: call
        importance: 2
  - code: bring
    name: Bring
    steps:
      - code: pack
        name: Pack
        actor: Depot
        side: back
      - code: deliver
        name: Deliver
        actor: Driver
        side: front
        channel: delivery
        touchpoint: delivery
        importance: 5
"""


def mapped(at: datetime, text: str = MAP) -> MapVersion:
    """Import the map."""
    return operations.import_map(text=text, by=SYSTEM, at=at)


def long_map(steps: int) -> str:
    """Write a map of ten stages with so many steps in three lanes."""
    lanes = (("Customer", "customer"), ("Driver", "front"), ("Depot", "back"))
    lines = ["journey: long", "name: Long", "stages:"]
    for stage in range(10):
        lines += [f"  - code: s{stage}", f"    name: Stage {stage}", "    steps:"]
        for n in range(steps // 10):
            actor, side = lanes[n % 3]
            lines += [
                f"      - code: s{stage}-{n}",
                f"        name: Step {n} of stage {stage}",
                f"        actor: {actor}",
            ]
            lines += [f"        side: {side}", "        channel: phone", "        touchpoint: delivery"]
    return "\n".join(lines) + "\n"


def contacts(company: Company, told: Sequence[dict[str, Any]], at: datetime) -> None:
    """Record contacts; each dict overrides a delivery to A-1 by Mombasa's desk."""
    rows = []
    for number, each in enumerate(told):
        fields = {
            "account": "A-1", "touchpoint": "delivery", "unit": "north-desk", "channel": Channel.DELIVERY, **each,
        }  # fmt: skip
        rows.append(
            operations.InteractionInput(
                source="reference",
                source_ref=f"R-{number}",
                account_id=company.accounts[fields.pop("account")],
                touchpoint_id=company.touchpoints[fields.pop("touchpoint")],
                unit_id=company.units[fields.pop("unit")],
                **fields,
            )
        )
    operations.load_history(told=rows, by=SYSTEM, at=at)
