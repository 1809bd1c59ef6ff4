"""One pool of beds (全院一张床): own wards first, then all that may lend, clinically nearest first."""

from collections.abc import Sequence

from optimizer.beds import HospitalIndex
from simulation.beds.board import WardOrder
from simulation.beds.layout import LEVELS, BoardLayout

METRES_A_STEP = 500.0
"""Walk that weighs as much as one step of clinical distance: 10 points a step, 2 points for 100 m (goal weights)."""


def ward_order(layout: BoardLayout, index: HospitalIndex) -> WardOrder:
    """Return permitted wards: of the needed level, own before lent, then by clinical distance and walk."""

    def order(department: int, level: int, band: int) -> Sequence[int]:
        permitted = [
            ward
            for ward in range(len(layout.wards))
            if layout.takes(ward, level, band) and layout.may_lie_in(ward, department)
        ]
        strange = index.clinical_distance[index.ward_department, department]
        walk = index.walk_metres[department]
        return sorted(
            permitted,
            key=lambda ward: (
                layout.wards[ward].level_of_care is not LEVELS[level],
                index.ward_department[ward] != department,
                strange[ward] + walk[ward] / METRES_A_STEP,
                ward,
            ),
        )

    return order
