"""Colleagues signed in, and a door whose clock stands still."""

from tests.interfaces.web.desk.conftest import signed_in, standing_clock

__all__ = ["signed_in", "standing_clock"]
