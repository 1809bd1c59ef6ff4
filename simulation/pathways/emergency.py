"""Emergency: arrival, triage, treatment, exams, home or a bed."""

from functools import partial

from simulation.beds.case import Case
from simulation.calendar import DAY
from simulation.emergency_visits import Visits, additional_visits, influx_visits, ordinary_visits
from simulation.engine.arrivals import start_arrivals
from simulation.engine.journeys import Steps
from simulation.measure_words import TRIAGE_MINUTES
from simulation.needs import GENERAL
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
from simulation.world import World

PRIORITY_BY_TRIAGE = (IMMEDIATE, URGENT, SOON, SOON)
_LEAST_STAY = 0.3 * DAY


class EmergencyPathway:
    """All emergency patients of a run."""

    def __init__(self, world: World) -> None:
        self.world = world

    def start(self) -> None:
        """Let them come, and those of every influx."""
        world = self.world
        for prefix, visits in (("E", ordinary_visits(world)), ("A", additional_visits(world))):
            start_arrivals(world.clock, visits.times, partial(self._visit, prefix, visits))
        for number, influx in enumerate(world.settings.influxes):
            crowd = influx_visits(world, number, influx)
            start_arrivals(world.clock, crowd.times, partial(self._visit, f"X{number}-", crowd))

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
