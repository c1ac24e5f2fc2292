"""Which customers to keep, win, grow or let go: five states at every close, plays, and decisions with a review."""
