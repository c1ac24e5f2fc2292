"""Decisions of the portfolio area."""
