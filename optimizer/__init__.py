"""Decisions, made with CP-SAT: beds, operating rooms, admissions, outpatients."""
