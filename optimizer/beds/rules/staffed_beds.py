"""A ward takes no more patients than it has nurses for."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from optimizer.beds.plan_view import PlanView
from optimizer.beds.problem import BedProblem
from optimizer.beds.rule import BedRule, CountLimit
from optimizer.rule import Violation
from scenarios.census import BedState, Census
from scenarios.hospital import Ward


class StaffedBeds(BedRule):
    """Empty is not available: patients and holds together stay within the staffed beds.

    A bed taken over from a leaving patient, discharged or moved, adds nobody; one that stands empty or is being cleaned
    does, also when it is held for the very person who takes it. So a patient who leaves frees this bed, not another.
    """

    name = "staffed beds"

    def limits(self, problem: BedProblem) -> Sequence[CountLimit]:
        everyone = np.ones(len(problem.people), dtype=bool)
        limits = []
        for number, ward in enumerate(problem.scenario.hospital.wards):
            if ward.staffed_beds is None or ward.staffed_beds >= len(ward.beds):
                continue
            limits.append(
                CountLimit(
                    subject=ward.id,
                    people=everyone,
                    beds=problem.beds.needs_staff & (problem.index.bed_ward == number),
                    at_most=_room_for(ward, problem.scenario.census, self._held_for_requests(problem.scenario.census)),
                )
            )
        return limits

    def violations(self, problem: BedProblem, view: PlanView) -> list[Violation]:
        census = view.scenario.census
        held = self._held_for_requests(census)
        added: Counter[str] = Counter()
        for placement in view.placements:
            bed = placement.place.bed.id
            if bed not in census.stay_in_bed:
                added[placement.place.ward.id] += 1
        found = []
        for ward in view.scenario.hospital.wards:
            if ward.staffed_beds is None or ward.staffed_beds >= len(ward.beds):
                continue
            if added[ward.id] > _room_for(ward, census, held):
                message = (
                    f"Ward {ward.id} takes {added[ward.id]} more patients, "
                    f"expected at most {_room_for(ward, census, held)} within its {ward.staffed_beds} staffed beds"
                )
                found.append(self.broken(ward.id, message))
        return found

    def _held_for_requests(self, census: Census) -> frozenset[str]:
        """Return the beds whose holder is on the list: they count when taken, not before."""
        return frozenset(status.bed for status in census.statuses if status.held_for is not None)


def _room_for(ward: Ward, census: Census, held_for_requests: frozenset[str]) -> int:
    """Return how many more patients a ward can take."""
    taken = sum(
        bed.id in census.stay_in_bed or (census.state(bed.id) is BedState.HELD and bed.id not in held_for_requests)
        for bed in ward.beds
    )
    return max(0, (ward.staffed_beds or 0) - taken)
