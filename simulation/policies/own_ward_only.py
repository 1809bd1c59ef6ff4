"""Own wards and shared wards only: nobody is lent."""

from collections.abc import Sequence

from optimizer.beds import HospitalIndex
from simulation.beds.board import WardOrder
from simulation.beds.layout import LEVELS, BoardLayout


def ward_order(layout: BoardLayout, index: HospitalIndex) -> WardOrder:
    """Return own and shared wards, those of the needed level of care first, then the nearest."""

    def order(department: int, level: int, band: int) -> Sequence[int]:
        own = [
            ward
            for ward in range(len(layout.wards))
            if layout.takes(ward, level, band)
            and (layout.wards[ward].shared or index.ward_department[ward] == department)
        ]
        walk = index.walk_metres[department]
        return sorted(own, key=lambda ward: (layout.wards[ward].level_of_care is not LEVELS[level], walk[ward], ward))

    return order
