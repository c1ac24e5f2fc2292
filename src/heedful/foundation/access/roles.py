"""Which role holds which permission. The page "who can see what" and docs/reference are printed from this table."""

from enum import StrEnum

from heedful.foundation.access.permissions import Permission


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
    def label(self) -> str:
        """The name on screens."""
        return {"cx_leader": "CX leader", "team_leader": "Team leader", "admin": "Administrator"}.get(
            self.value, self.value.capitalize()
        )


_AGENT = {
    Permission.SEE_FEEDBACK,
    Permission.RECORD_FEEDBACK,
    Permission.SEE_CASES,
    Permission.WORK_CASES,
    Permission.SEE_PROBLEMS,
    Permission.SEE_CUSTOMERS,
    Permission.SEE_JOURNEYS,
    Permission.SEE_IDEAS,
    Permission.SEE_GUIDANCE,
    Permission.SEE_PROMISES,
    Permission.MAKE_PROMISES,
}
_TEAM_LEADER = _AGENT | {
    Permission.ASSIGN_CASES,
    Permission.WORK_PROBLEMS,
    Permission.SIGN_VERDICTS,
    Permission.APPROVE_EXEMPTIONS,
    Permission.SEE_METRICS,
    Permission.SEE_PEOPLE,
    Permission.SEE_SURVEYS,
    Permission.SEE_DECISIONS,
    Permission.SEE_CASCADE,
    Permission.JUDGE_FAILURES,
    Permission.SEE_PULSES,
    Permission.COACH,
    Permission.WORK_IDEAS,
    Permission.WALK_TOUCHPOINTS,
    Permission.WRITE_REPORTS,
}
_ANALYST = {
    Permission.SEE_FEEDBACK,
    Permission.SEE_CASES,
    Permission.SEE_PROBLEMS,
    Permission.SEE_CUSTOMERS,
    Permission.SEE_REVENUE,
    Permission.SEE_PORTFOLIO,
    Permission.STEER_PORTFOLIO,
    Permission.SEE_JOURNEYS,
    Permission.SEE_GUIDANCE,
    Permission.SEE_SURVEYS,
    Permission.AUTHOR_SURVEYS,
    Permission.SEE_METRICS,
    Permission.EXPORT_DATA,
    Permission.IMPORT_DATA,
    Permission.SEE_BOARD_PACK,
    Permission.SEE_DECISIONS,
    Permission.SEE_CASCADE,
    Permission.SEE_PULSES,
    Permission.SEE_IDEAS,
    Permission.WORK_IDEAS,
    Permission.SEE_PROMISES,
}
_CX_LEADER = (
    _TEAM_LEADER
    | _ANALYST
    | {
        Permission.EDIT_CUSTOMERS,
        Permission.ERASE_PEOPLE,
        Permission.APPROVE_CUSTOMER_DECISIONS,
        Permission.SET_THRESHOLDS,
        Permission.KEEP_KPIS,
        Permission.KEEP_THEMES,
        Permission.GRANT_DISCRETION,
        Permission.EDIT_JOURNEYS,
        Permission.SET_STANDARDS,
        Permission.SET_CONTACT_RULES,
        Permission.APPROVE_REPORTS,
        Permission.PUBLISH_SURVEYS,
        Permission.RECORD_DECISIONS,
        Permission.APPROVE_DECISIONS,
        Permission.AUTHOR_ANNOUNCEMENTS,
        Permission.RELEASE_ANNOUNCEMENTS,
        Permission.LAUNCH_CAMPAIGNS,
        Permission.OVERRIDE_READINESS,
        Permission.CLOSE_PERIOD,
        Permission.SIGN_PERIOD,
        Permission.KEEP_RESOLUTIONS,
        Permission.ISSUE_KEYS,
        Permission.RUN_PULSES,
        Permission.SEE_LEADERS_TIME,
        Permission.SET_ROSTER,
    }
)

PERMISSIONS_OF: dict[Role, frozenset[Permission]] = {
    Role.AGENT: frozenset(_AGENT),
    Role.TEAM_LEADER: frozenset(_TEAM_LEADER),
    Role.CX_LEADER: frozenset(_CX_LEADER),
    Role.ANALYST: frozenset(_ANALYST),
    Role.BOARD: frozenset(
        {
            Permission.SEE_METRICS,
            Permission.SEE_PROMISES,
            Permission.SEE_BOARD_PACK,
            Permission.SIGN_PERIOD,
            Permission.KEEP_RESOLUTIONS,
            Permission.SEE_REVENUE,
            Permission.SEE_PORTFOLIO,
            Permission.APPROVE_CUSTOMER_DECISIONS,
            Permission.SEE_DECISIONS,
            Permission.APPROVE_DECISIONS,
            Permission.SEE_CASCADE,
            Permission.OVERRIDE_READINESS,
            Permission.SEE_PULSES,
            Permission.SEE_LEADERS_TIME,
            Permission.SEE_IDEAS,
            Permission.WALK_TOUCHPOINTS,
        }
    ),
    Role.ADMIN: frozenset(
        {
            Permission.ADMINISTER,
            Permission.SEE_PEOPLE,
            Permission.ISSUE_KEYS,
            Permission.SEE_AUDIT,
            Permission.OPERATE,
            Permission.IMPORT_DATA,
            Permission.SEE_JOURNEYS,
        }
    ),
    Role.PARTNER: frozenset(
        {Permission.SEE_CASES, Permission.WORK_CASES, Permission.DO_WHAT_IS_OWED, Permission.SEE_GUIDANCE}
    ),
}
