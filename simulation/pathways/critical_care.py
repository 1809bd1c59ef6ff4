"""Intensive and high-dependency care, and the step down from it to the ward."""

from simulation.beds.case import Case
from simulation.engine.journeys import Timed
from simulation.needs import GENERAL
from simulation.pathways.ward_stay import SOON, STEP_DOWN, ask_for_bed, lie_down
from simulation.world import World


def critical_care(world: World, case: Case) -> Timed:
    """Stay in intensive or high-dependency care, then wait there for a ward bed; gives the minutes spent.

    The patient lies in the critical bed already.
    """
    clock = world.clock
    began = clock._now
    yield case.cohort.critical_minutes[case.index]
    case.needs(GENERAL)
    old = case.bed
    yield from ask_for_bed(world, case, SOON, STEP_DOWN)
    yield from lie_down(world, case, old)
    return clock._now - began
