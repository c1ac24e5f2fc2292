"""Pages that explain: what colleagues read, how far it came, what was decided and what it asks of customers."""
