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
from heedful.domain.measurement.operations.dashboards import drop_dashboard, keep_dashboard
from heedful.domain.measurement.operations.final import (
    NeedsTwoPeople,
    restate,
    sign,
    store_file,
)
from heedful.domain.measurement.operations.resolving import Decided, Ended, ask, decide, drop, finish, postpone
from heedful.domain.measurement.operations.steering import MOST_READINGS, Steered, drop_kpi, keep_kpi, record_readings

__all__ = [
    "MOST_READINGS",
    "Decided",
    "Ended",
    "NeedsTwoPeople",
    "NotReady",
    "Steered",
    "WrongState",
    "ask",
    "begin_close",
    "decide",
    "drop",
    "drop_dashboard",
    "drop_kpi",
    "finish",
    "keep_dashboard",
    "keep_kpi",
    "lock",
    "open_period",
    "postpone",
    "record_check",
    "record_readings",
    "restate",
    "sign",
    "store_file",
    "withdraw_close",
    "write_headline",
]
