"""The nearest free bed: own wards first, then whoever may lend, by the walk from home."""

from collections.abc import Sequence

from optimizer.beds import HospitalIndex
from simulation.beds.board import WardOrder
from simulation.beds.layout import LEVELS, BoardLayout


def ward_order(layout: BoardLayout, index: HospitalIndex) -> WardOrder:
    """Return permitted wards: of the needed level, own before lent, nearest first."""

    def order(department: int, level: int, band: int) -> Sequence[int]:
        permitted = [
            ward
            for ward in range(len(layout.wards))
            if layout.takes(ward, level, band) and layout.may_lie_in(ward, department)
        ]
        walk = index.walk_metres[department]
        return sorted(
            permitted,
            key=lambda ward: (
                layout.wards[ward].level_of_care is not LEVELS[level],
                index.ward_department[ward] != department,
                walk[ward],
                ward,
            ),
        )

    return order
