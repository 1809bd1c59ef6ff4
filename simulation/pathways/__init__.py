"""One patient journey a file."""
