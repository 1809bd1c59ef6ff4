"""Elective patients without an operation: a planned day, a bed, a stay."""

from itertools import accumulate

from simulation.beds.case import Case
from simulation.calendar import DAY, HOUR
from simulation.engine.journeys import Steps
from simulation.needs import GENERAL
from simulation.pathways.critical_care import critical_care
from simulation.pathways.ward_stay import (
    ELECTIVE,
    PLANNED,
    ask_for_bed,
    lie_down,
    recover_and_go,
)
from simulation.world import World

FIRST_CALL_MINUTE = 9 * 60
"""Patients are called from then on, for six hours. Assumption."""

WAY_TO_HOSPITAL_MINUTES = 90.0
"""The bed is held while the patient comes. Assumption."""

FRIDAY, SATURDAY, SUNDAY = 4, 5, 6
_LEAST_STAY = 0.3 * DAY


class MedicalPathway:
    """Planned medical inpatients; their admissions follow the weekday quota."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._ahead: dict[int, list[float]] = {}

    def _quota_ahead(self, today: int) -> list[float]:
        """Return the cumulated weights of the next seven days, which end with 1."""
        known = self._ahead.get(today)
        if known is None:
            weights = [self._weight(day) for day in range(today + 1, today + 8)]
            if not sum(weights):  # a week of holidays under a quota for workdays alone
                weights = [1.0] * 7
            known = self._ahead[today] = [end / sum(weights) for end in accumulate(weights)]
        return known

    def _weight(self, day: int) -> float:
        """Return a day's part of the quota: a holiday counts as a Sunday, a weekend that is worked as a Friday."""
        calendar, weights = self.world.calendar, self.world.settings.elective_by_weekday
        weekday = (int(calendar.weekday[0]) + day) % 7
        if day < 0 or bool(calendar.is_workday[day]) == (weekday < SATURDAY):
            return weights[weekday]
        return weights[FRIDAY] if calendar.is_workday[day] else weights[SUNDAY]

    def call_minute(self, case: Case) -> float:
        """Return the minute at which a patient is called: within the week after the referral, as the quota says."""
        today = int(case.arrived // DAY)
        chance = case.cohort.chance[case.index]
        day = today + 1 + next(i for i, end in enumerate(self._quota_ahead(today)) if chance[2] <= end + 1e-12)
        return day * DAY + FIRST_CALL_MINUTE + chance[1] * 6 * HOUR

    def journey(self, case: Case) -> Steps:
        """Go through it, from the referral on."""
        world, clock, cohort, index = self.world, self.world.clock, case.cohort, case.index
        world.tell(case, "is referred for a planned medical stay")
        yield self.call_minute(case) - clock._now
        case.needs(cohort.level[index])
        yield from ask_for_bed(world, case, PLANNED, ELECTIVE)
        yield WAY_TO_HOSPITAL_MINUTES
        admitted = clock._now
        world.notes.note("medical_wait_days", admitted, (admitted - case.arrived) / DAY)
        yield from lie_down(world, case)
        if case.level != GENERAL:
            yield from critical_care(world, case)
        spent = clock._now - admitted
        yield from recover_and_go(
            world, case, max(cohort.stay_minutes[index] - world.discharge_lead - spent, _LEAST_STAY)
        )
