"""What two rules about sharing a room have in common: everyone in it has the same key."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from ortools.sat.python import cp_model

from optimizer.beds.hospital_index import BoolArray, IntArray
from optimizer.beds.plan_view import Placement, PlanView
from optimizer.beds.problem import BedProblem
from optimizer.beds.rule import Taken, freed_by
from optimizer.beds.variables import Pair, Variables
from optimizer.rule import Poster
from scenarios.patients import Patient


def post_one_key_a_room(
    problem: BedProblem,
    variables: Variables,
    poster: Poster,
    *,
    keys: IntArray,
    applies: Callable[[int], bool],
    name: str,
) -> None:
    """Let the newcomers of a room share one key, also with those who may leave the room but do not.

    Parameters
    ----------
    keys : int array
        Key of each person; equal keys may share.
    applies : callable
        Whether the rule holds in a room, by its number.
    name : str
        Of the rule, for the subjects.
    """
    for room, pairs in variables.of_room.items():
        remaining = variables.remaining_in_room.get(room, [])
        by_key = _by_key(pairs, keys)
        alone = not remaining and problem.beds.open_in_room[variables.slots[pairs[0][1]].beds[0]] == 1
        if alone or not applies(room) or len({*by_key, *(int(keys[person]) for person in remaining)}) < 2:
            continue
        constraints: list[cp_model.BoundedLinearExpression | bool] = []
        opened = {key: poster.model.new_bool_var(f"{name} room {room} key {key}") for key in by_key}
        if len(opened) > 1:
            constraints.append(cp_model.LinearExpr.sum(list(opened.values())) <= 1)
            constraints += [variables.takes[pair] <= opened[key] for key in by_key for pair in by_key[key]]
        for person in remaining:
            leaves = cp_model.LinearExpr.sum(variables.leaving_now(person))
            constraints += [
                variables.takes[pair] <= leaves
                for key in by_key
                if key != keys[person]
                for pair in by_key[key]
                if pair[0] != person and int(variables.beds.vacated_by[pair[1]]) != person
            ]
        poster.require(f"{name}: room {room}", *constraints)


def unlike_rooms(problem: BedProblem, keys: IntArray, person: int, taken: Sequence[Taken]) -> BoolArray:
    """Return the open beds in rooms where somebody of another key comes, or stays in another bed."""
    unlike = keys != keys[person]
    freed = freed_by(problem, taken)
    excluded = np.isin(problem.beds.room, [int(problem.beds.room[bed]) for other, bed in taken if unlike[other]])
    for other, bed in enumerate(problem.person_columns.current_bed.tolist()):
        if bed >= 0 and unlike[other] and other not in freed:
            excluded |= (problem.beds.room == problem.beds.room[bed]) & (problem.beds.bed != bed)
    return np.asarray(excluded & np.isin(problem.beds.bed, problem.open_beds))


def mixed_rooms(view: PlanView, key: Callable[[Patient], object]) -> Iterator[tuple[Placement, bool, list[str]]]:
    """Yield where keys mix: (placement, with unmoved patients, names of those with another key than the placement's).

    A placement beside unmoved patients of another key counts by itself; newcomers who differ among themselves or from
    those who remain count once a room.
    """
    for placements in view.in_room.values():
        for placement in placements:
            unlike = [
                s.patient.id for s in view.unmoved_company(placement) if key(s.patient) != key(placement.person.patient)
            ]
            if unlike:
                yield placement, True, unlike
        first = placements[0]
        unlike = [p.person.id for p in placements if key(p.person.patient) != key(first.person.patient)]
        for placement in placements:
            unlike += [
                person.id
                for person in view.remaining_company(placement)
                if key(person.patient) not in (key(placement.person.patient), key(first.person.patient))
            ]
        if unlike:
            yield first, False, sorted(set(unlike))


def _by_key(pairs: list[Pair], keys: IntArray) -> dict[int, list[Pair]]:
    grouped: dict[int, list[Pair]] = defaultdict(list)
    for pair in pairs:
        grouped[int(keys[pair[0]])].append(pair)
    return grouped
