"""Average length of stay (平均住院日)."""

import polars as pl

from scenarios.events.schema import EventKind
from scenarios.kpis.kpi import Better, Kpi, Observation, mean


def alos(observation: Observation) -> float:
    """Return the mean days from admission to leaving, over the patients who left in the time that counts.

    The stay counts from its admission, also before the time that counts. Ann stayed a day, Bo two days with a move
    between; Cy is still there.

    >>> from scenarios.kpis.worked_example import worked_example
    >>> alos(worked_example(
    ...     (-720, "admitted", "Ann", "medicine", "M-1"),
    ...     (-2160, "admitted", "Bo", "surgery", "M-2"),
    ...     (0, "admitted", "Cy", "surgery", "S-2"),
    ...     (60, "moved", "Bo", "surgery", "S-1"),
    ...     (720, "left", "Ann", "medicine", "M-1"),
    ...     (720, "left", "Bo", "surgery", "S-1"),
    ... ))
    1.5
    """
    kinds = [EventKind.ADMITTED.value, EventKind.LEFT.value]
    told = observation.told.filter(pl.col("kind").is_in(kinds))
    same_patient = pl.col("patient") == pl.col("patient").shift(1)
    days = (pl.col("minute") - pl.col("minute").shift(1)) / (24 * 60)
    stays = told.with_columns(days=pl.when(same_patient).then(days)).filter(
        pl.col("kind") == EventKind.LEFT.value, observation.counted("minute")
    )
    return mean(stays["days"])


ALOS = Kpi(
    name="alos",
    title="Average length of stay",
    title_zh="平均住院日",
    unit="days",
    better=Better.LOWER,
    measure=alos,
)
