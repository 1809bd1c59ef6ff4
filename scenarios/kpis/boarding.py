"""Boarding in emergency (急诊滞留)."""

import polars as pl

from scenarios.kpis.kpi import Better, Kpi, Observation
from scenarios.patients import RequestSource

BOARDING_AFTER_MINUTES = 240
"""A patient boards when more than four hours have gone by since the bed was requested: the four-hour standard of the
emergency access block (e.g. ACEP, NHS England); a hospital's own limit would stand here."""


def boarding(observation: Observation) -> float:
    """Return the patient-hours that emergency patients spent waiting for a bed past four hours.

    Only hours in the time that counts, also of patients who then gave up. Ann is admitted after five hours, Bo within
    two, and Cy has waited six when the eight hours end: 1 + 0 + 2.

    >>> from scenarios.kpis.worked_example import worked_example
    >>> boarding(worked_example(
    ...     (0, "bed_requested", "Ann", "medicine", None, "emergency"),
    ...     (0, "bed_requested", "Bo", "medicine", None, "emergency"),
    ...     (120, "admitted", "Bo", "medicine", "M-1"),
    ...     (120, "bed_requested", "Cy", "surgery", None, "emergency"),
    ...     (300, "admitted", "Ann", "medicine", "M-2"),
    ...     hours=8,
    ... ))
    3.0
    """
    start = (pl.col("requested") + BOARDING_AFTER_MINUTES).clip(lower_bound=observation.from_minute)
    end = pl.col("ended").fill_null(observation.to_minute).clip(upper_bound=observation.to_minute)
    waiting = observation.requests.filter(pl.col("source") == RequestSource.EMERGENCY.value)
    return float(waiting.select(hours=(end - start).clip(lower_bound=0.0) / 60)["hours"].sum())


BOARDING = Kpi(
    name="boarding",
    title="Boarding in emergency past four hours",
    title_zh="急诊滞留",
    unit="patient-hours",
    better=Better.LOWER,
    measure=boarding,
)
