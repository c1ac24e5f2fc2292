"""Facts for analysis: a registry, a dirty-key queue, Parquet by month, and one engine on three databases."""
