"""One customer's trouble, from receipt to a closed episode: states, clocks, recovery, discussion."""
