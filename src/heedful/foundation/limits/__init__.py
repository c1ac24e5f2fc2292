"""How often one source may do something that is open to all: token buckets in the database."""
