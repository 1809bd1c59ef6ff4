"""The world: what a hospital is, what happened in it, and how it is scored."""
