"""The operating-room list of a day behind the API and the page: read, checked, moved, planned, published."""
