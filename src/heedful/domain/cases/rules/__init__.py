"""Decisions of the inner loop: states, priority, clocks, recovery, wording. Pure."""
