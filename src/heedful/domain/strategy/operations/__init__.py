"""Writes of strategy."""
