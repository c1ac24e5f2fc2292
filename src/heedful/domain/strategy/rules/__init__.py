"""Decisions of strategy. Pure."""
