"""Writes of measurement."""

from heedful.domain.measurement.operations.closing import (
    NotReady,
    WrongState,
    begin_close,
    lock,
    open_period,
    record_check,
    withdraw_close,
    write_headline,
)
from heedful.domain.measurement.operations.final import (
    NeedsTwoPeople,
    restate,
    sign,
    store_file,
)
from heedful.domain.measurement.operations.resolving import Decided, Ended, ask, decide, drop, finish, postpone

__all__ = [
    "Decided",
    "Ended",
    "NeedsTwoPeople",
    "NotReady",
    "WrongState",
    "ask",
    "begin_close",
    "decide",
    "drop",
    "finish",
    "lock",
    "open_period",
    "postpone",
    "record_check",
    "restate",
    "sign",
    "store_file",
    "withdraw_close",
    "write_headline",
]
