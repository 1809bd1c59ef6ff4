"""Measured, not claimed: how good and how fast solvers and simulator are, against a baseline in the same run."""
