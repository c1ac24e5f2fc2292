"""Pages of the board and of those who close the books for it."""
