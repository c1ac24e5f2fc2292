"""Why trouble comes back: problems, their causes, what is done about them, and whether it worked."""
