"""The ward takes patients of this age."""

from optimizer.beds.hospital_index import BoolArray
from optimizer.beds.plan_view import PlanView
from optimizer.beds.problem import Grid
from optimizer.beds.rule import BedRule
from optimizer.rule import Violation


class AgeOfWard(BedRule):
    """Neonatal, paediatric and adult wards take their own age bands."""

    name = "age"

    def excludes(self, grid: Grid) -> BoolArray:
        takes: BoolArray = grid.problem.index.ward_bands[grid.beds.ward][:, grid.people.age_band].T
        return ~takes

    def violations(self, view: PlanView) -> list[Violation]:
        hospital = view.scenario.hospital
        found = []
        for p in view.placements:
            band = hospital.age_bands[hospital.age_band_index(p.person.patient.age_years)].name
            if p.place.ward.age_bands and band not in p.place.ward.age_bands:
                found.append(
                    self.broken(
                        p.pair,
                        "{person} is {age_band}, ward {ward} takes {age_bands}",
                        person=p.person.id,
                        age_band=band,
                        ward=p.place.ward.id,
                        age_bands=tuple(sorted(p.place.ward.age_bands)),
                    )
                )
        return found
