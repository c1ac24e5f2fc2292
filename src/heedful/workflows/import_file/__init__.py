"""A file of somebody else's system -> our rows: checked whole, written in chunks, once."""

from heedful.workflows.import_file.faults import Fault
from heedful.workflows.import_file.run import ImportReport, run

__all__ = ["Fault", "ImportReport", "run"]
