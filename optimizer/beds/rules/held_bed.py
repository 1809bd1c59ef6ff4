"""A held bed is given only to the request it is held for."""

from optimizer.beds.columns import NOBODY
from optimizer.beds.hospital_index import BoolArray
from optimizer.beds.moments import holds
from optimizer.beds.plan_view import PlanView
from optimizer.beds.problem import BedProblem, Grid
from optimizer.beds.rule import BedRule
from optimizer.rule import Violation


class HeldBed(BedRule):
    """Beds held by others are offered to nobody else."""

    name = "held bed"

    def excludes(self, grid: Grid) -> BoolArray:
        held = grid.beds.held_for != NOBODY
        excluded: BoolArray = held[None, :] & (grid.beds.held_for[None, :] != grid.people.number[:, None])
        return excluded

    def violations(self, problem: BedProblem, view: PlanView) -> list[Violation]:
        found = []
        for placement in view.placements:
            status = view.scenario.census.status_of_bed.get(placement.place.bed.id)
            if status is None or not holds(status, view.scenario.census.at):
                continue
            if status.held_for != placement.person.id or not placement.person.is_request:
                holder = status.held_for or "somebody else"
                message = f"Bed {status.bed} is held for {holder}, not for {placement.person.id}"
                found.append(self.broken(placement.pair, message))
        return found
