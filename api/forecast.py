"""How many beds will be free over the next hours, from the quantiles of the stays."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt

from api.store.live import BedNow, LiveState
from scenarios.census import BedState
from scenarios.patients import DischargeForecast, Isolation

HOURS = 24
ORDERED_HALF_LIFE_HOURS = 2.0
"""Half of the patients whose discharge is ordered have left after this time; an assumption, in line with the reported
2 to 3 hours from order to leaving."""
BAND_Z = 1.2816
"""Standard normal 90% quantile: the band holds 80% of what may happen."""

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeBeds:
    """Free beds each hour from now on if nobody new comes, and beds asked for by then.

    Attributes
    ----------
    at : tuple of datetime
        Now and each full hour after it.
    mean, low, high : tuple of float
        Expected number, and the ends of its 80% band.
    asked : tuple of int
        Beds that waiting requests and the expected demand have asked for by then.
    """

    at: tuple[datetime, ...]
    mean: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    asked: tuple[int, ...]


def free_beds(live: LiveState, now: datetime) -> FreeBeds:
    """Return the forecast for the next 24 hours.

    Each bed is free at an hour with a probability that follows from its patient's forecast (linear between the known
    quantiles, given that the patient is still there) and the cleaning after it; beds are taken as independent, so
    their number has mean sum(p) and variance sum(p (1 - p)).
    """
    hours = np.arange(HOURS + 1, dtype=np.float64)
    hospital = live.hospital
    probability = np.array(
        [
            _probability_free(bed, now, hours, hospital.cleaning_minutes, hospital.terminal_cleaning_minutes)
            for bed in list(live.beds.values())
        ]
    )
    mean = probability.sum(axis=0)
    spread = BAND_Z * np.sqrt((probability * (1 - probability)).sum(axis=0))
    at = tuple(now + timedelta(hours=float(hour)) for hour in hours)
    waiting = sum(one.hold is None for one in list(live.requests.values()))
    asked = tuple(waiting + sum(demand.beds for demand in live.expected_demand if now < demand.by <= end) for end in at)
    return FreeBeds(
        at=at,
        mean=tuple(np.round(mean, 1).tolist()),
        low=tuple(np.round(np.maximum(0, mean - spread), 1).tolist()),
        high=tuple(np.round(mean + spread, 1).tolist()),
        asked=asked,
    )


def _probability_free(bed: BedNow, now: datetime, hours: Array, cleaning: int, terminal: int) -> Array:
    if bed.hold is not None or bed.promise is not None or bed.state is BedState.BLOCKED:
        return np.zeros_like(hours)
    if bed.stay is None:
        ready = 0.0
        if bed.state is BedState.CLEANING:
            ready = (bed.until - now).total_seconds() / 3600 if bed.until else cleaning / 60
        return (hours >= ready).astype(np.float64)
    stay = bed.stay.stay
    after = hours - (cleaning if stay.patient.isolation is Isolation.NONE else terminal) / 60
    if stay.discharge_ordered_at is not None:
        return np.where(after > 0, 1 - 0.5 ** (np.maximum(after, 0) / ORDERED_HALF_LIFE_HOURS), 0.0)
    if stay.expected_discharge is None:
        return np.zeros_like(hours)
    return _left_by(stay.expected_discharge, now, after)


def _left_by(forecast: DischargeForecast, now: datetime, hours: Array) -> Array:
    """Return the probability of having left by some hours from now, given that the patient is still there."""
    p10, p50, p90 = ((time - now).total_seconds() / 3600 for time in (forecast.p10, forecast.p50, forecast.p90))
    earliest, latest = p10 - (p50 - p10) / 4, p90 + (p90 - p50) / 4
    points, levels = [earliest, p10, p50, p90, latest + 1e-6], [0.0, 0.1, 0.5, 0.9, 1.0]
    stayed = 1 - float(np.interp(0.0, points, levels))
    if stayed < 0.05:  # long overdue: nothing is known but that an order will come, so as if it came now
        return np.where(hours > 0, 1 - 0.5 ** (np.maximum(hours, 0) / (2 * ORDERED_HALF_LIFE_HOURS)), 0.0)
    left = (np.interp(hours, points, levels) - (1 - stayed)) / stayed
    return np.where(hours > 0, np.clip(left, 0.0, 1.0), 0.0)
