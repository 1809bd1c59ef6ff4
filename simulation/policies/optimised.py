"""The live allocation of the dispatch centre decides: the same CP-SAT code, every so many minutes."""

from optimizer.beds import HospitalIndex, allocate
from optimizer.solve import Budget
from simulation.beds.board import WardOrder
from simulation.beds.layout import BoardLayout
from simulation.beds.snapshot import snapshot
from simulation.engine.journeys import Steps
from simulation.policies import one_pool
from simulation.world import World

BUDGET = Budget(seconds=60.0, workers=1, deterministic_time=2.0)
"""One worker and deterministic time: the same seed gives the same beds on every machine."""


def ward_order(layout: BoardLayout, index: HospitalIndex) -> WardOrder:
    """Return the wards of the one pool: who waits is grouped by them, the allocator chooses."""
    return one_pool.ward_order(layout, index)


def allocate_regularly(world: World, index: HospitalIndex) -> Steps:
    """Run the allocator again and again and give the beds that it assigns from now on.

    Beds that it promises for later are not held: the next run decides with what is known then.
    """
    while True:
        requests = world.board.requests()
        if requests:
            scenario = snapshot(world, requests)
            cases = {case.name: case for _, _, case, _ in requests}
            for assignment in allocate(scenario, BUDGET, index=index).plan.assignments:
                if assignment.start_minutes == 0:
                    world.board.give(cases[assignment.request], world.layout.bed_number[assignment.bed])
        yield world.settings.allocation_minutes
