"""Reads of cases."""

from heedful.domain.cases.queries.clocks import ClockView, ExplainedLine, clocks_of, explain, thresholds_due
from heedful.domain.cases.queries.detail import (
    CaseDetail,
    Entry,
    attachment,
    awaited,
    case_by_status,
    case_detail,
    costs_of,
    find_case,
    status_token,
)
from heedful.domain.cases.queries.queue import (
    COLUMNS,
    CaseRow,
    Counts,
    Filters,
    Page,
    counts,
    export_rows,
    queue,
    visible_to,
    workable,
)
from heedful.domain.cases.queries.reconciliation import case_of_submission, cases_of_submissions, unmapped_submissions
from heedful.domain.cases.queries.record import case_record

__all__ = [
    "COLUMNS",
    "CaseDetail",
    "CaseRow",
    "ClockView",
    "Counts",
    "Entry",
    "ExplainedLine",
    "Filters",
    "Page",
    "attachment",
    "awaited",
    "case_by_status",
    "case_detail",
    "case_of_submission",
    "case_record",
    "cases_of_submissions",
    "clocks_of",
    "costs_of",
    "counts",
    "explain",
    "export_rows",
    "find_case",
    "queue",
    "status_token",
    "thresholds_due",
    "unmapped_submissions",
    "visible_to",
    "workable",
]
