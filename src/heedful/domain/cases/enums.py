"""Kinds and states of cases, clocks and recovery."""

from enum import IntEnum, StrEnum


class Worded(StrEnum):
    """A code with a label for screens: the value in words."""

    @property
    def label(self) -> str:
        """The code as words."""
        return self.value.replace("_", " ").capitalize()


class CaseKind(Worded):
    """What the customer brings. A recovery follows a low score that asked for nothing."""

    COMPLAINT = "complaint"
    RECOVERY = "recovery"
    ENQUIRY = "enquiry"
    REQUEST = "request"
    COMPLIMENT = "compliment"
    INTERNAL = "internal"


class CaseState(Worded):
    """Where the case stands; the moves are in rules/states.py."""

    NEW = "new"
    REOPENED = "reopened"
    ACKNOWLEDGED = "acknowledged"
    WORKING = "working"
    WAITING_CUSTOMER = "waiting_customer"
    WAITING_PARTNER = "waiting_partner"
    WAITING_INTERNAL = "waiting_internal"
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    EXTERNAL = "external"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Verb(Worded):
    """What a person does to a case."""

    ACKNOWLEDGE = "acknowledge"
    BEGIN = "begin"
    WAIT_CUSTOMER = "wait_for_customer"
    WAIT_PARTNER = "wait_for_partner"
    WAIT_INTERNAL = "wait_for_colleagues"
    RESUME = "resume"
    PROPOSE = "propose"
    ACCEPT = "accept"
    REFUSE = "refuse"
    REWORK = "rework"
    GO_EXTERNAL = "go_external"
    CLOSE = "close"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"


class EventType(Worded):
    """What the record says happened, beside the moves (which are recorded by their verb)."""

    OPENED = "opened"
    JOINED = "joined"
    ASSIGNED = "assigned"
    NOTED = "noted"
    REPLIED = "replied"
    WROTE_IN = "wrote_in"
    STEP = "recovery_step"
    REDRESS = "redress"
    PRIORITY = "priority_changed"
    RETARGETED = "retargeted"
    ESCALATED = "escalated"
    EXEMPTED = "exempted"
    EXEMPTION_ASKED = "exemption_asked"
    HANDED_OVER = "handed_over"
    HANDED_BACK = "handed_back"


class Severity(IntEnum):
    """How badly it went."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def label(self) -> str:
        """The name on screens."""
        return self.name.capitalize()


class Priority(IntEnum):
    """How soon it is taken up; 1 is first."""

    URGENT = 1
    HIGH = 2
    NORMAL = 3
    LOW = 4

    @property
    def label(self) -> str:
        """The name on screens."""
        return self.name.capitalize()


class Outcome(Worded):
    """What the organisation decided about a complaint (ISO 10002, DISP)."""

    UPHELD = "upheld"
    PARTLY_UPHELD = "partly_upheld"
    NOT_UPHELD = "not_upheld"
    REDRESS_WITHOUT_ADMISSION = "redress_without_admission"
    WITHDRAWN = "withdrawn"


class Confirmation(Worded):
    """Who said that it is solved."""

    CUSTOMER = "customer"
    TOLD_US = "customer_told_a_colleague"
    SILENCE = "silence"


class Step(Worded):
    """Steps of a recovery, in the order of the guide."""

    EMPATHISE = "empathise"
    APOLOGISE = "apologise"
    EXPLAIN = "explain"
    RESOLVE = "resolve"
    REDRESS = "redress"
    FOLLOW_UP = "follow_up"
    CONFIRM = "confirm"


class RedressKind(Worded):
    """What the customer gets."""

    REFUND = "refund"
    REPLACEMENT = "replacement"
    GOODWILL = "goodwill"
    WAIVER = "waiver"
    EXTENSION = "extension"


class Direction(Worded):
    """Whose words a message holds and who reads them."""

    INTERNAL = "internal"
    OUTWARD = "outward"
    INWARD = "inward"


class ClockState(Worded):
    """Whether time counts now."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    CANCELLED = "cancelled"


class ClockResult(Worded):
    """Whether the promise held; missed does not end the run."""

    OPEN = "open"
    MET = "met"
    MISSED = "missed"


class HandOverVerb(Worded):
    """What is done to a hand-over between departments; the first is how it begins."""

    ASK = "ask"
    PAUSE = "pause"
    RESUME = "resume"
    ANSWER = "answer"
    WITHDRAW = "withdraw"


class PauseReason(Worded):
    """Why the clock of a hand-over may stand still."""

    CUSTOMER = "waits_for_the_customer"
    ASKER = "waits_for_whoever_asked"
    SUPPLIER = "waits_for_a_supplier"
    AUTHORITY = "waits_for_an_authority"
    PARTS = "waits_for_goods_or_parts"


class LetterKind(Worded):
    """A letter that a complaint may need on paper."""

    ACKNOWLEDGEMENT = "acknowledgement"
    FINAL_RESPONSE = "final_response"


class NoCase(Worded):
    """Why a complaint or low score has no case of its own."""

    UNREACHABLE = "nobody_to_call_back"
    HISTORY = "loaded_as_history"
    DUPLICATE = "same_matter_already_open"


class ExemptionState(Worded):
    """Where an exemption from a clause stands; the moves are in rules/discretion.py."""

    PENDING = "pending"
    APPLIED = "applied"
    REJECTED = "rejected"
    LAPSED = "lapsed"
    REVERSED = "reversed"
    BREACH = "breach"


class Grounds(Worded):
    """Why this customer, in this case."""

    OUR_FAULT = "our_fault"
    HARDSHIP = "hardship"
    MISINFORMED = "told_wrongly_by_us"
    LOYAL = "long_standing_customer"
    UNFORESEEN = "the_rule_did_not_foresee_it"


class Review(Worded):
    """What a second look says of an exemption."""

    SOUND = "sound"
    COACH = "coach"
    FLOUT = "flout"
    FRAUD_SUSPECTED = "fraud_suspected"
