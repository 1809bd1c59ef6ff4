"""What of an allocation is a network: caps of departments, staffed beds, convex costs of reserve and balance."""

from collections import defaultdict

import numpy as np

from optimizer.beds.candidates import is_hard
from optimizer.beds.flow_network import FlowNetwork
from optimizer.beds.goals.occupancy_balance import newcomer_points
from optimizer.beds.goals.reserve import Group, spare_beds
from optimizer.beds.hospital_index import LEVELS, IntArray
from optimizer.beds.problem import BedProblem
from optimizer.beds.rules.department_cap import DepartmentCap
from optimizer.beds.rules.staffed_beds import StaffedBeds


class BedNetwork(FlowNetwork):
    """Everything but the pairs: from ``source`` to each person, and from each class of beds to ``sink``.

    Attributes
    ----------
    person_nodes : int array (people)
        Where a person's pairs begin.
    class_nodes : int array (people x classes)
        Where a pair ends: the class, whose capacity it uses; or, for somebody who stays in a ward with a limit of
        staffed beds, behind that limit, as such a transfer uses none of it. The capacity of the class is then unseen.
    """

    def __init__(self, problem: BedProblem) -> None:
        super().__init__()
        people, classes = len(problem.people), len(problem.classes)
        _people_side(self, problem)
        self.person_nodes: IntArray = np.array([self.at(("person", each)) for each in range(people)], dtype=np.int64)
        ends = np.array([self.at(("class", each)) for each in range(classes)], dtype=np.int64)
        self.class_nodes: IntArray = np.broadcast_to(ends, (people, classes)).copy()
        _beds_side(self, problem)


def _people_side(network: FlowNetwork, problem: BedProblem) -> None:
    """From the source through department caps to each person; who flows is placed, who does not remains."""
    everyone = len(problem.people)
    network.arc("source", "sink", everyone)
    cap_of_person: dict[int, str] = {}
    if is_hard(problem, DepartmentCap()):
        for limit in DepartmentCap().limits(problem):
            network.arc("source", ("cap", limit.subject), limit.at_most)
            cap_of_person |= dict.fromkeys(np.flatnonzero(limit.people).tolist(), limit.subject)
    for person in range(everyone):
        subject = cap_of_person.get(person)
        network.arc("source" if subject is None else ("cap", subject), ("person", person), 1)


def _beds_side(network: BedNetwork, problem: BedProblem) -> None:
    """From classes of beds through wards, reserve groups and departments to the sink."""
    index, classes = problem.index, problem.classes
    wards = problem.scenario.hospital.wards
    limits = StaffedBeds().limits(problem) if is_hard(problem, StaffedBeds()) else ()
    staffed = {limit.subject: limit for limit in limits}
    groups: dict[Group, str] = {}
    for number, ward in enumerate(wards):
        group = ("" if ward.shared else ward.department, ward.level_of_care)
        groups[group] = group[0]
        if limit := staffed.get(ward.id):
            network.arc(("ward", number), ("group", group), limit.at_most)
            within = np.ix_(np.flatnonzero(~limit.people), np.flatnonzero(limit.beds[classes.bed]))
            network.class_nodes[within] = network.at(("group", group))
    for number, capacity in enumerate(problem.class_capacity.tolist()):
        ward = wards[int(classes.ward[number])]
        group = ("" if ward.shared else ward.department, LEVELS[int(index.ward_level[classes.ward[number]])])
        through_ward = ward.id in staffed and bool(classes.needs_staff[number])
        network.arc(
            ("class", number), ("ward", int(classes.ward[number])) if through_ward else ("group", group), capacity
        )
    _convex_costs(network, problem, groups)


def _convex_costs(network: FlowNetwork, problem: BedProblem, groups: dict[Group, str]) -> None:
    """Reserve: spare beds are free, others cost; balance: each newcomer of a department costs more than the last."""
    many = len(problem.people)
    weights = problem.scenario.allocation.weights
    spare = spare_beds(problem)
    for group, department in groups.items():
        after = ("department", department) if department else "sink"
        if group in spare:
            network.arc(("group", group), after, spare[group])
            network.arc(("group", group), after, many, weights.reserve)
        else:
            network.arc(("group", group), after, many)
    for department, steps in newcomer_points(problem).items():
        alike: dict[int, int] = defaultdict(int)
        for step in steps[:many]:
            alike[step * weights.occupancy_balance] += 1
        for cost, count in alike.items():
            network.arc(("department", department), "sink", count, cost)
