"""A held bed is given only to the request it is held for."""

from optimizer.beds.columns import NOBODY
from optimizer.beds.hospital_index import BoolArray
from optimizer.beds.moments import holds
from optimizer.beds.plan_view import Placement, PlanView
from optimizer.beds.problem import Grid
from optimizer.beds.rule import BedRule
from optimizer.rule import Violation
from scenarios.census import BedStatus


class HeldBed(BedRule):
    """Beds held by others are offered to nobody else."""

    name = "held bed"

    def excludes(self, grid: Grid) -> BoolArray:
        held = grid.beds.held_for != NOBODY
        excluded: BoolArray = held[None, :] & (grid.beds.held_for[None, :] != grid.people.number[:, None])
        return excluded

    def violations(self, view: PlanView) -> list[Violation]:
        found = []
        for placement in view.placements:
            status = view.scenario.census.status_of_bed.get(placement.place.bed.id)
            if status is None or not holds(status, view.scenario.census.at):
                continue
            if status.held_for != placement.person.id or not placement.person.is_request:
                found.append(self._held(placement, status))
        return found

    def _held(self, placement: Placement, status: BedStatus) -> Violation:
        pair, bed, person = placement.pair, status.bed, placement.person.id
        if status.held_for is None:
            return self.broken(pair, "Bed {bed} is held for somebody else, not for {person}", bed=bed, person=person)
        return self.broken(
            pair, "Bed {bed} is held for {holder}, not for {person}", bed=bed, holder=status.held_for, person=person
        )
