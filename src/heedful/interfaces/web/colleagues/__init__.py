"""Pages about colleagues themselves: the pulse, time for customers, praise, coaching, training."""
