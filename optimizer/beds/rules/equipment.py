"""The equipment that the patient needs stands at the bed."""

from optimizer.beds.hospital_index import BoolArray
from optimizer.beds.plan_view import PlanView
from optimizer.beds.problem import Grid
from optimizer.beds.rule import BedRule
from optimizer.rule import Violation


class Equipment(BedRule):
    """Every item needed is at the bed."""

    name = "equipment"

    def excludes(self, grid: Grid) -> BoolArray:
        missing: BoolArray = (grid.people.equipment[:, None] & ~grid.beds.equipment[None, :]) != 0
        return missing

    def violations(self, view: PlanView) -> list[Violation]:
        found = []
        for placement in view.placements:
            missing = placement.person.equipment - placement.place.bed.equipment
            if missing:
                found.append(
                    self.broken(
                        placement.pair,
                        "{person} needs {equipment}, bed {bed} has none",
                        person=placement.person.id,
                        equipment=tuple(sorted(missing)),
                        bed=placement.place.bed.id,
                    )
                )
        return found
