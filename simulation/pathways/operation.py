"""An operation: room, surgery, recovery."""

from simulation.beds.case import Case
from simulation.engine.journeys import Decided, Journey, Steps
from simulation.engine.resources import Pool
from simulation.world import World

BEFORE_ELECTIVES = -1.0
"""Place on the list of an emergency."""


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
        return False
    world.tell(case, f"enters the operating room ({room.name})")
    world.notes.note("operation_minutes", clock._now, minutes)
    if room is not theatres.emergency:
        world.notes.note("session_minutes", clock._now, min(minutes, theatres.minutes_to_close(clock._now)))
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


def operate_emergency(world: World, case: Case) -> Steps:
    """Be operated as an emergency: in the department's own suite while it is open, else in the rooms on call.

    Who still waits for the own suite when its session ends goes to the rooms on call.
    """
    clock, theatres = world.clock, world.theatres
    own = theatres.suite_of(case.department)
    if theatres.open_now and own is not None:
        left = theatres.minutes_to_close(clock._now)
        done = yield from operate(world, case, own.pool, BEFORE_ELECTIVES, left)
        if done:
            return
    yield from operate(world, case, theatres.emergency, BEFORE_ELECTIVES)
