"""Who answers, and the score weighted to the book."""

from typing import Any, Literal

from ninja import Router

from heedful.domain.measurement import queries
from heedful.interfaces.api.v1.shared import Asked, Code, Day

router = Router()
By = Literal["segment,unit", "unit,segment", "segment", "unit"]


@router.get("", response=dict[str, Any], summary="Non-response bias, and the score weighted by it")
def bias(request: Asked, since: Day, until: Day, metric: Code = "nps", by: By = "segment,unit") -> dict[str, Any]:
    """Return groups of the book, asked and answering, and the weighted score over the days [since, until)."""
    margins = tuple(by.split(","))
    return queries.bias_view(metric=metric, actor=request.actor, since=since, until=until, by=margins).record()
