"""How a decision reaches those who meet customers: announcements, the cascade, what was understood, campaigns."""
