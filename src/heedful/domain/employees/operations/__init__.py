"""Writes of colleagues, one file a subject: pulses, ledger, praise, coaching, training."""
