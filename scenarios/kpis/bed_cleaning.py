"""How long a bed takes to be ready after a patient has left."""

import polars as pl

from scenarios.kpis.kpi import Better, Kpi, Observation, mean


def bed_cleaning(observation: Observation) -> float:
    """Return the mean minutes from a patient leaving a bed to the bed being cleaned: the first part of the turnaround.

    Ann leaves at minute 60, the bed is clean at 105.

    >>> from scenarios.kpis.worked_example import worked_example
    >>> bed_cleaning(worked_example(
    ...     (0, "admitted", "Ann", "medicine", "M-1"),
    ...     (60, "left", "Ann", "medicine", "M-1"),
    ...     (105, "cleaned", None, None, "M-1"),
    ...     (180, "admitted", "Bo", "medicine", "M-1"),
    ... ))
    45.0
    """
    in_turn = pl.col("next_start").is_null() | (pl.col("cleaned") <= pl.col("next_start"))
    beds = observation.turnarounds.filter(pl.col("cleaned").is_not_null(), in_turn)
    return mean(beds["cleaned"] - beds["vacated"])


BED_CLEANING = Kpi(
    name="bed_cleaning",
    title="Left to cleaned",
    title_zh="出院至清洁完成",
    unit="minutes",
    better=Better.LOWER,
    measure=bed_cleaning,
)
