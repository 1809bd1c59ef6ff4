"""Weeks ahead: the waiting list, the resources it competes for, and a plan of who comes when."""
