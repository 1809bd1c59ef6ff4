"""Rules by which beds are given today, one request after another; each keeps every hard rule.

Whoever is most urgent chooses first, then whoever asked first. All take a bed that is free now before one that is still
being cleaned or expected to come free, and of those the soonest: none of them weighs waiting against wishes.
"""

from collections.abc import Callable, Mapping

import numpy as np

from optimizer.beds.candidates import FORBIDDEN, Candidates
from optimizer.beds.columns import URGENCIES
from optimizer.beds.greedy import greedy_pairs
from optimizer.beds.hospital_index import BoolArray, IntArray
from optimizer.beds.problem import BedProblem
from optimizer.beds.variables import Pair
from scenarios.hospital import DepartmentKind

PriceRule = Callable[[BedProblem], IntArray]
"""What a rule minimises among beds free now: people x classes of beds, below ``_MOST``."""

_MOST = 1 << 20

WRONG_SPECIALTY = 2
MEDICAL_AMONG_SURGICAL = 1
SURGICAL_AMONG_MEDICAL = 3
SIDE_ROOM_NOT_NEEDED = 5
"""Penalties of the example hospital and the tests of the open NHS project for Kettering General Hospital
(github.com/nhsx/skunkworks-bed-allocation). Its wishes about sex and infection are hard rules here."""


def first_free_bed(problem: BedProblem) -> IntArray:
    """Take the first bed on the list."""
    return np.broadcast_to(problem.classes.bed, problem.grid.shape)


def home_ward_then_nearest(problem: BedProblem) -> IntArray:
    """Take a bed of a ward of the own department, otherwise the one with the shortest walk from there."""
    index, people, beds = problem.index, problem.person_columns, problem.classes
    return np.where(_at_home(problem), 0, 1 + index.walk_metres[people.department[:, None], beds.ward[None, :]])


def fewest_broken_wishes(problem: BedProblem) -> IntArray:
    """Take the bed that breaks the fewest wishes, weighted as in the open NHS project for Kettering."""
    index, people, beds = problem.index, problem.person_columns, problem.classes
    surgical = np.array(
        [department.kind is DepartmentKind.SURGICAL for department in problem.scenario.hospital.departments]
    )
    patient, ward = surgical[people.department][:, None], surgical[index.ward_department[beds.ward]][None, :]
    other_half = MEDICAL_AMONG_SURGICAL * (~patient & ward) + SURGICAL_AMONG_MEDICAL * (patient & ~ward)
    side_room = (index.room_capacity[beds.room] == 1)[None, :] & (people.isolation == 0)[:, None]
    wishes = np.where(_at_home(problem), 0, WRONG_SPECIALTY + other_half) + SIDE_ROOM_NOT_NEEDED * side_room
    return np.asarray(wishes, dtype=np.int64)


TODAYS_RULES: Mapping[str, PriceRule] = {
    "first free bed": first_free_bed,
    "home ward first, then nearest": home_ward_then_nearest,
    "fewest broken wishes (NHS Kettering style)": fewest_broken_wishes,
}


def given_by(rule: PriceRule, problem: BedProblem, candidates: Candidates) -> list[Pair]:
    """Return the pairs of person and slot that a rule gives."""
    later = problem.classes.available_minutes[None, :] * _MOST
    price = np.where(candidates.allowed, later + rule(problem), FORBIDDEN)
    return greedy_pairs(problem, candidates, _urgent_then_first(problem), price)


def _at_home(problem: BedProblem) -> BoolArray:
    """Return where the bed's ward belongs to the patient's department, or to everyone (people x classes)."""
    index, wards = problem.index, problem.classes.ward
    own = index.ward_department[wards][None, :] == problem.person_columns.department[:, None]
    return np.asarray(own | index.ward_shared[wards][None, :])


def _urgent_then_first(problem: BedProblem) -> list[int]:
    asked_at = {request.id: request.requested_at for request in problem.scenario.requests}
    requests = [number for number, person in enumerate(problem.people) if person.is_request]
    return sorted(
        requests,
        key=lambda n: (URGENCIES.index(problem.scenario.requests[n].urgency), asked_at[problem.people[n].id], n),
    )
