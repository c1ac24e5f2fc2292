"""The statistics library: pure functions, no Django, no database, no clock."""
