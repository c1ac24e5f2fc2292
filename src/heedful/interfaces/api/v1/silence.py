"""Customers who used to answer and have stopped."""

from typing import Any, Literal

from ninja import Router

from heedful.domain.measurement import queries
from heedful.interfaces.api.v1.shared import Asked, Day

router = Router()


@router.get("", response=dict[str, Any], summary="Customers who went quiet, by money")
def silence(request: Asked, until: Day, months: Literal[2, 3, 6] = 3) -> dict[str, Any]:
    """List customers in sight who used to answer, those gone quiet first; `until` is the day after the last."""
    return queries.silent_customers(actor=request.actor, until=until, months=months).record()
