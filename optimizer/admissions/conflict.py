"""A smallest set of patients who cannot all come, and what they compete for."""

import time
from collections.abc import Sequence

import numpy as np

from optimizer.admissions.first.draft import Draft
from optimizer.admissions.repair.model import RepairModel, Resource
from optimizer.admissions.repair.places import Places, places
from optimizer.solve import Budget, solve

SECONDS_A_PROOF = 2.0


def smallest_conflict(draft: Draft, patients: Sequence[int], *, seconds: float) -> list[int]:
    """Return patients who cannot all be admitted beside those in the draft, none of them needless; empty if unproven.

    CP-SAT names patients whose admission it could refute together; one after the other whom the conflict does not need
    is then left out. Out of time, the set may hold somebody needless.

    Parameters
    ----------
    patients : sequence of int
        Who is to come; all of them are out of the draft.
    seconds : float
        Wall clock for everything.
    """
    end = time.monotonic() + seconds
    rooms = np.arange(draft.data.rooms, dtype=np.int32)
    choices = {patient: places(draft, patient, rooms, range(draft.data.days)) for patient in patients}
    conflict = _refuted(draft, choices, seconds)
    for patient in list(conflict):
        left = min(SECONDS_A_PROOF, end - time.monotonic())
        if patient in conflict and left > 0:
            others = {other: choices[other] for other in conflict if other != patient}
            conflict = _refuted(draft, others, left) or conflict
    return sorted(conflict)


def competed_for(draft: Draft, patients: Sequence[int]) -> list[Resource]:
    """Return the resources that a conflict is over: with enough of any one of them it would not be."""
    rooms = np.arange(draft.data.rooms, dtype=np.int32)
    choices = {patient: places(draft, patient, rooms, range(draft.data.days)) for patient in patients}
    return [one for one in Resource if not _refuted(draft, choices, SECONDS_A_PROOF, without=one)]


def _refuted(draft: Draft, choices: dict[int, Places], seconds: float, without: Resource | None = None) -> list[int]:
    """Return patients among these whose admission together is proven impossible, not yet the fewest; empty if none."""
    if not choices:
        return []
    whole = RepairModel.written(draft, choices, without=without)
    for out in whole.out.values():
        whole.model.add_assumption(out.negated())
    budget = Budget(seconds=max(0.01, seconds), workers=1)
    outcome = solve(whole.model, budget, parameters={"stop_after_first_solution": True})
    if outcome.found or not outcome.proven:
        return []
    patient_of = {out.negated().index: patient for patient, out in whole.out.items()}
    return [patient_of[literal] for literal in outcome.solver.sufficient_assumptions_for_infeasibility()]
