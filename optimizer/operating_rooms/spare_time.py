"""Minutes that rooms keep free before closing, since durations vary."""

import math
from collections.abc import Collection
from statistics import NormalDist

from scenarios.surgery import SurgeryDuration
from scenarios.surgical_day import SurgicalDay


def spare_minutes(day: SurgicalDay, risk: float, *, open_cases: Collection[str] | None = None) -> int:
    """Return how long before closing an average room has to end in the plan, to end late with at most some risk.

    The last end of a room is taken as normal around the plan, with the variance of its cases' minutes; the day's
    variance is shared evenly by its rooms. A quantile on every single case would keep more: overruns of one case and
    time saved by another cancel out within a room.

    Parameters
    ----------
    day : SurgicalDay
        Its cases and rooms.
    risk : float
        Probability of ending late, between 0 and 0.5.
    open_cases : collection of str, optional
        Cases that are not over yet, where the day has begun; all without.
    """
    variance = sum(
        variance_of(case.duration_with(next(iter(case.surgeons), None)))
        for case in day.cases
        if open_cases is None or case.id in open_cases
    )
    return math.ceil(NormalDist().inv_cdf(1 - risk) * math.sqrt(variance / len(day.rooms)))


def variance_of(duration: SurgeryDuration) -> float:
    """Return the variance of a lognormal duration, square minutes."""
    return duration.mean_minutes**2 * math.expm1(duration.log_sd**2)
