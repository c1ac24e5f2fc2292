"""Pages of analysts: figures, what they are made of, and the rows behind them."""
