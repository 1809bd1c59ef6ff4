"""What a hospital is: departments, wards, rooms, beds, and the rules by which departments lend beds."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from scenarios.facilities import Clinic, EmergencyDepartment, ExamDevice, OperatingRoom
from scenarios.local_checks import at_least, named, refuse, within


class DepartmentKind(StrEnum):
    """Family of a clinical department (科室); departments of one kind are clinically near each other."""

    MEDICAL = "medical"
    SURGICAL = "surgical"
    PAEDIATRIC = "paediatric"
    OBSTETRIC = "obstetric"
    ONCOLOGY = "oncology"
    INFECTIOUS = "infectious"
    REHABILITATION = "rehabilitation"
    EMERGENCY = "emergency"
    CRITICAL_CARE = "critical care"


class LevelOfCare(StrEnum):
    """How much care a bed gives and a patient needs."""

    ICU = "icu"
    HDU = "hdu"
    GENERAL = "general"
    DAY = "day ward"


class SexPolicy(StrEnum):
    """Whether women and men may share a room of a ward."""

    STRICT = "strict"
    OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeBand:
    """An age group that matters for beds: it starts at an age and ends where the next one starts."""

    __pydantic_config__ = {"extra": "forbid"}

    name: str
    from_years: float = 0.0

    def __post_init__(self) -> None:
        refuse(f"Age band {self.name}", [named("name", self.name), at_least("from_years", self.from_years, 0)])


AGE_BANDS = (
    AgeBand(name="neonatal", from_years=0.0),
    AgeBand(name="paediatric", from_years=28 / 365),
    AgeBand(name="adult", from_years=14.0),
    AgeBand(name="elderly", from_years=65.0),
)
"""Neonatal is the first 28 days (WHO); Chinese paediatric departments see children up to 14; elderly from 65."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """A clinical department (科室).

    Attributes
    ----------
    id, name, name_zh : str
        Identity, English and Chinese name.
    kind : DepartmentKind
        Family, from which clinical distance follows where none is given.
    kept_beds : int
        Beds that it never lends: of its beds that come free, this many stay for its own patients.
    bed_cap : int or None
        Most beds its patients may have at once in the whole hospital; None for no cap.
    """

    __pydantic_config__ = {"extra": "forbid"}

    id: str
    name: str = ""
    name_zh: str = ""
    kind: DepartmentKind = DepartmentKind.MEDICAL
    kept_beds: int = 0
    bed_cap: int | None = None

    def __post_init__(self) -> None:
        refuse(
            f"Department {self.id}",
            [
                named("id", self.id),
                at_least("kept_beds", self.kept_beds, 0),
                None if self.bed_cap is None else at_least("bed_cap", self.bed_cap, 0),
            ],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Bed:
    """A bed (床位) and the equipment that stands at it, such as ``monitor`` or ``ventilator``."""

    __pydantic_config__ = {"extra": "forbid"}

    id: str
    equipment: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        refuse(f"Bed {self.id}", [named("id", self.id)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A room (病房) of a ward.

    Attributes
    ----------
    id : str
        Identity, unique in the hospital.
    beds : tuple of Bed
        At least one.
    isolation : bool
        Built for isolation: patients of one pathogen may be nursed together in it.
    negative_pressure : bool
        May take patients in airborne isolation.
    """

    __pydantic_config__ = {"extra": "forbid"}

    id: str
    beds: tuple[Bed, ...]
    isolation: bool = False
    negative_pressure: bool = False

    def __post_init__(self) -> None:
        refuse(
            f"Room {self.id}",
            [named("id", self.id), None if self.beds else f"capacity {len(self.beds)}, expected >= 1 bed"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ward:
    """A ward (病区): rooms under one nursing team.

    Attributes
    ----------
    id, name, name_zh : str
        Identity, English and Chinese name.
    department : str
        Department that owns the beds.
    level_of_care : LevelOfCare
        What its beds are staffed and equipped for.
    also_takes : frozenset of LevelOfCare
        Further levels that its beds may serve, at the price of a special bed wasted (an HDU bed for a general patient).
    shared : bool
        Serves every department without lending, as an ICU or a day ward does.
    age_bands : frozenset of str
        Names of the age bands it takes; empty for all.
    sex_policy : SexPolicy
        ``strict``: women and men do not share a room; ``off`` as in an ICU.
    staffed_beds : int or None
        Beds it has nurses for; None for all its beds. An empty bed above this number is not available.
    building, floor : str, int
        Where it is.
    rooms : tuple of Room
        At least one.
    """

    __pydantic_config__ = {"extra": "forbid"}

    id: str
    department: str
    rooms: tuple[Room, ...]
    name: str = ""
    name_zh: str = ""
    level_of_care: LevelOfCare = LevelOfCare.GENERAL
    also_takes: frozenset[LevelOfCare] = frozenset()
    shared: bool = False
    age_bands: frozenset[str] = frozenset()
    sex_policy: SexPolicy = SexPolicy.STRICT
    staffed_beds: int | None = None
    building: str = ""
    floor: int = 1

    def __post_init__(self) -> None:
        beds = sum(len(room.beds) for room in self.rooms)
        staffed = self.staffed_beds
        refuse(
            f"Ward {self.id}",
            [
                named("id", self.id),
                None if self.rooms else "0 rooms, expected at least 1",
                None if staffed is None else at_least("staffed beds", staffed, 0),
                None
                if staffed is None or staffed <= beds
                else f"staffed beds {staffed}, expected at most its {beds} beds",
            ],
        )

    @property
    def nursed_beds(self) -> int:
        """How many beds have nurses: what occupancy divides by."""
        return len(self.beds) if self.staffed_beds is None else self.staffed_beds

    @property
    def beds(self) -> tuple[Bed, ...]:
        """All beds of the ward, in the order of its rooms."""
        return tuple(bed for room in self.rooms for bed in room.beds)


@dataclass(frozen=True, slots=True, kw_only=True)
class LendingRule:
    """One department may lend beds to another (借床).

    Attributes
    ----------
    lender, borrower : str
        Departments.
    max_beds : int or None
        Most of the lender's beds that the borrower's patients may have at once; None for no limit.
    """

    __pydantic_config__ = {"extra": "forbid"}

    lender: str
    borrower: str
    max_beds: int | None = None

    def __post_init__(self) -> None:
        refuse(
            f"Lending {self.lender} to {self.borrower}",
            [
                None if self.lender != self.borrower else "a department lends to itself, expected two departments",
                None if self.max_beds is None else at_least("max_beds", self.max_beds, 0),
            ],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicalDistance:
    """How foreign a patient of one department is to the nurses of another, the same in both directions.

    ``distance`` is 0 (the same work) to 10 (never done there).
    """

    __pydantic_config__ = {"extra": "forbid"}

    department: str
    other: str
    distance: int

    def __post_init__(self) -> None:
        refuse(f"Clinical distance {self.department} to {self.other}", [within("distance", self.distance, 0, 10)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Building:
    """A building and where its entrance lies on the campus, in metres from any fixed point."""

    __pydantic_config__ = {"extra": "forbid"}

    id: str
    name: str = ""
    name_zh: str = ""
    x_metres: float = 0.0
    y_metres: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkingDistance:
    """Measured walk between two wards, in metres; it goes before the distance derived from buildings and floors."""

    __pydantic_config__ = {"extra": "forbid"}

    from_ward: str
    to_ward: str
    metres: float

    def __post_init__(self) -> None:
        refuse(f"Walk {self.from_ward} to {self.to_ward}", [at_least("metres", self.metres, 0)])


@dataclass(frozen=True, kw_only=True)
class Hospital:
    """One hospital, one pool of beds.

    Attributes
    ----------
    departments, wards, buildings, operating_rooms, clinics, exam_devices : tuple
        Its parts.
    lending : tuple of LendingRule
        Which department may lend to which; what is not listed may not.
    clinical_distances, walking_distances : tuple
        Known distances; where none is given they follow from kinds, and from buildings and floors.
    age_bands : tuple of AgeBand
        Ascending by age.
    cleaning_minutes, terminal_cleaning_minutes : int
        From a patient leaving to the bed being ready; the second after isolation.
    emergency : EmergencyDepartment or None
        None for a hospital without emergency admissions.
    """

    __pydantic_config__ = {"extra": "forbid"}

    name: str
    departments: tuple[Department, ...]
    wards: tuple[Ward, ...]
    name_zh: str = ""
    lending: tuple[LendingRule, ...] = ()
    clinical_distances: tuple[ClinicalDistance, ...] = ()
    buildings: tuple[Building, ...] = ()
    walking_distances: tuple[WalkingDistance, ...] = ()
    age_bands: tuple[AgeBand, ...] = AGE_BANDS
    cleaning_minutes: int = 45
    terminal_cleaning_minutes: int = 120
    emergency: EmergencyDepartment | None = None
    operating_rooms: tuple[OperatingRoom, ...] = ()
    clinics: tuple[Clinic, ...] = ()
    exam_devices: tuple[ExamDevice, ...] = ()

    def __post_init__(self) -> None:
        ages = [band.from_years for band in self.age_bands]
        refuse(
            f"Hospital {self.name}",
            [
                named("name", self.name),
                None if self.departments else "0 departments, expected at least 1",
                None if self.wards else "0 wards, expected at least 1",
                None if ages and ages[0] == 0 else "age bands start above 0 years, expected the first from_years 0",
                None if ages == sorted(set(ages)) else f"age bands start at {ages}, expected ascending ages",
                at_least("cleaning_minutes", self.cleaning_minutes, 0),
                at_least("terminal_cleaning_minutes", self.terminal_cleaning_minutes, 0),
            ],
        )

    def places(self) -> Iterator["BedPlace"]:
        """Yield every bed with its room and ward, in the order of the wards."""
        for ward in self.wards:
            for room in ward.rooms:
                for bed in room.beds:
                    yield BedPlace(bed, room, ward)

    @cached_property
    def place_of_bed(self) -> dict[str, "BedPlace"]:
        """Bed id to the bed with its room and ward."""
        return {place.bed.id: place for place in self.places()}

    @cached_property
    def equipment(self) -> frozenset[str]:
        """What beds of the hospital are equipped with."""
        return frozenset(item for place in self.places() for item in place.bed.equipment)

    def age_band_index(self, age_years: float) -> int:
        """Return the position in ``age_bands`` of the band that an age falls into."""
        return bisect_right(self._age_band_starts, age_years) - 1

    @cached_property
    def _age_band_starts(self) -> tuple[float, ...]:
        return tuple(band.from_years for band in self.age_bands)


@dataclass(frozen=True, slots=True)
class BedPlace:
    """A bed with the room and ward it stands in."""

    bed: Bed = field()
    room: Room = field()
    ward: Ward = field()
