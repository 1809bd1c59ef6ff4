"""Which placements are loans that count, for the rules that limit lending."""

import numpy as np

from optimizer.beds.hospital_index import BoolArray
from optimizer.beds.plan_view import Placement, PlanView
from optimizer.beds.problem import BedProblem


def counted_borrowers(problem: BedProblem, lender: int, borrower: int | None = None) -> BoolArray:
    """Return the people whose place in a lender's bed counts as a new loan.

    They are of another department, without an override for the lender, and not in one of its beds already.
    """
    department = problem.person_columns.department
    borrowers = department != lender if borrower is None else department == borrower
    name = problem.scenario.hospital.departments[lender].id
    opened = np.array([name in person.open_lenders for person in problem.people], dtype=bool)
    current = problem.person_columns.current_bed
    there = (current >= 0) & lendable_beds(problem, lender)[current]
    return np.asarray(borrowers & ~opened & ~there)


def lendable_beds(problem: BedProblem, lender: int) -> BoolArray:
    """Return the beds of a lender's own wards (shared wards serve everyone and lend to nobody)."""
    return np.asarray(problem.index.lendable_beds[lender])


def counted_loans(view: PlanView, lender: str, borrower: str | None = None) -> list[Placement]:
    """Return the placements of a plan that are loans of a lender, to one borrower or to all."""
    return [
        placement
        for placement in view.in_wards_of.get(lender, ())
        if placement.person.department != lender
        and (borrower is None or placement.person.department == borrower)
        and lender not in placement.person.open_lenders
        and not _lies_there(view, placement.person.current_bed, lender)
    ]


def _lies_there(view: PlanView, bed: str | None, lender: str) -> bool:
    if bed is None:
        return False
    ward = view.scenario.hospital.place_of_bed[bed].ward
    return ward.department == lender and not ward.shared
