"""How long a clean bed waits for its next patient."""

import polars as pl

from scenarios.kpis.kpi import Better, Kpi, Observation, mean


def bed_idle(observation: Observation) -> float:
    """Return the mean minutes from a bed being cleaned to its next patient: the second part of the turnaround.

    The bed is clean at minute 105, Bo comes at 180.

    >>> from scenarios.kpis.worked_example import worked_example
    >>> bed_idle(worked_example(
    ...     (0, "admitted", "Ann", "medicine", "M-1"),
    ...     (60, "left", "Ann", "medicine", "M-1"),
    ...     (105, "cleaned", None, None, "M-1"),
    ...     (180, "admitted", "Bo", "medicine", "M-1"),
    ... ))
    75.0
    """
    beds = observation.turnarounds.filter(pl.col("cleaned") <= pl.col("next_start"))
    return mean(beds["next_start"] - beds["cleaned"])


BED_IDLE = Kpi(
    name="bed_idle",
    title="Cleaned to next patient",
    title_zh="清洁完成至下一患者入住",
    unit="minutes",
    better=Better.LOWER,
    measure=bed_idle,
)
