"""Decisions of the follow-through: how a promise is settled and counted, and what a report back must say."""
