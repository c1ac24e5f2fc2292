"""States of a frame."""

from enum import StrEnum


class FrameState(StrEnum):
    """A frame is proposed with its difference, comes into force, and is left for the next."""

    PROPOSED = "proposed"
    IN_FORCE = "in force"
    LEFT = "left"
    DROPPED = "dropped"
