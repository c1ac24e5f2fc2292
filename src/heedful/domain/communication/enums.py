"""Kinds and states of announcements, the people they must reach, questions and campaigns."""

from heedful.domain.strategy.enums import Worded


class VersionState(Worded):
    """Where a version of an announcement stands; the moves are in rules/states.py."""

    DRAFT = "draft"
    CHECKED = "checked"
    APPROVED = "approved"
    RELEASED = "released"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class VersionVerb(Worded):
    """What happens to a version."""

    EDIT = "edit"
    CHECK = "check"
    APPROVE = "approve"
    RELEASE = "release"
    TAKE_FORCE = "take_force"
    SUPERSEDE = "supersede"
    WITHDRAW = "withdraw"


class Change(Worded):
    """What a version changes: its matter, so that people are asked again, or its words only."""

    MATERIAL = "material"
    EDITORIAL = "editorial"


class Reason(Worded):
    """Why a person must read an announcement."""

    SNAPSHOT = "in_the_audience_at_release"
    JOINER = "joined_later"
    RETURNER = "came_back"


class QuestionState(Worded):
    """Where a colleague's question stands."""

    ASKED = "asked"
    ROUTED = "routed"
    ANSWERED = "answered"
    BROADCAST = "broadcast"


class QuestionVerb(Worded):
    """What happens to a question."""

    ROUTE = "route"
    ANSWER = "answer"
    BROADCAST = "broadcast"


class Standing(Worded):
    """How far one announcement has come with one person, as the follow-through board shows it."""

    DUE = "due"
    DELIVERED = "delivered"
    SEEN = "seen"
    ACKNOWLEDGED = "acknowledged"
    BRIEFED = "briefed"
    LATE = "late"
    EXCUSED = "excused"
    LEFT = "left"


class Stage(Worded):
    """What can be measured as coverage, in the order in which it happens."""

    DELIVERED = "delivered"
    SEEN = "seen"
    ACKNOWLEDGED = "acknowledged"
    BRIEFED = "briefed"
    UNDERSTOOD = "understood"


class CampaignState(Worded):
    """Where a campaign stands."""

    DRAFT = "draft"
    NOT_READY = "not_ready"
    READY = "ready"
    LAUNCHED = "launched"
    LAUNCHED_BY_OVERRIDE = "launched_by_override"


class CampaignVerb(Worded):
    """What happens to a campaign."""

    FIND_READY = "find_ready"
    FIND_NOT_READY = "find_not_ready"
    LAUNCH = "launch"
    OVERRIDE = "override"


class Side(Worded):
    """Whom the money and time of a line speak to."""

    INTERNAL = "internal"
    EXTERNAL = "external"


class CardState(Worded):
    """Where an answer card stands; whether an approved one holds now is a matter of its dates."""

    DRAFT = "draft"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


class CardVerb(Worded):
    """What happens to an answer card."""

    APPROVE = "approve"
    WITHDRAW = "withdraw"


class Attribute(Worded):
    """In what two texts differ."""

    AMOUNT = "amount"
    DAYS = "days"
    DATE = "date"
    LIMIT = "limit"
    NEGATION = "negation"
    CONDITION = "condition"


class ContradictionState(Worded):
    """Where two texts that differ stand."""

    SUSPECTED = "suspected"
    CONFIRMED = "confirmed"
    RESOLVED = "resolved"
    DISMISSED = "dismissed"


class ContradictionVerb(Worded):
    """What a person does with two texts that differ."""

    CONFIRM = "confirm"
    RESOLVE = "resolve"
    DISMISS = "dismiss"
