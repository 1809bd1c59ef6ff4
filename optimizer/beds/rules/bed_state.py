"""A bed is given only when it can be taken within the look-ahead, and not before."""

from optimizer.beds.hospital_index import BoolArray
from optimizer.beds.plan_view import PlanView
from optimizer.beds.problem import BedProblem, Grid
from optimizer.beds.rule import BedRule
from optimizer.rule import Violation


class OpenBed(BedRule):
    """Vacant now, after cleaning, or after an expected discharge and cleaning; blocked beds never."""

    name = "bed state"

    def excludes(self, grid: Grid) -> BoolArray:
        closed = grid.beds.available_minutes > grid.problem.scenario.allocation.look_ahead_minutes
        own = grid.people.current_bed[:, None] == grid.beds.bed[None, :]
        excluded: BoolArray = closed[None, :] | own
        return excluded

    def violations(self, problem: BedProblem, view: PlanView) -> list[Violation]:
        found = []
        for placement in view.placements:
            bed = placement.place.bed.id
            opens = view.world.opens(bed)
            if opens is None or opens > view.scenario.allocation.look_ahead_minutes:
                state = view.scenario.census.state(bed)
                found.append(self.broken(placement.pair, f"Bed {bed} is {state} beyond the look-ahead"))
            elif placement.start_minutes != opens:
                message = f"Bed {bed} is given from minute {placement.start_minutes}, expected {opens}"
                found.append(self.broken(placement.pair, message))
            elif placement.person.current_bed == bed:
                found.append(self.broken(placement.pair, f"{placement.person.id} lies in bed {bed} already"))
        return found
