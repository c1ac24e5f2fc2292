"""Calls that may come twice: the answer to the first is the answer to all."""
