"""Version 1 of the API: one file per area, the same operations as the pages."""
