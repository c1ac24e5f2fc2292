"""Signs that scores were worked on."""

from typing import Any

from ninja import Router

from heedful.domain.measurement import queries
from heedful.interfaces.api.v1.shared import Asked, Code, Day

router = Router()


@router.get("", response=dict[str, Any], summary="Signs that scores were worked on")
def watch(request: Asked, since: Day, until: Day, metric: Code = "nps") -> dict[str, Any]:
    """Return signs with where, why and their chance over the days [since, until); needs the whole company."""
    return queries.gaming_watch(metric=metric, actor=request.actor, since=since, until=until).record()
