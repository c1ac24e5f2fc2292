"""Decisions of failures of communication. Pure."""
