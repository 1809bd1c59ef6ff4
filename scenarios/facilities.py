"""Where else than in a bed patients are: operating rooms, clinics, exam devices, emergency."""

from dataclasses import dataclass

from scenarios.local_checks import at_least, named, refuse


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatingRoom:
    """An operating room (手术间) by name, with the departments that use it and its fixed equipment."""

    __pydantic_config__ = {"extra": "forbid"}

    id: str
    building: str = ""
    floor: int = 1
    departments: frozenset[str] = frozenset()
    equipment: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        refuse(f"Operating room {self.id}", [named("id", self.id)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Clinic:
    """An outpatient clinic of a department and its consulting rooms."""

    __pydantic_config__ = {"extra": "forbid"}

    id: str
    department: str
    consulting_rooms: int = 1

    def __post_init__(self) -> None:
        refuse(f"Clinic {self.id}", [named("id", self.id), at_least("consulting_rooms", self.consulting_rooms, 1)])


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamDevice:
    """One device for exams (检查), such as a CT scanner; ``kind`` names the exam it makes."""

    __pydantic_config__ = {"extra": "forbid"}

    id: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyDepartment:
    """Where emergency patients wait for a bed (急诊滞留): its place and how many can board."""

    __pydantic_config__ = {"extra": "forbid"}

    building: str = ""
    floor: int = 1
    treatment_places: int = 0
    boarding_places: int = 0

    def __post_init__(self) -> None:
        refuse(
            "Emergency department",
            [
                at_least("treatment_places", self.treatment_places, 0),
                at_least("boarding_places", self.boarding_places, 0),
            ],
        )
