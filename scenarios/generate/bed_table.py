"""The beds of a hospital as arrays, one entry a bed, so that a census is drawn for all at once."""

from dataclasses import dataclass

import numpy as np

from scenarios.generate.sharing import Bools, Floats, Ints
from scenarios.hospital import Bed, Hospital, LevelOfCare


@dataclass(frozen=True, slots=True, kw_only=True)
class BedTable:
    """Arrays over beds (and, where said, over wards or rooms), in the order of ``hospital.places()``.

    Attributes
    ----------
    beds : tuple of Bed
        The beds.
    ward, room : int arrays
        Position of each bed's ward and room.
    room_beds : int array
        Beds in each bed's room.
    isolation, negative_pressure, critical, day : bool arrays
        Kind of each bed's room and ward; ``critical`` is ICU or HDU.
    ward_beds, ward_staffed : int arrays over wards
        Beds and staffed beds.
    room_ward : int array over rooms
        Ward of each room.
    """

    beds: tuple[Bed, ...]
    ward: Ints
    room: Ints
    room_beds: Ints
    isolation: Bools
    negative_pressure: Bools
    critical: Bools
    day: Bools
    ward_beds: Ints
    ward_staffed: Ints
    room_ward: Ints

    @classmethod
    def of(cls, hospital: Hospital) -> "BedTable":
        """Return the arrays of a hospital."""
        rooms = [(position, room) for position, ward in enumerate(hospital.wards) for room in ward.rooms]
        sizes = np.array([len(room.beds) for _, room in rooms])
        room_ward = np.array([position for position, _ in rooms])
        room = np.repeat(np.arange(len(rooms)), sizes)
        ward = room_ward[room]
        levels = np.array([item.level_of_care.value for item in hospital.wards])[ward]
        ward_beds = np.bincount(ward, minlength=len(hospital.wards))
        return cls(
            beds=tuple(bed for item in hospital.wards for bed in item.beds),
            ward=ward,
            room=room,
            room_beds=sizes[room],
            isolation=np.array([item.isolation for _, item in rooms])[room],
            negative_pressure=np.array([item.negative_pressure for _, item in rooms])[room],
            critical=np.isin(levels, [LevelOfCare.ICU.value, LevelOfCare.HDU.value]),
            day=levels == LevelOfCare.DAY.value,
            ward_beds=ward_beds,
            ward_staffed=np.array(
                [
                    count if item.staffed_beds is None else item.staffed_beds
                    for item, count in zip(hospital.wards, ward_beds, strict=True)
                ]
            ),
            room_ward=room_ward,
        )

    def per_room(self, beds: Bools) -> Ints:
        """Return, for each bed, how many of the given beds stand in its room."""
        counts: Ints = np.bincount(self.room, weights=beds, minlength=len(self.room_ward)).astype(np.int64)
        return counts[self.room]

    def rank_in_ward(self, scores: Floats) -> Ints:
        """Return the position (0, 1, ...) of each bed in its ward by ascending score."""
        order = np.lexsort((scores, self.ward))
        start = np.concatenate([[0], np.cumsum(self.ward_beds)[:-1]])
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order)) - start[self.ward[order]]
        return rank
