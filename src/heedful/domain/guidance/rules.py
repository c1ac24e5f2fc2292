"""Decisions on guidance: where a team stands, what a channel lacks. Pure."""

from heedful.domain.guidance.enums import Standing

PARTS = ("why", "for_whom", "owner", "standard")
WORDS = {"why": "no purpose", "for_whom": "nobody it is for", "owner": "no owner", "standard": "no standard"}


def standing(required: int, acknowledged: int, late: int) -> Standing:
    """Say where a team stands with a guideline in force: red unless all have acknowledged or still have time.

    A team in which nobody has acknowledged, or nobody is asked, is red from the start.

    >>> standing(3, 0, 0), standing(3, 2, 1), standing(3, 2, 0), standing(3, 3, 0)
    (<Standing.NOT_ACKNOWLEDGED: 'not_acknowledged'>, <Standing.LATE: 'late'>, <Standing.UNDER_WAY: 'under_way'>, \
<Standing.ACKNOWLEDGED: 'acknowledged'>)
    """
    if not acknowledged:
        return Standing.NOT_ACKNOWLEDGED
    if late:
        return Standing.LATE
    return Standing.ACKNOWLEDGED if acknowledged == required else Standing.UNDER_WAY


def channel_gaps(said: dict[str, object]) -> list[str]:
    """List what the statement of a channel lacks, in words; a channel without a statement lacks everything.

    >>> channel_gaps({"why": "to help", "for_whom": "tenants", "owner": "Amina", "standard": None})
    ['no standard']
    """
    return [WORDS[part] for part in PARTS if not said.get(part)]
