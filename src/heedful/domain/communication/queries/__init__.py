"""Reads of communication: one module a matter."""
