"""Bed-days in beds of another department (借床)."""

import polars as pl

from scenarios.kpis.kpi import Better, Kpi, Observation


def lent_bed_days(observation: Observation) -> float:
    """Return the bed-days that patients spent in wards of another department than the one that treats them.

    Wards that serve everyone (ICU, day ward) lend to nobody and do not count. Bo, of surgery, lies in medicine's ward
    for 12 of the 24 hours.

    >>> from scenarios.kpis.worked_example import worked_example
    >>> lent_bed_days(worked_example(
    ...     (0, "admitted", "Ann", "medicine", "M-1"),
    ...     (0, "admitted", "Bo", "surgery", "M-2"),
    ...     (720, "moved", "Bo", "surgery", "S-1"),
    ... ))
    0.5
    """
    lent = observation.in_bed.filter(~pl.col("shared"), pl.col("department") != pl.col("owner"))
    return float(lent["occupied"].sum()) / (24 * 60)


LENT_BED_DAYS = Kpi(
    name="lent_bed_days",
    title="Lent bed-days",
    title_zh="借床床日数",
    unit="bed-days",
    better=Better.LOWER,
    measure=lent_bed_days,
)
