"""Mean wait for a bed."""

from scenarios.kpis.kpi import Better, Kpi, Observation, mean


def bed_wait_mean(observation: Observation) -> float:
    """Return the mean minutes from a bed request to the bed, over the requests made in the time that counts.

    Who still waits at the end counts with the wait so far; withdrawn requests are left out. Ann waits 60 minutes, Bo
    has waited 120 when the four hours end, Cy gave up.

    >>> from scenarios.kpis.worked_example import worked_example
    >>> bed_wait_mean(worked_example(
    ...     (0, "bed_requested", "Ann", "medicine", None, "emergency"),
    ...     (30, "bed_requested", "Cy", "medicine", None, "elective"),
    ...     (60, "admitted", "Ann", "medicine", "M-1"),
    ...     (90, "cancelled", "Cy"),
    ...     (120, "bed_requested", "Bo", "surgery", None, "elective"),
    ...     hours=4,
    ... ))
    90.0
    """
    return mean(observation.waits)


BED_WAIT_MEAN = Kpi(
    name="bed_wait_mean",
    title="Mean wait for a bed",
    title_zh="平均等床时间",
    unit="minutes",
    better=Better.LOWER,
    measure=bed_wait_mean,
)
