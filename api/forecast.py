"""How many beds will be free over the next hours, from the quantiles of the stays."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt

from api.planned_beds import expected_demand
from api.readiness import ready_at
from api.store.live import BedNow, LiveState
from scenarios.patients import Isolation

HOURS = 24
SHORTEST_HALF_LIFE_HOURS = 1.0
"""Half of the patients whose discharge is ordered have left by the moment that all screens count on; when that is near
or over, within this time, an assumption."""
OVERDUE_HALF_LIFE_HOURS = 4.0
"""Of patients long overdue nothing is known but that an order will come: half of them leave within this time, an
assumption in line with the reported 2 to 3 hours from order to leaving."""
BAND_Z = 1.2816
"""Standard normal 90% quantile: the band holds 80% of what may happen."""

LEAST_STAYED = 0.05
"""Whoever stays on beyond all but this share of the forecast is overdue."""
HOUR = timedelta(hours=1)

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeBeds:
    """Beds that come free each hour from now on, beds needed by then, and what is left.

    Attributes
    ----------
    at : tuple of datetime
        Now and each full hour after it.
    mean, low, high : tuple of float
        Expected number of free beds if nobody new comes, and the ends of its 80% band.
    asked : tuple of int
        Beds that waiting requests and the expected demand have asked for by then.
    arrivals : tuple of int
        Patients who come by then if this day is as the last: who was admitted, or asked for a bed, in the same hours.
    net, net_low, net_high : tuple of float
        Beds to spare: free ones less those asked for and those for who comes, and the 80% band; below 0 beds are short.
    """

    at: tuple[datetime, ...]
    mean: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    asked: tuple[int, ...]
    arrivals: tuple[int, ...]
    net: tuple[float, ...]
    net_low: tuple[float, ...]
    net_high: tuple[float, ...]


def free_beds(live: LiveState, now: datetime) -> FreeBeds:
    """Return the forecast for the next 24 hours.

    Each bed is free at an hour with a probability that follows from its patient's forecast, given that the patient is
    still there, and the cleaning after it. Beds are taken as independent, so their number is Poisson-binomial, with
    mean sum(p) and variance sum(p (1 - p)); with the hundreds of patients of a hospital it is as good as normal.
    """
    hours = np.arange(HOURS + 1, dtype=np.float64)
    beds = [bed for bed in list(live.beds.values()) if not _spoken_for(bed)]
    probability = np.concatenate([_emptied(beds, live, now, hours), _leaving(beds, live, now, hours)])
    mean = probability.sum(axis=0)
    variance = (probability * (1 - probability)).sum(axis=0)
    spread = BAND_Z * np.sqrt(variance)
    at = tuple(now + timedelta(hours=float(hour)) for hour in hours)
    waiting = sum(one.hold is None for one in list(live.requests.values()))
    expected = expected_demand(live, now)
    asked = tuple(waiting + sum(demand.beds for demand in expected if now < demand.by <= end) for end in at)
    coming = _arrivals(live, now, hours)
    net = mean - np.array(asked) - coming
    # Arrivals are taken as Poisson, whose variance is their mean.
    net_spread = BAND_Z * np.sqrt(variance + coming)
    return FreeBeds(
        at=at,
        mean=tuple(np.round(mean, 1).tolist()),
        low=tuple(np.round(np.maximum(0, mean - spread), 1).tolist()),
        high=tuple(np.round(mean + spread, 1).tolist()),
        asked=asked,
        arrivals=tuple(int(one) for one in coming),
        net=tuple(np.round(net, 1).tolist()),
        net_low=tuple(np.round(net - net_spread, 1).tolist()),
        net_high=tuple(np.round(net + net_spread, 1).tolist()),
    )


def expected_free(beds: list[BedNow], live: LiveState, now: datetime, at: datetime) -> float:
    """Return how many of some beds are expected to be free at a moment if nobody new comes."""
    hours = np.array([(at - now) / HOUR], dtype=np.float64)
    free = [bed for bed in beds if not _spoken_for(bed)]
    return float(_emptied(free, live, now, hours).sum() + _leaving(free, live, now, hours).sum())


def _arrivals(live: LiveState, now: datetime, hours: Array) -> Array:
    """Return how many patients came by each hour of the last day, counted from its beginning.

    Who is gone again already is not seen, so short stays are missing.
    """
    day = timedelta(hours=HOURS)
    stays = (bed.stay.stay.admitted_at for bed in list(live.beds.values()) if bed.stay is not None)
    asked = (one.request.requested_at for one in list(live.requests.values()) if one.request.current_bed is None)
    came = np.array([(at + day - now) / HOUR for at in (*stays, *asked) if now - day < at <= now], dtype=np.float64)
    return np.array([(came <= hour).sum() for hour in hours], dtype=np.float64)


def _spoken_for(bed: BedNow) -> bool:
    return bed.hold is not None or bed.promise is not None


def _emptied(beds: list[BedNow], live: LiveState, now: datetime, hours: Array) -> Array:
    """Return 0 or 1 for the beds without a patient (beds x hours): free now, or once cleaned or opened."""
    ready = []
    for bed in beds:
        if bed.stay is None:
            at = ready_at(bed, live.hospital, now)
            ready.append(np.inf if at is None else (at - now) / HOUR)
    return (hours[None, :] >= np.array(ready, dtype=np.float64)[:, None]).astype(np.float64)


def _leaving(beds: list[BedNow], live: LiveState, now: datetime, hours: Array) -> Array:
    """Return the probability that each patient with a forecast has left and the bed is clean (beds x hours)."""
    rows = []
    for bed in beds:
        if bed.stay is None:
            continue
        stay, forecast = bed.stay.stay, bed.stay.stay.expected_discharge
        isolated = stay.patient.isolation is not Isolation.NONE
        cleaning = (live.hospital.terminal_cleaning_minutes if isolated else live.hospital.cleaning_minutes) / 60
        if bed.closes_after_stay:
            continue
        if stay.discharge_ordered_at is not None and bed.stay.leaves_at is not None:
            usual = max(SHORTEST_HALF_LIFE_HOURS, (bed.stay.leaves_at - now) / HOUR)
            rows.append((cleaning, usual, 0.0, 0.0, 0.0))
        elif forecast is not None:
            quantiles = ((forecast.p10 - now) / HOUR, (forecast.p50 - now) / HOUR, (forecast.p90 - now) / HOUR)
            rows.append((cleaning, 0.0, *quantiles))
    cleaning_hours, half_life, p10, p50, p90 = np.array(rows, dtype=np.float64).reshape(-1, 5).T[:, :, None]
    after = hours[None, :] - cleaning_hours
    stayed = 1 - _distribution(np.zeros_like(p50), p10, p50, p90)
    left = 1 - (1 - _distribution(after, p10, p50, p90)) / np.maximum(stayed, LEAST_STAYED)
    half_life = np.where((half_life == 0) & (stayed < LEAST_STAYED), OVERDUE_HALF_LIFE_HOURS, half_life)
    decay = 1 - 0.5 ** (np.maximum(after, 0) / np.maximum(half_life, 1e-9))
    return np.where(after > 0, np.clip(np.where(half_life > 0, decay, left), 0.0, 1.0), 0.0)


def _distribution(hours: Array, p10: Array, p50: Array, p90: Array) -> Array:
    """Return the probability of having left by some hours: linear through the quantiles, and on beyond them."""
    width = np.where(hours < p50, p50 - p10, p90 - p50) / 0.8
    return np.clip(0.5 + (hours - p50) / np.maximum(width, 1e-9) / 2, 0.0, 1.0)
