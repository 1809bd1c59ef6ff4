"""Weeks ahead: who is admitted when, in which room, operated in which theatre, nursed by whom."""
