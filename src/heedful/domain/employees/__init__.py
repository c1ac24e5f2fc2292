"""Colleagues: how it is to work here, what leaders do for customers, praise, coaching, qualification."""
