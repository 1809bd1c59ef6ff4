"""The hospital in motion, simulated with SimPy."""
