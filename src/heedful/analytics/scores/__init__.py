"""Scores from integer sufficient statistics."""
