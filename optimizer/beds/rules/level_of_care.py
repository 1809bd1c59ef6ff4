"""The bed gives the level of care that the patient needs."""

from optimizer.beds.hospital_index import BoolArray
from optimizer.beds.plan_view import PlanView
from optimizer.beds.problem import Grid
from optimizer.beds.rule import BedRule
from optimizer.rule import Violation


class LevelOfCareOfBed(BedRule):
    """A ward serves its own level of care and those it also takes."""

    name = "level of care"

    def excludes(self, grid: Grid) -> BoolArray:
        takes: BoolArray = grid.problem.index.ward_takes[grid.beds.ward][:, grid.people.level].T
        return ~takes

    def violations(self, view: PlanView) -> list[Violation]:
        return [
            self.broken(
                p.pair,
                "{person} needs {level}, ward {ward} gives {other_level}",
                person=p.person.id,
                level=p.person.level_of_care.value,
                ward=p.place.ward.id,
                other_level=p.place.ward.level_of_care.value,
            )
            for p in view.placements
            if p.person.level_of_care not in {p.place.ward.level_of_care, *p.place.ward.also_takes}
        ]
