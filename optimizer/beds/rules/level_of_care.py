"""The bed gives the level of care that the patient needs."""

from optimizer.beds.hospital_index import BoolArray
from optimizer.beds.plan_view import PlanView
from optimizer.beds.problem import BedProblem, Grid
from optimizer.beds.rule import BedRule
from optimizer.rule import Violation


class LevelOfCareOfBed(BedRule):
    """A ward serves its own level of care and those it also takes."""

    name = "level of care"

    def excludes(self, grid: Grid) -> BoolArray:
        takes: BoolArray = grid.problem.index.ward_takes[grid.beds.ward][:, grid.people.level].T
        return ~takes

    def violations(self, problem: BedProblem, view: PlanView) -> list[Violation]:
        return [
            self.broken(
                p.pair,
                f"{p.person.id} needs {p.person.level_of_care}, "
                f"ward {p.place.ward.id} gives {p.place.ward.level_of_care}",
            )
            for p in view.placements
            if p.person.level_of_care not in {p.place.ward.level_of_care, *p.place.ward.also_takes}
        ]
