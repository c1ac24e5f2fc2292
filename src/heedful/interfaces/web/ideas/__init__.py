"""Pages of innovation: what customers wish, what is tried, what leaders found when they walked."""
