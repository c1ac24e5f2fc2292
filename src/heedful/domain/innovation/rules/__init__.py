"""Decisions about wishes, ideas and walks. Pure."""
