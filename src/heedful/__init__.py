"""Heedful: a self-hosted system of record for customer experience."""

__version__ = "0.1.0"
