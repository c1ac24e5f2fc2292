"""Reads of strategy."""
