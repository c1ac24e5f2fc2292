"""Intervals, changes and order: what numbers allow one to say."""
