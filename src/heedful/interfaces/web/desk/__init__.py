"""Pages of the frontline: home, queue, case, new case, notices."""
