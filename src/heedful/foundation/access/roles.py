"""Which role holds which permission. The page "who can see what" and docs/reference are printed from this table."""

from enum import StrEnum

from heedful.foundation.access.permissions import Permission as P


class Role(StrEnum):
    """A role is held for a unit and reaches its subtree."""

    AGENT = "agent"
    TEAM_LEADER = "team_leader"
    CX_LEADER = "cx_leader"
    ANALYST = "analyst"
    BOARD = "board"
    ADMIN = "admin"
    PARTNER = "partner"

    @property
    def title(self) -> str:
        """The name on screens."""
        return {"cx_leader": "CX leader", "team_leader": "Team leader", "admin": "Administrator"}.get(
            self.value, self.value.capitalize()
        )


_AGENT = {P.SEE_FEEDBACK, P.RECORD_FEEDBACK, P.SEE_CASES, P.WORK_CASES, P.SEE_CUSTOMERS, P.SEE_JOURNEYS}
_TEAM_LEADER = _AGENT | {P.ASSIGN_CASES, P.SEE_METRICS, P.SEE_PEOPLE, P.SEE_SURVEYS}
_ANALYST = {
    P.SEE_FEEDBACK,
    P.SEE_CASES,
    P.SEE_CUSTOMERS,
    P.SEE_REVENUE,
    P.SEE_JOURNEYS,
    P.SEE_SURVEYS,
    P.AUTHOR_SURVEYS,
    P.SEE_METRICS,
    P.EXPORT_DATA,
    P.IMPORT_DATA,
    P.SEE_BOARD_PACK,
}
_CX_LEADER = (
    _TEAM_LEADER | _ANALYST | {P.EDIT_CUSTOMERS, P.SET_STANDARDS, P.PUBLISH_SURVEYS, P.CLOSE_PERIOD, P.SIGN_PERIOD}
)

PERMISSIONS_OF: dict[Role, frozenset[P]] = {
    Role.AGENT: frozenset(_AGENT),
    Role.TEAM_LEADER: frozenset(_TEAM_LEADER),
    Role.CX_LEADER: frozenset(_CX_LEADER),
    Role.ANALYST: frozenset(_ANALYST),
    Role.BOARD: frozenset({P.SEE_METRICS, P.SEE_BOARD_PACK, P.SIGN_PERIOD, P.SEE_REVENUE}),
    Role.ADMIN: frozenset({P.ADMINISTER, P.SEE_PEOPLE, P.SEE_AUDIT, P.OPERATE, P.IMPORT_DATA, P.SEE_JOURNEYS}),
    Role.PARTNER: frozenset({P.SEE_CASES, P.WORK_CASES}),
}
