"""Events out of the house: which programs are called when something happened, and what they answered."""
