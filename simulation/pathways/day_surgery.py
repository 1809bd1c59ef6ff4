"""Day surgery: in on the morning of the operation, home on the same day, or kept as an inpatient."""

from math import exp, log, log1p, sqrt

from simulation.beds.case import Case
from simulation.calendar import DAY
from simulation.engine.journeys import Steps
from simulation.needs import DAY_WARD, GENERAL
from simulation.pathways.elective_surgery import LATEST_BED_AFTER_OPENING, NO_BED, SESSION_OVER, call_off
from simulation.pathways.operation import operate
from simulation.pathways.ward_stay import (
    ELECTIVE,
    PLANNED,
    RECOVERY,
    SOON,
    ask_for_bed,
    leave_day_ward,
    lie_down,
    recover_and_go,
)
from simulation.theatres import Planned
from simulation.world import World

BEFORE_OPERATION_MINUTES = 90.0
"""A day patient comes so long before the expected start. Assumption."""

LATEST_HOME_MINUTE = 21 * 60
"""Who is not fit by then stays overnight. Assumption."""

LEAST_NIGHT = 0.6 * DAY
"""Until a day patient who stays is fit. Assumption."""


class DaySurgeryPathway:
    """Day surgery, on the day ward or a bed that also takes day patients."""

    def __init__(self, world: World) -> None:
        self.world = world
        stay = world.settings.day_surgery.stay
        self._spread = sqrt(log1p((stay.sd / stay.mean) ** 2))
        self._location = log(stay.mean) - self._spread**2 / 2

    def journey(self, planned: Planned, day: int) -> Steps:
        """Go through it, from the plan for a day on."""
        world, case, clock = self.world, planned.case, self.world.clock
        settings = world.settings.theatres
        case.needs(DAY_WARD)
        yield max(day * DAY + planned.expected_start_minute - BEFORE_OPERATION_MINUTES - clock._now, 0.0)
        granted = yield from ask_for_bed(world, case, PLANNED, ELECTIVE, LATEST_BED_AFTER_OPENING)
        if not granted:
            call_off(world, case, NO_BED)
            return
        waited_days = (clock._now - case.arrived) / DAY
        yield from lie_down(world, case)
        left = day * DAY + settings.close_minute - clock._now
        done = yield from operate(world, case, planned.suite.pool, float(planned.place), max(left, 0.0))
        if not done:
            leave_day_ward(world, case)
            call_off(world, case, SESSION_OVER)
            return
        world.theatres.recovery.release()
        world.notes.note("day_surgery", clock._now, 1.0)
        world.notes.note("day_surgery_wait_days", clock._now, waited_days)
        yield from self._home_or_overnight(case, day)

    def _home_or_overnight(self, case: Case, day: int) -> Steps:
        world, clock = self.world, self.world.clock
        chance = case.cohort.chance[case.index]
        yield exp(self._location + self._spread * case.cohort.papers[case.index])
        too_late = clock._now - day * DAY > LATEST_HOME_MINUTE
        if chance[2] >= world.settings.day_surgery.converted and not too_late:
            leave_day_ward(world, case)
            return
        world.notes.note("day_surgery_converted", clock._now, 1.0)
        old = case.bed
        case.needs(GENERAL)
        if not world.board.suits(case):
            yield from ask_for_bed(world, case, SOON, RECOVERY)
            yield from lie_down(world, case, old)
        yield from recover_and_go(world, case, LEAST_NIGHT)
