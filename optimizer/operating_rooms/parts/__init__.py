"""A day in parts that share neither rooms nor surgeons: each is bounded and proven by itself."""
