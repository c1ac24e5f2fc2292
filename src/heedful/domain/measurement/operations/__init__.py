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

__all__ = [
    "NeedsTwoPeople",
    "NotReady",
    "WrongState",
    "begin_close",
    "lock",
    "open_period",
    "record_check",
    "restate",
    "sign",
    "store_file",
    "withdraw_close",
    "write_headline",
]
