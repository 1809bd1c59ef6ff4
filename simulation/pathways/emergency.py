"""Emergency: arrival, triage, treatment, exams, home or a bed."""

from dataclasses import dataclass, field
from functools import partial

import numpy as np

from simulation.beds.case import Case
from simulation.calendar import DAY, HOUR
from simulation.cohorts import (
    GENERAL,
    OUTBREAK_PATHOGEN,
    STAY_SURPLUS_DAYS,
    Cohort,
    Floats,
    draw_cohort,
    draw_departments,
)
from simulation.engine.arrivals import Times, start_arrivals, thinned_times
from simulation.engine.journeys import Steps
from simulation.measure_words import TRIAGE_MINUTES
from simulation.pathways.critical_care import critical_care
from simulation.pathways.operation import operate_emergency
from simulation.pathways.ward_stay import (
    EMERGENCY,
    IMMEDIATE,
    SOON,
    URGENT,
    ask_for_bed,
    lie_down,
    recover_and_go,
)
from simulation.settings import Influx
from simulation.world import World

TREATMENT_MINUTES = (90.0, 80.0)
"""Mean and deviation of the time on a treatment place, lognormal. Assumption."""

ADMITTED_BY_TRIAGE = (0.9, 0.6, 0.22, 0.04)
"""Chance of admission by triage level, before it is scaled to the hospital's admissions. Assumption."""

INFLUX_TRIAGE_ENDS = (0.15, 0.5, 0.9)
"""Shares of an influx up to triage level 1, 2 and 3. Assumption."""

PRIORITY_BY_TRIAGE = (IMMEDIATE, URGENT, SOON, SOON)
_LEAST_STAY = 0.3 * DAY


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


class EmergencyPathway:
    """All emergency patients of a run."""

    def __init__(self, world: World) -> None:
        self.world = world

    def start(self) -> None:
        """Let them come, and those of every influx."""
        world = self.world
        for prefix, visits in (("E", self._ordinary_visits()), ("A", self._additional_visits())):
            start_arrivals(world.clock, visits.times, partial(self._visit, prefix, visits))
        for number, influx in enumerate(world.settings.influxes):
            crowd = self._influx(number, influx)
            start_arrivals(world.clock, crowd.times, partial(self._visit, f"X{number}-", crowd))

    def _ordinary_visits(self) -> Visits:
        """Return the visits without peaks; on days with fewer, some of the patients stay away."""
        times = emergency_times(self.world, "emergency/arrivals", np.ones(len(self.world.calendar.weekday)))
        factor = peak_factor(self.world)
        visits = self._visits_at(times, "emergency")
        if factor.min() < 1:
            marks = self.world.streams.generator("emergency/away").random(times.size)
            visits.away.update(np.flatnonzero(marks >= factor[(times // DAY).astype(np.int64)]).tolist())
        return visits

    def _additional_visits(self) -> Visits:
        """Return the visits that peaks add, so that the ordinary patients are the same with and without a peak."""
        more = np.maximum(peak_factor(self.world) - 1, 0.0)
        return self._visits_at(emergency_times(self.world, "additional/arrivals", more), "additional")

    def _visits_at(self, times: Times, name: str) -> Visits:
        world, demand = self.world, self.world.settings.demand
        random = world.streams.generator(f"{name}/visits")
        triage = np.searchsorted(np.cumsum(demand.triage_shares)[:-1], random.random(times.size), side="right")
        rates = np.array([d.admissions_per_day * d.emergency_share for d in demand.departments])
        chances = np.array(ADMITTED_BY_TRIAGE)
        scale = rates.sum() / max(demand.emergency_visits_per_day, 1e-9) / np.dot(chances, demand.triage_shares)
        admitted = random.random(times.size) < np.minimum(chances * scale, 0.98)[triage]
        departments = draw_departments(rates, times.size, random)[admitted]
        return self._visits(name, times, triage, admitted, departments)

    def _influx(self, number: int, influx: Influx) -> Visits:
        world = self.world
        random = world.streams.generator(f"influx/{number}")
        start = influx.day * DAY + influx.minute
        times = np.sort(start + random.random(influx.patients) * influx.hours * HOUR)
        triage = np.searchsorted(INFLUX_TRIAGE_ENDS, random.random(influx.patients), side="right")
        admitted = random.random(influx.patients) < influx.admitted
        departments = draw_departments(self._influx_weights(influx), influx.patients, random)[admitted]
        visits = self._visits(f"influx/{number}", times, triage, admitted, departments)
        if influx.airborne:
            count = len(visits.cohort.isolation)
            visits.cohort.isolation[:] = [2] * count
            visits.cohort.pathogen[:] = [OUTBREAK_PATHOGEN] * count
        return visits

    def _influx_weights(self, influx: Influx) -> Floats:
        """Return by department how many of the admitted of an influx it treats, relative to the others."""
        demand = self.world.settings.demand.departments
        operating = [d.department for d in demand if d.operates]
        names = influx.departments or operating or [d.department for d in demand]
        chosen = np.array([d.department in names for d in demand], dtype=np.float64)
        weights = chosen * np.array([d.admissions_per_day for d in demand])
        return weights if weights.sum() > 0 else chosen

    def _visits(
        self, name: str, times: Times, triage: np.ndarray, admitted: np.ndarray, departments: np.ndarray
    ) -> Visits:
        world = self.world
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

    def _visit(self, prefix: str, visits: Visits, i: int) -> Steps:
        if i in visits.away:
            return
        world = self.world
        clock, places = world.clock, world.emergency_places
        triage = visits.triage[i]
        arrived = clock._now
        yield TRIAGE_MINUTES
        yield places, triage
        world.notes.note(
            "emergency_wait_urgent" if triage < 2 else "emergency_wait_other", clock._now, clock._now - arrived
        )
        yield visits.treatment_minutes[i]
        number = visits.admitted[i]
        if number < 0:
            places.release()
            return
        case = Case(f"{prefix}{number}", visits.cohort, number, visits.cohort.level[number], arrived)
        world.tell(case, f"came to emergency in triage level {triage + 1}, is to be admitted")
        yield from self._wait_for_bed(case, PRIORITY_BY_TRIAGE[triage])
        yield from self.inpatient(case)

    def _wait_for_bed(self, case: Case, priority: float) -> Steps:
        """Board: on a boarding place if one is free, else on the treatment place, which is then blocked."""
        world = self.world
        clock = world.clock
        place = world.emergency_places
        if world.boarding_places.busy < world.boarding_places.capacity:
            yield world.boarding_places, 0
            place.release()
            place = world.boarding_places
        asked = clock._now
        world.boarding += 1
        yield from ask_for_bed(world, case, priority, EMERGENCY)
        world.boarding -= 1
        world.notes.note("boarding_hours", clock._now, (clock._now - asked) / 60)
        yield from lie_down(world, case)
        place.release()

    def inpatient(self, case: Case) -> Steps:
        """Stay in hospital: surgery at once where needed, intensive care first where needed, then the ward."""
        world, cohort, index = self.world, case.cohort, case.index
        began = world.clock._now
        if cohort.operation_minutes[index]:
            yield from operate_emergency(world, case)
            world.theatres.recovery.release()
        if case.level != GENERAL:
            yield from critical_care(world, case)
        spent = world.clock._now - began
        yield from recover_and_go(
            world, case, max(cohort.stay_minutes[index] - world.discharge_lead - spent, _LEAST_STAY)
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
