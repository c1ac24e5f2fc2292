"""Decisions of the digest."""
