"""Who comes to emergency and when: ordinary visits, those of peaks, and crowds."""

from dataclasses import dataclass, field

import numpy as np

from simulation.calendar import DAY, HOUR
from simulation.cohorts import STAY_SURPLUS_DAYS, Cohort, draw_cohort, draw_departments
from simulation.engine.arrivals import Times, thinned_times
from simulation.needs import OUTBREAK_PATHOGEN, Floats
from simulation.settings import Influx
from simulation.world import World

TREATMENT_MINUTES = (90.0, 80.0)
"""Mean and deviation of the time on a treatment place, lognormal. Assumption."""

ADMITTED_BY_TRIAGE = (0.9, 0.6, 0.22, 0.04)
"""Chance of admission by triage level, before it is scaled to the hospital's admissions. Assumption."""

INFLUX_TRIAGE_ENDS = (0.15, 0.5, 0.9)
"""Shares of an influx up to triage level 1, 2 and 3. Assumption."""


@dataclass(frozen=True, slots=True)
class Visits:
    """Emergency visits in order of arrival.

    Attributes
    ----------
    times : ndarray
        Minutes of arrival.
    triage, treatment_minutes, admitted : list
        Triage level (0-3), minutes on a treatment place, number among the admitted (-1 for who goes home).
    cohort : Cohort
        The admitted.
    away : set of int
        Who stays away on a day with fewer visits.
    """

    times: Times
    triage: list[int]
    treatment_minutes: list[float]
    admitted: list[int]
    cohort: Cohort
    away: set[int] = field(default_factory=set)


def ordinary_visits(world: World) -> Visits:
    """Return the visits without peaks; on days with fewer, some of the patients stay away."""
    times = emergency_times(world, "emergency/arrivals", np.ones(len(world.calendar.weekday)))
    factor = peak_factor(world)
    visits = _visits_at(world, times, "emergency")
    if factor.min() < 1:
        marks = world.streams.generator("emergency/away").random(times.size)
        visits.away.update(np.flatnonzero(marks >= factor[(times // DAY).astype(np.int64)]).tolist())
    return visits


def additional_visits(world: World) -> Visits:
    """Return the visits that peaks add, so that the ordinary patients are the same with and without a peak."""
    more = np.maximum(peak_factor(world) - 1, 0.0)
    return _visits_at(world, emergency_times(world, "additional/arrivals", more), "additional")


def _visits_at(world: World, times: Times, name: str) -> Visits:
    demand = world.settings.demand
    random = world.streams.generator(f"{name}/visits")
    triage = np.searchsorted(np.cumsum(demand.triage_shares)[:-1], random.random(times.size), side="right")
    rates = np.array([d.admissions_per_day * d.emergency_share for d in demand.departments])
    chances = np.array(ADMITTED_BY_TRIAGE)
    scale = rates.sum() / max(demand.emergency_visits_per_day, 1e-9) / np.dot(chances, demand.triage_shares)
    admitted = random.random(times.size) < np.minimum(chances * scale, 0.98)[triage]
    departments = draw_departments(rates, times.size, random)[admitted]
    return _visits(world, name, times, triage, admitted, departments)


def influx_visits(world: World, number: int, influx: Influx) -> Visits:
    """Return the patients of an influx."""
    random = world.streams.generator(f"influx/{number}")
    start = influx.day * DAY + influx.minute
    times = np.sort(start + random.random(influx.patients) * influx.hours * HOUR)
    triage = np.searchsorted(INFLUX_TRIAGE_ENDS, random.random(influx.patients), side="right")
    admitted = random.random(influx.patients) < influx.admitted
    departments = draw_departments(_influx_weights(world, influx), influx.patients, random)[admitted]
    visits = _visits(world, f"influx/{number}", times, triage, admitted, departments)
    if influx.airborne:
        count = len(visits.cohort.isolation)
        visits.cohort.isolation[:] = [2] * count
        visits.cohort.pathogen[:] = [OUTBREAK_PATHOGEN] * count
    return visits


def _influx_weights(world: World, influx: Influx) -> Floats:
    """Return by department how many of the admitted of an influx it treats, relative to the others."""
    demand = world.settings.demand.departments
    operating = [d.department for d in demand if d.operates]
    names = influx.departments or operating or [d.department for d in demand]
    chosen = np.array([d.department in names for d in demand], dtype=np.float64)
    weights = chosen * np.array([d.admissions_per_day for d in demand])
    return weights if weights.sum() > 0 else chosen


def _visits(
    world: World, name: str, times: Times, triage: np.ndarray, admitted: np.ndarray, departments: np.ndarray
) -> Visits:
    mean, deviation = TREATMENT_MINUTES
    spread = np.sqrt(np.log1p((deviation / mean) ** 2))
    scores = world.streams.generator(f"{name}/treatment").standard_normal(times.size)
    cohort = draw_cohort(
        name,
        departments,
        world.layout,
        world.settings.demand,
        world.settings.demand.emergency_operated,
        world.streams,
    )
    world.notes.note(STAY_SURPLUS_DAYS, world.end, cohort.stay_surplus_days)
    numbers = np.where(admitted, np.cumsum(admitted) - 1, -1)
    return Visits(
        times, triage.tolist(), (mean * np.exp(spread * scores - spread**2 / 2)).tolist(), numbers.tolist(), cohort
    )


def peak_factor(world: World) -> Floats:
    """Return for each day how many come, relative to the ordinary."""
    factor = np.ones(len(world.calendar.weekday))
    for peak in world.settings.demand.peaks:
        factor[max(0, peak.from_day) : max(0, min(factor.size, peak.to_day))] *= peak.factor
    return factor


def emergency_times(world: World, stream: str, by_day: Floats) -> Times:
    """Return the times of emergency visits, by hour and weekday.

    Parameters
    ----------
    world : World
        The hospital.
    stream : str
        Of the arrivals.
    by_day : ndarray, shape (days,)
        How many come on each day, relative to the ordinary.
    """
    demand, calendar = world.settings.demand, world.calendar
    factor = by_day * np.array(demand.by_weekday)[calendar.weekday]
    hours = np.array(demand.by_hour) / np.mean(demand.by_hour)
    level = demand.emergency_visits_per_day / DAY
    top = float(factor.max() * hours.max())
    return thinned_times(
        lambda times: level * factor[(times // DAY).astype(np.int64)] * hours[(times // HOUR).astype(np.int64) % 24],
        level * top,
        world.end,
        world.streams.generator(stream),
    )
