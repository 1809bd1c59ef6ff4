"""Emergency: arrival, triage, treatment, exams, home or a bed."""

from dataclasses import dataclass
from functools import partial

import numpy as np

from simulation.beds.case import Case
from simulation.calendar import DAY, HOUR
from simulation.cohorts import GENERAL, OUTBREAK_PATHOGEN, STAY_SURPLUS_DAYS, Cohort, draw_cohort, draw_departments
from simulation.engine.arrivals import Times, start_arrivals, thinned_times
from simulation.engine.journeys import Steps
from simulation.measure_words import TRIAGE_MINUTES
from simulation.pathways.critical_care import critical_care
from simulation.pathways.operation import operate, room_for_emergency
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

PRIORITY_BY_TRIAGE = (IMMEDIATE, URGENT, SOON, SOON)
_LEAST_STAY = 0.3 * DAY


@dataclass(frozen=True, slots=True)
class Visits:
    """Emergency visits in order of arrival: triage level (0-3), treatment minutes, and number among the admitted."""

    times: Times
    triage: list[int]
    treatment_minutes: list[float]
    admitted: list[int]
    cohort: Cohort


class EmergencyPathway:
    """All emergency patients of a run."""

    def __init__(self, world: World) -> None:
        self.world = world

    def start(self) -> None:
        """Let them come, and those of every influx."""
        world = self.world
        visits = self._ordinary_visits()
        start_arrivals(world.clock, visits.times, partial(self._visit, "E", visits))
        for number, influx in enumerate(world.settings.influxes):
            crowd = self._influx(number, influx)
            start_arrivals(world.clock, crowd.times, partial(self._visit, f"X{number}-", crowd))

    def _ordinary_visits(self) -> Visits:
        world, demand = self.world, self.world.settings.demand
        times = emergency_times(world)
        random = world.streams.generator("emergency/visits")
        triage = np.searchsorted(np.cumsum(demand.triage_shares)[:-1], random.random(times.size), side="right")
        rates = np.array([d.admissions_per_day * d.emergency_share for d in demand.departments])
        chances = np.array(ADMITTED_BY_TRIAGE)
        scale = rates.sum() / max(demand.emergency_visits_per_day, 1e-9) / np.dot(chances, demand.triage_shares)
        admitted = random.random(times.size) < np.minimum(chances * scale, 0.98)[triage]
        departments = draw_departments(rates, times.size, random)[admitted]
        return self._visits("emergency", times, triage, admitted, departments)

    def _influx(self, number: int, influx: Influx) -> Visits:
        world = self.world
        random = world.streams.generator(f"influx/{number}")
        start = influx.day * DAY + influx.minute
        times = np.sort(start + random.random(influx.patients) * influx.hours * HOUR)
        triage = np.searchsorted([0.15, 0.5, 0.9], random.random(influx.patients), side="right")
        admitted = random.random(influx.patients) < influx.admitted
        demand = world.settings.demand.departments
        names = influx.departments or tuple(d.department for d in demand if d.operates)
        weights = np.array([d.admissions_per_day if d.department in names else 0.0 for d in demand])
        departments = draw_departments(weights, influx.patients, random)[admitted]
        visits = self._visits(f"influx/{number}", times, triage, admitted, departments)
        if influx.airborne:
            count = len(visits.cohort.isolation)
            visits.cohort.isolation[:] = [2] * count
            visits.cohort.pathogen[:] = [OUTBREAK_PATHOGEN] * count
        return visits

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
            yield from operate(world, case, room_for_emergency(world, case.department), -1.0)
            world.theatres.recovery.release()
        if case.level != GENERAL:
            yield from critical_care(world, case)
        spent = world.clock._now - began
        yield from recover_and_go(
            world, case, max(cohort.stay_minutes[index] - world.discharge_lead - spent, _LEAST_STAY)
        )


def emergency_times(world: World) -> Times:
    """Return the times of ordinary emergency visits, by hour, weekday and season."""
    demand, calendar = world.settings.demand, world.calendar
    days = len(calendar.weekday)
    factor = np.array(demand.by_weekday)[calendar.weekday]
    for peak in demand.peaks:
        factor[max(0, peak.from_day) : max(0, min(days, peak.to_day))] *= peak.factor
    hours = np.array(demand.by_hour) / np.mean(demand.by_hour)
    level = demand.emergency_visits_per_day / DAY
    top = float(factor.max() * hours.max())
    return thinned_times(
        lambda times: level * factor[(times // DAY).astype(np.int64)] * hours[(times // HOUR).astype(np.int64) % 24],
        level * top,
        world.end,
        world.streams.generator("emergency/arrivals"),
    )
