"""Kinds and states of promises and of reports back."""

from heedful.domain.cases.enums import Worded


class PromiseState(Worded):
    """Where a promise stands; an open one whose day has passed is overdue."""

    OPEN = "open"
    KEPT = "kept"
    KEPT_LATE = "kept_late"
    BROKEN = "broken"
    RELEASED = "released"


class PromiseVerb(Worded):
    """What settles a promise. Released: those who had it no longer want it."""

    KEEP = "keep"
    BREAK = "break"
    RELEASE = "release"


class Whom(Worded):
    """Who was promised something."""

    CUSTOMER = "customer"
    COLLEAGUES = "colleagues"


class Source(Worded):
    """Where a promise was made."""

    CASE = "case"
    PACK = "pack"
    CAMPAIGN = "campaign"
    BY_HAND = "by_hand"


class ReportState(Worded):
    """How far a report back has come."""

    DRAFT = "draft"
    APPROVED = "approved"
    SENT = "sent"


class Subject(Worded):
    """What was done: a problem was solved, something was decided, or another change."""

    PROBLEM = "problem"
    DECISION = "decision"
    CHANGE = "change"
