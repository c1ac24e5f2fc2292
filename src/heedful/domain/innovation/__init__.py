"""What customers wish, what comes of ideas, and what leaders find when they walk through a touchpoint."""
