"""What of a hospital never changes between two allocations, as arrays."""

from collections.abc import Iterable
from functools import cached_property

import numpy as np
import numpy.typing as npt

from scenarios.hospital import BedPlace, Building, Hospital, LevelOfCare, SexPolicy, Ward

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float64]

LEVELS = tuple(LevelOfCare)
METRES_A_FLOOR = 30.0
"""Walking metres that one floor is worth (stairs or lift); an assumption."""
SAME_KIND_DISTANCE = 2
OTHER_KIND_DISTANCE = 5
"""Clinical distance, 0 to 10, where a hospital gives none: sister specialties, and strangers; assumptions."""


class HospitalIndex:
    """Numbers for names, and everything about wards, rooms and beds that a census does not change.

    Build it once for a hospital and pass it to each problem; all arrays are in the order of ``places``.
    """

    def __init__(self, hospital: Hospital) -> None:
        self.hospital = hospital
        self.places: tuple[BedPlace, ...] = tuple(hospital.places())
        self.bed_number = {place.bed.id: number for number, place in enumerate(self.places)}
        self.rooms = [room for ward in hospital.wards for room in ward.rooms]
        self.room_number = {room.id: number for number, room in enumerate(self.rooms)}
        self.ward_number = {ward.id: number for number, ward in enumerate(hospital.wards)}
        self.department_number = {department.id: number for number, department in enumerate(hospital.departments)}
        self.equipment_bit = _bits(item for place in self.places for item in place.bed.equipment)
        self.bed_room = np.array([self.room_number[place.room.id] for place in self.places], dtype=np.int64)
        self.bed_ward = np.array([self.ward_number[place.ward.id] for place in self.places], dtype=np.int64)
        self.bed_equipment = np.array([self.equipment_mask(p.bed.equipment) for p in self.places], dtype=np.int64)
        self.room_capacity = np.array([len(room.beds) for room in self.rooms], dtype=np.int64)
        self.room_isolation = np.array([room.isolation or room.negative_pressure for room in self.rooms], dtype=bool)
        self.room_negative_pressure = np.array([room.negative_pressure for room in self.rooms], dtype=bool)
        wards = hospital.wards
        self.ward_department = np.array([self.department_number[w.department] for w in wards], dtype=np.int64)
        self.ward_level = np.array([LEVELS.index(ward.level_of_care) for ward in wards], dtype=np.int64)
        self.ward_takes = np.array([[lv == w.level_of_care or lv in w.also_takes for lv in LEVELS] for w in wards])
        self.ward_shared = np.array([ward.shared for ward in wards], dtype=bool)
        self.ward_strict_sex = np.array([ward.sex_policy is SexPolicy.STRICT for ward in wards], dtype=bool)
        self.room_strict_sex = np.array(
            [ward.sex_policy is SexPolicy.STRICT for ward in wards for _ in ward.rooms], dtype=bool
        )
        self.ward_bands = np.array(
            [[not w.age_bands or band.name in w.age_bands for band in hospital.age_bands] for w in wards]
        )
        self.ward_staffed = np.array([len(w.beds) if w.staffed_beds is None else w.staffed_beds for w in wards])
        self.clinical_distance = _clinical_distances(hospital, self.department_number)
        self.walk_metres = _home_walks(hospital, self.department_number)
        self.may_lend = np.zeros((len(hospital.departments), len(hospital.departments)), dtype=bool)
        for rule in hospital.lending:
            self.may_lend[self.department_number[rule.lender], self.department_number[rule.borrower]] = True

    @cached_property
    def lendable_beds(self) -> BoolArray:
        """Beds of each department's own wards, as masks (departments x beds); shared wards belong to nobody."""
        owners = np.where(self.ward_shared, -1, self.ward_department)[self.bed_ward]
        departments = np.arange(len(self.department_number))
        return np.asarray(owners[None, :] == departments[:, None])

    def equipment_mask(self, items: frozenset[str]) -> int:
        """Return the items that stand at any bed as bits; an item no bed has makes the top bit."""
        mask = 0
        for item in items:
            mask |= 1 << self.equipment_bit.get(item, 62)
        return mask


def _bits(items: Iterable[str]) -> dict[str, int]:
    names = sorted(set(items))
    return {name: bit for bit, name in enumerate(names)}


def _clinical_distances(hospital: Hospital, number: dict[str, int]) -> IntArray:
    kinds = np.array([department.kind for department in hospital.departments])
    distance = np.where(kinds[:, None] == kinds[None, :], SAME_KIND_DISTANCE, OTHER_KIND_DISTANCE).astype(np.int64)
    for given in hospital.clinical_distances:
        a, b = number[given.department], number[given.other]
        distance[a, b] = distance[b, a] = given.distance
    np.fill_diagonal(distance, 0)
    return distance


def _ward_walks(hospital: Hospital) -> npt.NDArray[np.float64]:
    """Return metres between wards: down to the entrance, across the campus, up again."""
    entrance = {building.id: building for building in hospital.buildings}
    nowhere = Building(id="")

    def entrance_of(ward: Ward) -> Building:
        return entrance.get(ward.building, nowhere)

    x = np.array([entrance_of(ward).x_metres for ward in hospital.wards])
    y = np.array([entrance_of(ward).y_metres for ward in hospital.wards])
    floor = np.array([ward.floor for ward in hospital.wards], dtype=np.float64)
    building = np.array([ward.building for ward in hospital.wards])
    same = building[:, None] == building[None, :]
    across = np.abs(x[:, None] - x[None, :]) + np.abs(y[:, None] - y[None, :])
    climb = np.abs(floor - 1) * METRES_A_FLOOR
    walks = np.where(
        same, np.abs(floor[:, None] - floor[None, :]) * METRES_A_FLOOR, across + climb[:, None] + climb[None, :]
    )
    number = {ward.id: index for index, ward in enumerate(hospital.wards)}
    for given in hospital.walking_distances:
        a, b = number[given.from_ward], number[given.to_ward]
        walks[a, b] = walks[b, a] = given.metres
    return np.asarray(walks, dtype=np.float64)


def _home_walks(hospital: Hospital, number: dict[str, int]) -> IntArray:
    """Return metres (departments x wards) from a department's nearest own ward; 0 for one without wards."""
    walks = _ward_walks(hospital)
    home = np.zeros((len(number), len(hospital.wards)), dtype=np.int64)
    for name, row in number.items():
        own = [index for index, ward in enumerate(hospital.wards) if ward.department == name]
        if own:
            home[row] = np.rint(walks[own].min(axis=0)).astype(np.int64)
    return home
