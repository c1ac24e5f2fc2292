"""Decisions about colleagues. Pure."""
