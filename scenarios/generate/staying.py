"""How long patients in bed have been there and when they will leave."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from scenarios.generate.norms import ADMISSIONS_BY_HOUR, DISCHARGES_BY_HOUR, Norms
from scenarios.generate.sharing import Bools, Floats, Ints, chosen
from scenarios.hospital import LevelOfCare

CRITICAL_STAY_DAYS = {LevelOfCare.ICU: (5.5, 1.0), LevelOfCare.HDU: (3.5, 0.8)}
"""Mean and coefficient of variation of a stay in intensive care, days. Assumption."""

_DAY = 24 * 60
_SOONEST_MINUTES = 20
_Z90 = 1.2815515655446004


@dataclass(frozen=True, slots=True)
class StayTimes:
    """Minutes before and after the census, one entry a patient.

    ``since_admission`` counts back; ``p10``, ``p50`` and ``p90`` are forecasts of the minutes until the discharge.
    """

    since_admission: Ints
    p10: Ints
    p50: Ints
    p90: Ints


def stay_times(
    alos_days: Floats, stay_cv: Floats, at: datetime, norms: Norms, random: np.random.Generator
) -> StayTimes:
    """Draw the stays that a census finds.

    Long stays are met more often than short ones: the length of a stay in progress has density ``x f(x) / mean``,
    for a lognormal again a lognormal with ``mu + sigma^2``; the census falls evenly into it (renewal theory, e.g.
    Cox 1962). Hence the share that leaves within a day is close to 1 / ALOS. The forecast's median is the drawn
    remainder, its spread a lognormal error; days are kept and the hour of the day is drawn from the hours at which
    patients are admitted and discharged.
    """
    n = len(alos_days)
    sigma2 = np.log1p(stay_cv**2)
    mu = np.log(alos_days * norms.alos_scale) - sigma2 / 2
    stay = np.exp(mu + sigma2 + np.sqrt(sigma2) * random.standard_normal(n))
    elapsed = stay * random.random(n)
    remaining = stay - elapsed
    minute = at.hour * 60 + at.minute
    admitted_at, left_at = _clock(ADMISSIONS_BY_HOUR, n, random), _clock(DISCHARGES_BY_HOUR, n, random)
    error = np.exp(_Z90 * norms.forecast_log_sd)
    early, late = _clock_quantiles()
    p50 = _next(remaining, left_at, minute)
    return StayTimes(
        since_admission=np.maximum(_next(elapsed, _DAY - admitted_at, _DAY - minute), 30),
        p10=np.minimum(_next(remaining / error, early, minute), np.maximum(p50 - 60, _SOONEST_MINUTES)),
        p50=p50,
        p90=np.maximum(_next(remaining * error, late, minute), p50 + 120),
    )


def _next(days: Floats, clock: Ints | int, minute: int) -> Ints:
    """Return minutes from the census: the whole days kept, then the first time the clock shows this minute."""
    ahead = (np.asarray(clock) - minute) % _DAY
    minutes: Ints = np.maximum(np.floor(days) * _DAY + ahead, _SOONEST_MINUTES).astype(np.int64)
    return minutes


def _clock(weights: dict[int, float] | dict[int, int], n: int, random: np.random.Generator) -> Ints:
    hours = np.array(list(weights))
    minutes: Ints = hours[chosen(random.random(n), list(weights.values()))] * 60 + random.integers(0, 12, n) * 5
    return minutes


def _clock_quantiles() -> tuple[int, int]:
    hours = np.repeat(list(DISCHARGES_BY_HOUR), list(DISCHARGES_BY_HOUR.values()))
    return int(np.quantile(hours, 0.1)) * 60, int(np.quantile(hours, 0.9)) * 60


def ordered_minutes_ago(p50: Ints, at: datetime, norms: Norms, random: np.random.Generator) -> tuple[Bools, Ints]:
    """Return who of today's discharges has the order already, and since how many minutes (after the morning round)."""
    leaves_today = p50 < _DAY - (at.hour * 60 + at.minute)
    ordered = leaves_today & (random.random(len(p50)) < norms.ordered_today)
    return ordered, random.integers(5, 150, len(p50))


def later(at: datetime, minutes: int) -> datetime:
    """Return the moment this many minutes after the census (before it, when negative)."""
    return at + timedelta(minutes=int(minutes))
