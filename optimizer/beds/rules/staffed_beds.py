"""A ward takes no more patients than it has nurses for."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from ortools.sat.python import cp_model

from optimizer.beds.hospital_index import BoolArray
from optimizer.beds.plan_view import Placement, PlanView
from optimizer.beds.problem import BedProblem
from optimizer.beds.rule import BedRule, CountLimit, Taken
from optimizer.beds.standing import standing_of
from optimizer.beds.variables import Variables
from optimizer.rule import Poster, Violation
from scenarios.hospital import Ward


class StaffedBeds(BedRule):
    """Empty is not available: patients and holds together stay within the staffed beds.

    Who comes from elsewhere into a bed that stands empty or is being cleaned adds a patient, also when it is held for
    this very person. A bed taken over from somebody who leaves the ward adds nobody; one taken over from somebody who
    moves within the ward does.
    """

    name = "staffed beds"

    def _find_limits(self, problem: BedProblem) -> Sequence[CountLimit]:
        standing, lying = standing_of(problem), wards_now(problem)
        return [
            CountLimit(
                subject=ward.id,
                people=np.array([now != ward.id for now in lying], dtype=bool),
                beds=problem.beds.needs_staff & (problem.index.bed_ward == problem.index.ward_number[ward.id]),
                at_most=standing.room_for(ward),
            )
            for ward in problem.scenario.hospital.wards
            if has_limit(ward)
        ]

    def post(self, problem: BedProblem, variables: Variables, poster: Poster) -> None:
        lying = wards_now(problem)
        places = problem.index.places
        for limit in self.limits(problem):
            adding = variables.taking(limit.people, limit.beds)
            for leaver, now in enumerate(lying):
                if now == limit.subject:
                    adding += self._taken_over(
                        problem,
                        variables,
                        poster.model,
                        leaver,
                        [
                            variables.takes[pair]
                            for pair in variables.of_person[leaver]
                            if places[variables.slots[pair[1]].beds[0]].ward.id == now
                        ],
                    )
            if adding:
                poster.require(f"{self.name}: {limit.subject}", cp_model.LinearExpr.sum(adding) <= limit.at_most)

    def _taken_over(
        self,
        problem: BedProblem,
        variables: Variables,
        model: cp_model.CpModel,
        leaver: int,
        within: list[cp_model.IntVar],
    ) -> list[cp_model.IntVar]:
        """Return a literal that is true when somebody from outside takes the bed of one who moves within the ward."""
        ward = problem.index.bed_ward[problem.person_columns.current_bed[leaver]]
        current = problem.person_columns.current_bed
        outside = [
            literal
            for pair, literal in variables.takes.items()
            if problem.beds.vacated_by[variables.slots[pair[1]].beds[0]] == leaver
            and not (current[pair[0]] >= 0 and problem.index.bed_ward[current[pair[0]]] == ward)
        ]
        if not within or not outside:
            return []
        both = model.new_bool_var("")
        model.add(both >= cp_model.LinearExpr.sum(within) + cp_model.LinearExpr.sum(outside) - 1)
        return [both]

    def beside(self, problem: BedProblem, person: int, taken: Sequence[Taken]) -> BoolArray:
        lying, wards = wards_now(problem), problem.scenario.hospital.wards
        excluded = np.zeros(len(problem.beds), dtype=bool)
        within = {
            other: ward
            for other, bed in taken
            for ward in [wards[problem.index.bed_ward[bed]]]
            if lying[other] == ward.id
        }
        for limit in self.limits(problem):
            if not limit.people[person]:
                continue
            used = sum(
                bool(limit.people[other] and (limit.beds[bed] or problem.beds.vacated_by[bed] in within))
                for other, bed in taken
                if wards[problem.index.bed_ward[bed]].id == limit.subject
            )
            if used >= limit.at_most:
                left = [other for other, ward in within.items() if ward.id == limit.subject]
                excluded |= limit.beds | np.isin(problem.beds.vacated_by, left)
        return excluded

    def violations(self, view: PlanView) -> list[Violation]:
        added = Counter(placement.place.ward.id for placement in added_patients(view))
        found = []
        for ward in view.scenario.hospital.wards:
            most = view.world.standing.room_for(ward) if added[ward.id] and has_limit(ward) else added[ward.id]
            if added[ward.id] > most:
                found.append(
                    self.broken(
                        ward.id,
                        "Ward {ward} takes {added} more patients, "
                        "expected at most {most} within its {staffed} staffed beds",
                        ward=ward.id,
                        added=added[ward.id],
                        most=most,
                        staffed=ward.nursed_beds,
                    )
                )
        return found


def added_patients(view: PlanView) -> list[Placement]:
    """Return the placements of a plan that add a patient to a ward."""
    places, stays = view.scenario.hospital.place_of_bed, view.scenario.census.stay_in_bed
    goes_to = {p.person.current_bed: p.place.ward.id for p in view.placements if p.person.current_bed}
    added = []
    for placement in view.placements:
        into, bed, came_from = placement.place.ward.id, placement.place.bed.id, placement.person.current_bed
        from_elsewhere = not came_from or places[came_from].ward.id != into
        if from_elsewhere and (bed not in stays or goes_to.get(bed) == into):
            added.append(placement)
    return added


def has_limit(ward: Ward) -> bool:
    """Return whether a ward has beds without a nurse."""
    return ward.staffed_beds is not None and ward.staffed_beds < len(ward.beds)


def wards_now(problem: BedProblem) -> list[str | None]:
    """Return the ward in which each person lies now."""
    places = problem.scenario.hospital.place_of_bed
    return [places[person.current_bed].ward.id if person.current_bed else None for person in problem.people]
