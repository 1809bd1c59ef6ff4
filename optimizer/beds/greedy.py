"""A plan in milliseconds: in a given order, each takes the cheapest bed that is still possible."""

from collections.abc import Sequence

import numpy as np

from optimizer.beds.candidates import FORBIDDEN, Candidates
from optimizer.beds.hospital_index import IntArray
from optimizer.beds.plan_state import PlanState
from optimizer.beds.problem import BedProblem
from optimizer.beds.variables import Pair


def greedy_pairs(problem: BedProblem, candidates: Candidates, order: Sequence[int], price: IntArray) -> list[Pair]:
    """Return pairs of (person, slot) that keep every hard rule.

    Parameters
    ----------
    order : sequence of int
        People by number.
    price : int array (people x classes)
        What each minimises; a bed that costs more than remaining is not taken.
    """
    state = PlanState(problem)
    pairs = []
    for person in order:
        possible = np.flatnonzero((candidates.cost[person] < candidates.remain[person]) & (price[person] < FORBIDDEN))
        cheapest_first = possible[np.argsort(price[person, possible], kind="stable")].tolist()
        slots = (slot for bed_class in cheapest_first for slot in problem.slots_of_class[bed_class])
        slot = next((slot for slot in slots if state.fits(person, slot)), None)
        if slot is not None:
            pairs.append((person, slot))
            state.add((person, slot))
    return pairs


def urgent_first(problem: BedProblem, candidates: Candidates) -> list[int]:
    """Return people by what it costs to leave them as they are, dearest first."""
    return sorted(range(len(problem.people)), key=lambda person: (-int(candidates.remain[person]), person))
