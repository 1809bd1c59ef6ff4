"""Occupancy (床位使用率)."""

from scenarios.kpis.kpi import Better, Kpi, Observation


def occupancy(observation: Observation) -> float:
    """Return patients' bed-minutes per staffed bed-minute, %.

    Ann lies in a bed for all 24 hours and Bo for 12: 36 of 4 x 24 staffed bed-hours.

    >>> from scenarios.kpis.worked_example import worked_example
    >>> occupancy(worked_example(
    ...     (-60, "admitted", "Ann", "medicine", "M-1"),
    ...     (720, "admitted", "Bo", "surgery", "S-1"),
    ... ))
    37.5
    """
    staffed = float(observation.wards["staffed"].sum()) * observation.minutes
    return 100 * float(observation.in_bed["occupied"].sum()) / staffed if staffed else float("nan")


OCCUPANCY = Kpi(
    name="occupancy", title="Occupancy", title_zh="床位使用率", unit="%", better=Better.BAND, measure=occupancy
)
