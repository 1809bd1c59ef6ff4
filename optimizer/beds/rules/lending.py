"""A patient lies in another department's bed only when that department may lend to the patient's."""

import numpy as np

from optimizer.beds.hospital_index import BoolArray
from optimizer.beds.plan_view import PlanView
from optimizer.beds.problem import Grid
from optimizer.beds.rule import BedRule
from optimizer.rule import Violation


class Lending(BedRule):
    """Own beds, shared wards, permitted lenders, and lenders that the dispatch centre opened for this patient."""

    name = "lending"

    def excludes(self, grid: Grid) -> BoolArray:
        index, people = grid.problem.index, grid.people
        owner = index.ward_department[grid.beds.ward]
        allowed = (
            (owner[None, :] == people.department[:, None])
            | index.ward_shared[grid.beds.ward][None, :]
            | index.may_lend[owner[None, :], people.department[:, None]]
        )
        for row, number in enumerate(people.number.tolist()):
            lenders = [index.department_number[name] for name in grid.problem.people[number].open_lenders]
            if lenders:
                allowed[row] |= np.isin(owner, lenders)
        return np.asarray(~allowed)

    def violations(self, view: PlanView) -> list[Violation]:
        permitted = {(rule.lender, rule.borrower) for rule in view.scenario.hospital.lending}
        found = []
        for p in view.placements:
            owner = p.place.ward.department
            if p.place.ward.shared or owner in {p.person.department, *p.person.open_lenders}:
                continue
            if (owner, p.person.department) not in permitted:
                found.append(
                    self.broken(
                        p.pair,
                        "{lender} does not lend bed {bed} to {borrower}",
                        lender=owner,
                        bed=p.place.bed.id,
                        borrower=p.person.department,
                    )
                )
        return found
