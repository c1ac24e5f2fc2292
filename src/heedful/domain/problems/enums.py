"""Kinds and states of problems, causes and actions."""

from heedful.domain.cases.enums import Worded


class ProblemState(Worded):
    """Where a problem stands; the moves are in rules/states.py."""

    SUSPECTED = "suspected"
    OPEN = "open"
    CONTAINED = "contained"
    CAUSE_CONFIRMED = "cause_confirmed"
    PLANNED = "planned"
    IN_EFFECT = "in_effect"
    VERIFYING = "verifying"
    CLOSED_EFFECTIVE = "closed_effective"
    RELAPSED = "relapsed"
    ACCEPTED_RISK = "accepted_risk"
    DUPLICATE = "duplicate"


class Verb(Worded):
    """What moves a problem."""

    CONFIRM = "confirm"
    CONTAIN = "contain"
    CONFIRM_CAUSE = "confirm_cause"
    PLAN = "plan"
    TAKE_EFFECT = "take_effect"
    VERIFY = "verify"
    CLOSE = "close"
    RETURN = "return_to_open"
    RELAPSE = "relapse"
    REOPEN = "reopen"
    ACCEPT_RISK = "accept_risk"
    MARK_DUPLICATE = "mark_as_duplicate"


class Note(Worded):
    """What the record says happened, beside the moves."""

    OPENED = "opened"
    LINKED = "case_linked"
    CAUSE = "cause_added"
    TESTED = "cause_tested"
    TAKEN = "taken_over"
    ACTION = "action_added"
    ACTION_MOVED = "action_moved"
    WORKAROUND = "workaround_written"
    PREVENTION_WAIVED = "prevention_waived"
    JUDGED = "verdict_proposed"
    SIGNED = "verdict_signed"


class LinkKind(Worded):
    """How sure it is that a case comes from the problem."""

    SYMPTOM = "symptom"
    SUSPECTED = "suspected"
    CONFIRMED = "confirmed"


class CauseRole(Worded):
    """Why it happened, why it was not caught, or what in the system lets both be (8D)."""

    OCCURRENCE = "occurrence"
    ESCAPE = "escape"
    SYSTEMIC = "systemic"


class CauseCategory(Worded):
    """The bone of the fish."""

    PEOPLE = "people"
    PROCESS = "process"
    POLICY = "policy"
    PRODUCT = "product"
    SYSTEM = "system"
    PARTNER = "partner"
    COMMUNICATION = "communication"


class CauseTest(Worded):
    """What the evidence says of a cause."""

    UNTESTED = "untested"
    CONFIRMED = "confirmed"
    REFUTED = "refuted"


class ActionKind(Worded):
    """Limit the harm now, repair this instance, remove the cause, stop it elsewhere, change the rule (CAPA)."""

    CONTAINMENT = "containment"
    CORRECTION = "correction"
    CORRECTIVE = "corrective"
    PREVENTIVE = "preventive"
    POLICY_CHANGE = "policy_change"


class ActionState(Worded):
    """Where an action stands."""

    PROPOSED = "proposed"
    COMMITTED = "committed"
    DONE = "done"
    IN_EFFECT = "in_effect"
    VERIFIED = "verified"
    FAILED = "failed"
    DROPPED = "dropped"


class ActionVerb(Worded):
    """What is done to an action by hand; effect and verification follow from the plan."""

    COMMIT = "commit"
    FINISH = "finish"
    DROP = "drop"


class Exposure(Worded):
    """Against what failures are counted: time that passed, or contacts and deliveries at the same touchpoint."""

    WEEKS = "weeks"
    INTERACTIONS = "interactions"
