"""Failures of communication: the trace back from a customer's complaint, its labels, and what was said."""
