"""Reads of innovation, one file a subject: wishes, ideas, walks."""
