"""Shape of the competition's JSON files, for validation at the edge; meaning and units are in the domain classes."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from scenarios.admissions.problem import (
    MOST_BEDS,
    MOST_DAYS,
    MOST_MINUTES,
    MOST_POINTS,
    MOST_SKILL_LEVELS,
    MOST_STAY_DAYS,
    MOST_WORKLOAD,
    SHIFTS_PER_DAY,
)

Count = Annotated[int, Field(ge=0, le=1_000_000)]
Minutes = Annotated[int, Field(ge=0, le=MOST_MINUTES)]
Work = Annotated[int, Field(ge=0, le=MOST_WORKLOAD)]
Weight = Annotated[int, Field(ge=0, le=MOST_POINTS)]


class Part(BaseModel):
    """Common settings: unknown keys are ignored, as the competition adds its own."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)


class WeightsPart(Part):
    """Weights by the competition's keys (one is misspelt there)."""

    room_mixed_age: Weight
    room_nurse_skill: Weight
    continuity_of_care: Weight
    nurse_eccessive_workload: Weight
    open_operating_theater: Weight
    surgeon_transfer: Weight
    patient_delay: Weight
    unscheduled_optional: Weight


class PersonPart(Part):
    """What waiting patients and occupants share."""

    id: str
    gender: str
    age_group: str
    length_of_stay: Annotated[int, Field(ge=1, le=MOST_STAY_DAYS)]
    workload_produced: list[Work]
    skill_level_required: list[Count]


class OccupantPart(PersonPart):
    """A patient already in a room."""

    room_id: str


class PatientPart(PersonPart):
    """A patient on the waiting list."""

    mandatory: bool
    surgery_release_day: Count
    surgery_due_day: Count | None = None
    surgery_duration: Minutes
    surgeon_id: str
    incompatible_room_ids: list[str] = []


class SurgeonPart(Part):
    """A surgeon's minutes by day."""

    id: str
    max_surgery_time: list[Minutes]


class TheatrePart(Part):
    """A theatre's minutes by day."""

    id: str
    availability: list[Minutes]


class RoomPart(Part):
    """A ward room."""

    id: str
    capacity: Annotated[int, Field(ge=0, le=MOST_BEDS)]


class WorkingShiftPart(Part):
    """One rostered shift."""

    day: Count
    shift: str
    max_load: Count


class NursePart(Part):
    """A nurse and roster."""

    id: str
    skill_level: Count
    working_shifts: list[WorkingShiftPart]


class InstanceDocument(Part):
    """A whole instance file."""

    days: Annotated[int, Field(ge=1, le=MOST_DAYS)]
    skill_levels: Annotated[int, Field(ge=1, le=MOST_SKILL_LEVELS)]
    shift_types: Annotated[list[str], Field(min_length=SHIFTS_PER_DAY, max_length=SHIFTS_PER_DAY)]
    age_groups: Annotated[list[str], Field(min_length=1)]
    weights: WeightsPart
    occupants: list[OccupantPart] = []
    patients: list[PatientPart]
    surgeons: list[SurgeonPart]
    operating_theaters: list[TheatrePart]
    rooms: list[RoomPart]
    nurses: list[NursePart]


class AssignmentPart(Part):
    """Rooms of a nurse in one shift."""

    day: Count
    shift: str
    rooms: list[str]


class SolutionNursePart(Part):
    """A nurse of a solution."""

    id: str
    assignments: list[AssignmentPart]


class SolutionPatientPart(Part):
    """A patient of a solution."""

    id: str
    admission_day: Count | Literal["none"]
    room: str | None = None
    operating_theater: str | None = None


class SolutionDocument(Part):
    """A whole solution file."""

    patients: list[SolutionPatientPart]
    nurses: list[SolutionNursePart]
