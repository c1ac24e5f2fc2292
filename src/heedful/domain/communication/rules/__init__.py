"""Decisions of communication. Pure."""
