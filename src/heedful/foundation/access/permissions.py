"""Every permission of the product, in the order of the menu."""

from enum import StrEnum


class Permission(StrEnum):
    """A verb and a noun; roles.py says which role holds which."""

    SEE_FEEDBACK = "see feedback"
    RECORD_FEEDBACK = "record feedback"
    SEE_CASES = "see cases"
    WORK_CASES = "work cases"
    ASSIGN_CASES = "assign cases"
    SEE_CUSTOMERS = "see customers"
    EDIT_CUSTOMERS = "edit customers"
    SEE_REVENUE = "see revenue"
    SEE_JOURNEYS = "see journeys"
    SET_STANDARDS = "set standards"
    SEE_SURVEYS = "see surveys"
    AUTHOR_SURVEYS = "author surveys"
    PUBLISH_SURVEYS = "publish surveys"
    SEE_METRICS = "see metrics"
    EXPORT_DATA = "export data"
    IMPORT_DATA = "import data"
    SEE_BOARD_PACK = "see board pack"
    CLOSE_PERIOD = "close period"
    SIGN_PERIOD = "sign period"
    SEE_PEOPLE = "see people"
    ADMINISTER = "administer"
    ISSUE_KEYS = "issue API keys"
    SEE_AUDIT = "see audit trail"
    OPERATE = "operate jobs"
