"""What happened, kept for good, and what is true now: an append-only log and its projection in one database."""
