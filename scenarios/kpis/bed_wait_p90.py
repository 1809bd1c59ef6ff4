"""The wait for a bed that nine in ten do not exceed."""

from scenarios.kpis.kpi import Better, Kpi, Observation


def bed_wait_p90(observation: Observation) -> float:
    """Return the 90% quantile of the minutes from a bed request to the bed, linear between waits.

    Counted as in :func:`scenarios.kpis.bed_wait.bed_wait_mean`. With waits of 60 and 120 minutes it lies nine tenths
    of the way.

    >>> from scenarios.kpis.worked_example import worked_example
    >>> bed_wait_p90(worked_example(
    ...     (0, "bed_requested", "Ann", "medicine", None, "emergency"),
    ...     (60, "admitted", "Ann", "medicine", "M-1"),
    ...     (120, "bed_requested", "Bo", "surgery", None, "elective"),
    ...     hours=4,
    ... ))
    114.0
    """
    quantile = observation.waits.quantile(0.9, interpolation="linear")
    return float("nan") if quantile is None else float(quantile)


BED_WAIT_P90 = Kpi(
    name="bed_wait_p90",
    title="Wait for a bed, 90% quantile",
    title_zh="等床时间第90百分位数（P90）",
    unit="minutes",
    better=Better.LOWER,
    measure=bed_wait_p90,
)
