"""Elective patients: referral, waiting list, and the way into surgery or a medical bed."""

from collections.abc import Callable

import numpy as np

from simulation.beds.case import Case
from simulation.calendar import DAY
from simulation.cohorts import STAY_SURPLUS_DAYS, Cohort, draw_cohort, draw_departments
from simulation.demand import MOST_DAY_SURGERY
from simulation.engine.arrivals import start_arrivals
from simulation.engine.journeys import Journey, Steps
from simulation.needs import GENERAL
from simulation.pathways.day_surgery import DaySurgeryPathway
from simulation.pathways.elective_surgery import ElectiveSurgeryPathway
from simulation.pathways.medical import MedicalPathway
from simulation.pathways.waiting_already import PLANNING_MINUTE, call_those_already_waiting, referral_times
from simulation.settings import HospitalSettings
from simulation.theatres import Planned
from simulation.world import World


class Electives:
    """All elective patients of a run."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.surgery = ElectiveSurgeryPathway(world)
        self.day_surgery = DaySurgeryPathway(world)
        self.medical = MedicalPathway(world)
        self._thresholds = day_surgery_thresholds(world.settings)

    def start(self) -> None:
        """Let them be referred, and plan every day."""
        world = self.world
        demand, calendar, streams = world.settings.demand, world.calendar, world.streams
        rates = np.array([d.admissions_per_day * (1 - d.emergency_share) for d in demand.departments])
        times = referral_times(calendar, calendar.days, float(rates.sum()), streams.generator("elective/referrals"))
        departments = draw_departments(rates, times.size, streams.generator("elective/departments"))
        cohort = draw_cohort("elective", departments, world.layout, demand, demand.elective_operated, streams)
        world.notes.note(STAY_SURPLUS_DAYS, world.end, cohort.stay_surplus_days)
        start_arrivals(world.clock, times, lambda i: self._referral(cohort, i))
        Journey(world.clock, self._plan_every_day())

    def call_those_already_waiting(self) -> None:
        """Fill the waiting lists of a hospital that has been running."""
        call_those_already_waiting(self.world, self.medical, self._refer, self._planned, self._begin)

    def _referral(self, cohort: Cohort, i: int) -> Steps:
        case = self._refer(cohort, i, f"P{i}", self.world.clock._now)
        if case is not None:
            yield from self.medical.journey(case)

    def _refer(self, cohort: Cohort, i: int, name: str, at: float) -> Case | None:
        """Put a surgical patient on the waiting list; return a medical one."""
        case = Case(name, cohort, i, GENERAL, at)
        if not cohort.operation_minutes[i] or not self.world.theatres.suites:
            return case
        case.is_day = cohort.fitness[i] < self._thresholds[case.department]
        self.world.tell(case, f"is put on the waiting list for {'day surgery' if case.is_day else 'surgery'}")
        self.world.theatres.refer(case, 0)
        return None

    def _plan_every_day(self) -> Steps:
        world = self.world
        clock, calendar = world.clock, world.calendar
        day = int(clock._now // DAY)
        if clock._now > day * DAY + PLANNING_MINUTE:
            day += 1
        while True:
            yield day * DAY + PLANNING_MINUTE - clock._now
            if calendar.is_workday[day + 1]:
                self._plan(day + 1)
            day += 1

    def _plan(self, day: int) -> None:
        for item in self._planned():
            self._begin(item, day)

    def _planned(self) -> list[Planned]:
        world = self.world
        surge = world.settings.surge
        full = surge.boarding_patients is not None and world.boarding >= surge.boarding_patients
        most = world.settings.surgical_admissions_a_day
        return world.theatres.plan(surge.elective_share if full else 1.0, float("inf") if most is None else most)

    def _begin(self, item: Planned, day: int) -> None:
        self.world.tell(item.case, "is on tomorrow's operating list")
        journey: Callable[[Planned, int], Steps]
        journey = self.day_surgery.journey if item.case.is_day else self.surgery.journey
        Journey(self.world.clock, journey(item, day))


def day_surgery_thresholds(settings: HospitalSettings) -> list[float]:
    """Return for each department the fitness below which an operation is day surgery.

    Departments differ by their own fitness for it; together they make the share that the settings ask for, weighted by
    the operations in the demand. No department goes beyond :data:`simulation.demand.MOST_DAY_SURGERY`.
    """
    demands = settings.demand.departments
    weights = np.array([d.admissions_per_day * (1 - d.emergency_share) if d.operates else 0.0 for d in demands])
    fitness = np.array([d.day_surgery_fitness if d.operates else 0.0 for d in demands])
    if weights.sum() == 0 or settings.day_surgery.share <= 0:
        return [0.0] * len(demands)
    wanted = settings.day_surgery.share * weights.sum()
    low, high = 0.0, 1_000.0
    for _ in range(60):
        middle = (low + high) / 2
        if np.dot(weights, np.minimum(fitness * middle, MOST_DAY_SURGERY)) < wanted:
            low = middle
        else:
            high = middle
    thresholds: list[float] = np.minimum(fitness * high, MOST_DAY_SURGERY).tolist()
    return thresholds
