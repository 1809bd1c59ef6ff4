"""Annealing over the order of cases and their modes, compiled: most of a plan's quality comes from here."""
