"""States of wishes and ideas, verdicts of experiments, and where a finding goes."""

from heedful.domain.cases.enums import Worded


class WishState(Worded):
    """What becomes of a wish."""

    OPEN = "open"
    PLANNED = "planned"
    FULFILLED = "fulfilled"
    DECLINED = "declined"


class Track(Worded):
    """How an idea is tried: a small tweak in six fields, or an experiment."""

    LIGHT = "light"
    EXPERIMENT = "experiment"


class IdeaState(Worded):
    """Where an idea stands."""

    PROPOSED = "proposed"
    RUNNING = "running"
    ROLLED_OUT = "rolled_out"
    DROPPED = "dropped"


class IdeaVerb(Worded):
    """What moves an idea."""

    START = "start"
    ROLL_OUT = "roll_out"
    DROP = "drop"


class Verdict(Worded):
    """What an experiment says so far; all but the first end it."""

    GO_ON = "go_on"
    BETTER = "better"
    WORSE = "worse"
    GUARD_BROKEN = "guard_broken"
    NO_DIFFERENCE = "no_difference_shown"


class Route(Worded):
    """Where a finding of a walk goes."""

    CASE = "case"
    IDEA = "idea"
    NOTE = "note"
