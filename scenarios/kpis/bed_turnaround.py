"""How long a bed stands empty between two patients."""

from scenarios.kpis.kpi import Better, Kpi, Observation, mean


def bed_turnaround(observation: Observation) -> float:
    """Return the mean minutes from one patient leaving a bed to the next lying in it.

    Over the beds that became empty in the time that counts and were taken again in the table; a bed nobody needed
    yet is left out. Ann leaves at minute 60, Bo comes at 180.

    >>> from scenarios.kpis.worked_example import worked_example
    >>> bed_turnaround(worked_example(
    ...     (0, "admitted", "Ann", "medicine", "M-1"),
    ...     (60, "left", "Ann", "medicine", "M-1"),
    ...     (105, "cleaned", None, None, "M-1"),
    ...     (180, "admitted", "Bo", "medicine", "M-1"),
    ... ))
    120.0
    """
    beds = observation.turnarounds
    return mean((beds["next_start"] - beds["vacated"]).drop_nulls())


BED_TURNAROUND = Kpi(
    name="bed_turnaround",
    title="Bed turnaround, left to next patient",
    title_zh="床位周转间隔",
    unit="minutes",
    better=Better.LOWER,
    measure=bed_turnaround,
)
