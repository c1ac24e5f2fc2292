"""Decisions of journeys. Pure."""
