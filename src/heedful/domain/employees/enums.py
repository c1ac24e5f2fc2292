"""Questions of the pulse, kinds of time, forms and states of coaching."""

from heedful.domain.cases.enums import Worded


class Question(Worded):
    """What a pulse asks: effort with its five enablers, and whether one would recommend working here."""

    EES = "ees"
    SYSTEMS = "systems"
    POLICIES = "policies"
    INFORMATION = "information"
    DEPARTMENTS = "departments"
    AUTHORITY = "authority"
    ENPS = "enps"


class TimeKind(Worded):
    """What an hour was for."""

    CUSTOMERS = "customers"
    DEBRIEF = "debrief"
    COLLEAGUES = "colleagues"
    AWAY = "away"


class TimeSource(Worded):
    """Where an entry comes from; where both cover an hour, the diary is believed."""

    DIARY = "diary"
    CALENDAR = "calendar"


class Behaviour(Worded):
    """What a colleague may practise: something that one does, never what one is."""

    LISTEN = "listen_before_answering"
    EXPLAIN = "explain_in_plain_words"
    OWN = "own_the_matter_to_the_end"
    PROMISE = "promise_only_what_holds"
    FOLLOW_UP = "follow_up_as_promised"
    WARMTH = "be_warm_and_respectful"


class Form(Worded):
    """How it is practised."""

    ONE_TO_ONE = "one_to_one"
    WORKSHOP = "workshop"


class PlanState(Worded):
    """Where a coaching plan stands."""

    AGREED = "agreed"
    DONE = "done"
    DROPPED = "dropped"
