"""An elective operation with a ward bed: admitted the day before, operated, recovered, discharged."""

from simulation.beds.case import Case
from simulation.calendar import DAY
from simulation.engine.journeys import Steps
from simulation.needs import GENERAL
from simulation.pathways.critical_care import critical_care
from simulation.pathways.operation import operate
from simulation.pathways.ward_stay import (
    ELECTIVE,
    PLANNED,
    RECOVERY,
    URGENT,
    ask_for_bed,
    lie_down,
    recover_and_go,
)
from simulation.theatres import Planned
from simulation.world import World

ADMISSION_MINUTE = 14 * 60
"""Patients come in the afternoon before the operation: the hospital's target of afternoon admission."""

LATEST_BED_AFTER_OPENING = 240.0
"""Without a bed so long after the sessions open, an inpatient's operation is called off; a day patient waits so long at
most. Assumption."""

FIRST_AGAIN = -1
"""Urgency on the waiting list of a patient whose operation was called off."""

NO_BED, SESSION_OVER = "there is no bed in time", "the session is over"
_LEAST_STAY = 0.3 * DAY


class ElectiveSurgeryPathway:
    """Elective surgery of inpatients."""

    def __init__(self, world: World) -> None:
        self.world = world

    def journey(self, planned: Planned, day: int) -> Steps:
        """Go through it, from the plan for a day on."""
        world, case, clock = self.world, planned.case, self.world.clock
        opening = day * DAY + world.settings.theatres.open_minute
        yield max((day - 1) * DAY + ADMISSION_MINUTE - clock._now, 0.0)
        patience = opening + LATEST_BED_AFTER_OPENING - clock._now
        granted = yield from ask_for_bed(world, case, PLANNED, ELECTIVE, patience)
        if not granted:
            call_off(world, case, NO_BED)
            return
        admitted = clock._now
        world.notes.note("surgery_wait_days", admitted, (admitted - case.arrived) / DAY)
        yield from lie_down(world, case)
        yield from self._wait_for_operation(planned, day)
        yield from self._after_operation(case)
        spent = clock._now - admitted
        stay = case.cohort.stay_minutes[case.index]
        yield from recover_and_go(world, case, max(stay - world.discharge_lead - spent, _LEAST_STAY))

    def _wait_for_operation(self, planned: Planned, day: int) -> Steps:
        """Be operated on the planned day, or on the first workday on which the session is long enough."""
        world, clock, settings = self.world, self.world.clock, self.world.settings.theatres
        place = float(planned.place)
        while True:
            yield max(day * DAY + settings.open_minute - clock._now, 0.0)
            left = day * DAY + settings.close_minute - clock._now
            done = yield from operate(world, planned.case, planned.suite.pool, place, max(left, 0.0))
            if done:
                return
            note_called_off(world, planned.case, SESSION_OVER)
            day = int(world.calendar.next_workday[min(day, len(world.calendar.next_workday) - 1)])
            place = float(FIRST_AGAIN)

    def _after_operation(self, case: Case) -> Steps:
        """Go from recovery back to the ward, or to intensive care and then to the ward."""
        world = self.world
        level = case.cohort.level[case.index]
        if level == GENERAL:
            world.theatres.recovery.release()
            return
        case.needs(level)
        old = case.bed
        yield from ask_for_bed(world, case, URGENT, RECOVERY)
        world.theatres.recovery.release()
        yield from lie_down(world, case, old)
        yield from critical_care(world, case)


def note_called_off(world: World, case: Case, why: str) -> None:
    """Write down that an operation was called off."""
    case.cancelled += 1
    world.notes.note("operation_cancelled", world.clock._now, 1.0)
    world.tell(case, f"{why}: the operation is called off")


def call_off(world: World, case: Case, why: str) -> None:
    """Put a patient whose operation was called off, who has gone home, back at the head of the waiting list."""
    note_called_off(world, case, why)
    world.theatres.refer(case, FIRST_AGAIN)
