"""The quantile of each duration that a plan counts on, chosen by the hospital's limit for the risk of overtime."""

import numpy as np

from optimizer.operating_rooms.problem import DEFAULT_QUANTILE, planned_minutes
from scenarios.surgical_day import SurgicalDay

QUANTILES = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9)
REPLICATIONS = 500
ROOMS_DRAWN = 60

ROOMS_WITHIN_LIMIT = 0.9
"""Share of full rooms that keep the limit, each for itself. Kept on average only, the limit was passed by one full room
in two."""


def chosen_quantile(day: SurgicalDay) -> float:
    """Return the smallest quantile at which full rooms keep the risk limit.

    Rooms are drawn at random from the day's cases, each with as many as the day has a room, and counted as if their
    plan ended exactly at closing time: in ``ROOMS_WITHIN_LIMIT`` of them, the sampled minutes of the room's cases
    exceed its planned ones in at most ``overtime_risk_limit`` of replications. A quantile that the day sets goes first.
    """
    if day.settings.planning_quantile is not None:
        return day.settings.planning_quantile
    cases = [case for case in day.cases if not case.minutes_by_room]
    durations = [case.duration_with(next(iter(case.surgeons), None)) for case in cases]
    if not any(duration.log_sd for duration in durations):
        return DEFAULT_QUANTILE
    random = np.random.default_rng(np.random.SeedSequence(day.seed))
    medians = np.array([duration.median_minutes for duration in durations])
    spread = np.array([duration.log_sd for duration in durations])
    minutes = medians * np.exp(spread * random.standard_normal((REPLICATIONS, len(cases))))
    size = max(1, min(len(cases), round(len(cases) / len(day.rooms))))
    rooms = np.array([random.choice(len(cases), size=size, replace=False) for _ in range(ROOMS_DRAWN)])
    for quantile in QUANTILES:
        planned = np.array(
            [planned_minutes(day, case, day.rooms[0], next(iter(case.surgeons), None), quantile) for case in cases]
        )
        risk = (minutes[:, rooms].sum(axis=2) > planned[rooms].sum(axis=1)).mean(axis=0)
        if float(np.quantile(risk, ROOMS_WITHIN_LIMIT)) <= day.settings.overtime_risk_limit:
            return quantile
    return QUANTILES[-1]
