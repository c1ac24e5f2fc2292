"""Keeping our word: what was promised, what customers hear back of their words, and whether they felt it."""
