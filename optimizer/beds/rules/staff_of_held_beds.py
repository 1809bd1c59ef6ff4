"""The nurse of a held bed is promised with the bed."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from optimizer.beds.columns import NOBODY
from optimizer.beds.plan_view import PlanView
from optimizer.beds.problem import BedProblem
from optimizer.beds.rule import CountLimit
from optimizer.beds.rules.staffed_beds import StaffedBeds, added_patients, has_limit, wards_now
from optimizer.beds.standing import standing_of
from optimizer.rule import Violation


class StaffOfHeldBeds(StaffedBeds):
    """Into the beds that a ward does not hold come no more patients than it has nurses for beside the held ones.

    Without it a ward with one nurse left could hold a bed for one patient and give another bed to the next.
    """

    name = "staff of held beds"

    def _find_limits(self, problem: BedProblem) -> Sequence[CountLimit]:
        standing = standing_of(problem)
        unheld = problem.beds.held_for == NOBODY
        lying = wards_now(problem)
        return [
            CountLimit(
                subject=ward.id,
                people=np.array([now != ward.id for now in lying], dtype=bool),
                beds=problem.beds.needs_staff & unheld & (problem.index.bed_ward == problem.index.ward_number[ward.id]),
                at_most=standing.room_beside_holds(ward),
            )
            for ward in problem.scenario.hospital.wards
            if has_limit(ward) and standing.holds_for_requests(ward)
        ]

    def violations(self, view: PlanView) -> list[Violation]:
        standing = view.world.standing
        unheld = [each.place for each in added_patients(view) if not standing.is_held(each.place.bed.id)]
        added = Counter(place.ward.id for place in unheld)
        found = []
        for ward in view.scenario.hospital.wards:
            if not added[ward.id] or not has_limit(ward) or not standing.holds_for_requests(ward):
                continue
            most = standing.room_beside_holds(ward)
            if added[ward.id] > most:
                found.append(
                    self.broken(
                        ward.id,
                        "Ward {ward} takes {added} more patients beside {held} held beds, "
                        "expected at most {most} within its {staffed} staffed beds",
                        ward=ward.id,
                        added=added[ward.id],
                        held=standing.holds_for_requests(ward),
                        most=most,
                        staffed=ward.nursed_beds,
                    )
                )
        return found
