"""What the numbers say and when they are final: figures, periods, results, signatures, restatements."""
