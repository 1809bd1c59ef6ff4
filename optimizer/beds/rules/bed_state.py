"""A bed is given only when it can be taken within the look-ahead, and not before."""

from optimizer.beds.hospital_index import BoolArray
from optimizer.beds.plan_view import PlanView
from optimizer.beds.problem import Grid
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

    def violations(self, view: PlanView) -> list[Violation]:
        found = []
        for placement in view.placements:
            pair, bed, start = placement.pair, placement.place.bed.id, placement.start_minutes
            opens = view.world.opens(bed)
            if opens is None or opens > view.scenario.allocation.look_ahead_minutes:
                state = view.scenario.census.state(bed).value
                found.append(self.broken(pair, "Bed {bed} is {state} beyond the look-ahead", bed=bed, state=state))
            elif start != opens:
                found.append(
                    self.broken(
                        pair,
                        "Bed {bed} is given from minute {start}, expected {opens}",
                        bed=bed,
                        start=start,
                        opens=opens,
                    )
                )
            elif placement.person.current_bed == bed:
                person = placement.person.id
                found.append(self.broken(pair, "{person} lies in bed {bed} already", person=person, bed=bed))
        return found
