"""The largest values that a question may have: no hospital is meant beyond them, and a run would take all memory."""

MOST_DAYS = 3_650
"""Days measured, days of warm-up, and days on which something happens: ten years."""

MOST_REPLICATIONS = 1_000
MOST_BEDS = 5_000
MOST_PATIENTS = 10_000
"""Patients of one event, or of one day of it."""

MOST_CLINIC_VISITS = 100_000
"""A workday; the busiest hospitals have 30,000."""

MOST_FACTOR = 10.0
"""Of arrivals, relative to the ordinary."""

MOST_WEIGHT = 1_000.0
"""Of a weekday, relative to the others."""
