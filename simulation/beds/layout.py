"""A hospital in numbers: what the bed board needs to know and what never changes in a run."""

from scenarios.hospital import Hospital, LevelOfCare, SexPolicy
from simulation.beds.rooms import RoomState, WardState

LEVELS = tuple(LevelOfCare)
"""Levels of care; a case's level is the position in this list."""


class BoardLayout:
    """Numbers for the names of departments, wards, rooms and beds, in the order of the hospital's lists.

    Parameters
    ----------
    hospital : Hospital
        The place.
    """

    def __init__(self, hospital: Hospital) -> None:
        self.hospital = hospital
        self.department_number = {department.id: i for i, department in enumerate(hospital.departments)}
        self.department_count = len(hospital.departments)
        self.ward_ids = [ward.id for ward in hospital.wards]
        self.ward_number = {ward.id: i for i, ward in enumerate(hospital.wards)}
        self.wards = hospital.wards
        items = sorted({item for place in hospital.places() for item in place.bed.equipment})
        self.equipment_bit = {item: 1 << i for i, item in enumerate(items)}
        self.bed_ids: list[str] = []
        self.ward_of_bed: list[int] = []
        self.room_of_bed: list[int] = []
        self.equipment_of_bed: list[int] = []
        self.beds_of_room: list[list[int]] = []
        self.beds_of_ward: list[list[int]] = [[] for _ in hospital.wards]
        self.ward_of_room: list[int] = []
        self._number_beds()
        self.bed_number = {name: i for i, name in enumerate(self.bed_ids)}
        self.bed_count = len(self.bed_ids)
        self.equipment_order = {bed: (mask.bit_count(), bed) for bed, mask in enumerate(self.equipment_of_bed)}
        self._read_departments()

    def _number_beds(self) -> None:
        for ward_number, ward in enumerate(self.wards):
            for room in ward.rooms:
                self.ward_of_room.append(ward_number)
                self.beds_of_room.append([])
                for bed in room.beds:
                    number = len(self.bed_ids)
                    self.bed_ids.append(bed.id)
                    self.ward_of_bed.append(ward_number)
                    self.room_of_bed.append(len(self.beds_of_room) - 1)
                    self.equipment_of_bed.append(sum(self.equipment_bit[item] for item in bed.equipment))
                    self.beds_of_room[-1].append(number)
                    self.beds_of_ward[ward_number].append(number)

    def _read_departments(self) -> None:
        number = self.department_number
        self.kept_of = [department.kept_beds for department in self.hospital.departments]
        self.cap_of = [department.bed_cap for department in self.hospital.departments]
        self.lending_limit = {(number[r.lender], number[r.borrower]): r.max_beds for r in self.hospital.lending}
        self.wards_of_department: list[list[int]] = [[] for _ in self.hospital.departments]
        for ward_number, ward in enumerate(self.wards):
            if not ward.shared:
                self.wards_of_department[number[ward.department]].append(ward_number)

    def staffed(self, ward_number: int) -> int:
        """Return the patients that a ward has nurses for."""
        ward = self.wards[ward_number]
        return len(ward.beds) if ward.staffed_beds is None else ward.staffed_beds

    def empty_states(self) -> tuple[list[WardState], list[RoomState]]:
        """Return all wards and rooms with every bed vacant and clean."""
        wards = [
            WardState(
                number,
                self.department_number[ward.department],
                shared=ward.shared,
                strict=ward.sex_policy is SexPolicy.STRICT,
                staffed=self.staffed(number),
            )
            for number, ward in enumerate(self.wards)
        ]
        rooms = [RoomState(room) for ward in self.wards for room in ward.rooms]
        for number, room in enumerate(rooms):
            room.free = sorted(self.beds_of_room[number], key=self.equipment_order.__getitem__)
            ward = wards[self.ward_of_room[number]]
            ward.vacant += len(room.free)
            ward.shelve(room)
        return wards, rooms

    def takes(self, ward_number: int, level: int, band: int) -> bool:
        """Return whether a ward gives a level of care to an age band."""
        ward = self.wards[ward_number]
        right_level = LEVELS[level] is ward.level_of_care or LEVELS[level] in ward.also_takes
        return right_level and (not ward.age_bands or self.hospital.age_bands[band].name in ward.age_bands)

    def may_lie_in(self, ward_number: int, department: int) -> bool:
        """Return whether a department's patients may lie in a ward at all: own, shared, or lent to them."""
        ward = self.wards[ward_number]
        owner = self.department_number[ward.department]
        return ward.shared or owner == department or (owner, department) in self.lending_limit
