"""What customers are worth, which of them are at risk, and what that rests on."""
