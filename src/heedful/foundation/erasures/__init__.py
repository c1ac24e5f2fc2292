"""Whom we have forgotten: ids only, kept so that an old backup cannot bring anybody back."""
