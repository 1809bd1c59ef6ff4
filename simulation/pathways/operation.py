"""An operation: room, surgery, recovery."""

from simulation.beds.case import Case
from simulation.engine.journeys import Decided, Journey, Steps
from simulation.engine.resources import Pool
from simulation.world import World


def operate(world: World, case: Case, room: Pool, priority: float, patience: float | None = None) -> Decided:
    """Be operated and recover; gives whether it happened. The room is kept until recovery has a place.

    Parameters
    ----------
    world : World
        The hospital.
    case : Case
        Who.
    room : Pool
        Suite.
    priority : float
        Place on the list; emergencies below 0.
    patience : float, optional
        Minutes until the session ends: then the operation is called off.
    """
    clock, theatres = world.clock, world.theatres
    minutes = case.cohort.operation_minutes[case.index]
    granted = yield (room, priority) if patience is None else (room, priority, patience)
    if not granted:
        world.tell(case, "the session is over: the operation is called off")
        return False
    world.tell(case, f"enters the operating room ({room.name})")
    world.notes.note("operation_minutes", clock._now, minutes)
    yield minutes
    ended = clock._now
    yield theatres.recovery, 0
    if clock._now > ended:
        world.notes.note("recovery_blocked_minutes", clock._now, clock._now - ended)
    world.tell(case, "wakes in recovery")
    Journey(clock, _turn_over(world, room))
    yield world.recovery_minutes(case.cohort.recovery[case.index])
    # The place in recovery is given back by the caller, who may wait there for a bed.
    return True


def _turn_over(world: World, room: Pool) -> Steps:
    yield world.settings.theatres.turnover_minutes
    room.release()


def room_for_emergency(world: World, department: int) -> Pool:
    """Return where an emergency is operated: the department's own suite while it is open, else the rooms on call."""
    if world.theatres.open_now:
        for suite in world.theatres.suites:
            if department in suite.departments:
                return suite.pool
    return world.theatres.emergency
