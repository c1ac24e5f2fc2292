"""How quickly what customers say reaches the colleague who can act on it."""
