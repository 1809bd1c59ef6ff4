"""How long a bed is blocked after the discharge has been ordered."""

import polars as pl

from scenarios.events.schema import EventKind
from scenarios.kpis.kpi import Better, Kpi, Observation, mean


def discharge_delay(observation: Observation) -> float:
    """Return the mean minutes from the discharge being ordered to the patient leaving, over those who left.

    Ann's discharge is ordered at minute 60 and she leaves at 240; Bo is still there.

    >>> from scenarios.kpis.worked_example import worked_example
    >>> discharge_delay(worked_example(
    ...     (0, "admitted", "Ann", "medicine", "M-1"),
    ...     (0, "admitted", "Bo", "medicine", "M-2"),
    ...     (60, "discharge_ordered", "Ann", "medicine", "M-1"),
    ...     (60, "discharge_ordered", "Bo", "medicine", "M-2"),
    ...     (240, "left", "Ann", "medicine", "M-1"),
    ... ))
    180.0
    """
    kinds = [EventKind.DISCHARGE_ORDERED.value, EventKind.LEFT.value]
    told = observation.told.filter(pl.col("kind").is_in(kinds))
    ordered_before = (pl.col("patient") == pl.col("patient").shift(1)) & (
        pl.col("kind").shift(1) == EventKind.DISCHARGE_ORDERED.value
    )
    left = told.with_columns(delay=pl.when(ordered_before).then(pl.col("minute") - pl.col("minute").shift(1))).filter(
        pl.col("kind") == EventKind.LEFT.value, observation.counted("minute")
    )
    return mean(left["delay"])


DISCHARGE_DELAY = Kpi(
    name="discharge_delay",
    title="Discharge ordered to left",
    title_zh="出院医嘱至离院",
    unit="minutes",
    better=Better.LOWER,
    measure=discharge_delay,
)
