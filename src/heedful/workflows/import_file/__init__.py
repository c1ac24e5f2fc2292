"""A file of somebody else's system -> our rows: checked whole, written in chunks, once."""

from heedful.workflows.import_file.background import (
    ERRORS,
    MOST_SENT,
    Previewed,
    columns,
    forget_old,
    forget_words,
    path_of,
    perform,
    preview,
    suggested,
)
from heedful.workflows.import_file.faults import Fault
from heedful.workflows.import_file.run import ImportReport, run

__all__ = [
    "ERRORS",
    "MOST_SENT",
    "Fault",
    "ImportReport",
    "Previewed",
    "columns",
    "forget_old",
    "forget_words",
    "path_of",
    "perform",
    "preview",
    "run",
    "suggested",
]
