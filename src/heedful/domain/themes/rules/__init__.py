"""Decisions about themes, without a database."""
