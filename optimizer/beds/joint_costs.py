"""Costs that several newcomers of a room cause together, shared out over the classes of its beds."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from optimizer.beds.goals.age_mix import AgeMix
from optimizer.beds.hospital_index import FloatArray, IntArray
from optimizer.beds.problem import BedProblem


@dataclass(frozen=True, slots=True)
class JointCost:
    """What rooms alike cost in sum is at least what the pairs of any one of their classes cost.

    Any shares of the classes that add up to one give costs of single pairs which no plan undercuts.

    Attributes
    ----------
    classes : int array
        Classes of beds in these rooms.
    points : float array (people x classes)
        Of each pair, divided by the beds of the class in a room: all of these together cost the room as much as their
        mean at least.
    """

    classes: IntArray
    points: FloatArray


def joint_costs(problem: BedProblem, parts: int = 1) -> list[JointCost]:
    """Return the age mix of occupied rooms with several open beds, in so many parts of a point.

    Rooms with one open bed have costs of their own.
    """
    alone = AgeMix().alone_costs(problem.grid) * parts
    several = (problem.classes.open_in_room > 1) & alone.any(axis=0)
    beds_of_class: dict[int, dict[int, int]] = defaultdict(dict)
    for slot in problem.slots:
        if several[slot.bed_class]:
            beds_of_class[slot.room][slot.bed_class] = len(slot.beds)
    found = []
    for rooms in problem.rooms_alike:
        if beds := beds_of_class.get(rooms[0]):
            classes = np.array(list(beds), dtype=np.int64)
            found.append(JointCost(classes, alone[:, classes] / np.array(list(beds.values()))[None, :]))
    return found


def shared_out(costs: list[JointCost], shares: list[FloatArray], shape: tuple[int, int]) -> IntArray:
    """Return the costs of pairs (people x classes) under the given shares of each joint cost's classes."""
    points = np.zeros(shape, dtype=np.int64)
    for cost, share in zip(costs, shares, strict=True):
        points[:, cost.classes] = np.floor(cost.points * share[None, :] + 1e-9)
    return points
