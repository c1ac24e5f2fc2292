"""Reads of failures of communication."""
