"""Whom we may write to: the ledger of every ask and message across channels, and the rules it keeps."""
