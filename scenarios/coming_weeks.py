"""The coming weeks: who waits for surgery, and the theatres, surgeons, wards and nurses there are for it."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from scenarios.admissions.problem import MOST_STAY_DAYS, GoalWeights
from scenarios.hospital import LevelOfCare
from scenarios.local_checks import at_least, known_zone, named, refuse, within
from scenarios.patients import Patient

MOST_DAYS = 60
MOST_SKILL = 9
MINUTES_A_DAY = 24 * 60


class NursingGrade(StrEnum):
    """Grade of nursing care (护理分级, WS/T 431): special, first, second, third."""

    SPECIAL = "special"
    FIRST = "first"
    SECOND = "second"
    THIRD = "third"


class NursingShift(StrEnum):
    """The three shifts of a day, in their order."""

    EARLY = "early"
    LATE = "late"
    NIGHT = "night"


@dataclass(frozen=True, slots=True, kw_only=True)
class NursingLoad:
    """What one patient of a nursing grade asks of the nurse of the room.

    Attributes
    ----------
    grade : NursingGrade
        Which grade.
    early, late, night : int
        Workload by shift, in the points that a nurse's greatest workload is counted in.
    skill : int
        Least skill level of the nurse, from 0.
    """

    __pydantic_config__ = {"extra": "forbid"}

    grade: NursingGrade
    early: int
    late: int
    night: int
    skill: int = 0

    def __post_init__(self) -> None:
        refuse(
            f"Nursing load {self.grade}",
            [
                *(within(shift, getattr(self, shift), 0, 1000) for shift in NursingShift),
                within("skill", self.skill, 0, MOST_SKILL),
            ],
        )


NURSING_LOADS = (
    NursingLoad(grade=NursingGrade.SPECIAL, early=6, late=5, night=4, skill=2),
    NursingLoad(grade=NursingGrade.FIRST, early=4, late=3, night=2, skill=1),
    NursingLoad(grade=NursingGrade.SECOND, early=2, late=2, night=1),
    NursingLoad(grade=NursingGrade.THIRD, early=1, late=1, night=1),
)
"""Assumption: a nurse of the early shift, with a greatest workload of 16, cares for eight patients of grade two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingListEntry:
    """A patient who waits for planned surgery, on the day of admission.

    Attributes
    ----------
    id : str
        Identity of the entry.
    patient : Patient
        Who.
    department, surgeon : str
        Who treats and who operates.
    surgery_minutes : int
        In the operating room, wheels in to wheels out.
    stay_days : int
        Nights in bed, from the day of surgery.
    earliest : date
        First possible day.
    due : date or None
        Last possible day; None for any day of the coming weeks. Once it has passed, any day will do, the sooner the
        better: nobody is served by a patient who may never come.
    mandatory : bool
        Must come within these weeks; others may be left for later.
    first_nursing, first_nursing_days, nursing :
        Nursing grade of the first days and their number, and the grade afterwards.
    level_of_care, equipment :
        What the bed must offer.
    forbidden_rooms : frozenset of str
        Rooms this patient must not lie in.
    procedure : str
        Code of the procedure.
    surgery_grade : int
        Surgery grade (手术级别), 1-4.
    discussed : bool
        The multidisciplinary discussion is recorded; the nightly schedule asks for it at grade 4.
    """

    __pydantic_config__ = {"extra": "forbid"}

    id: str
    patient: Patient
    department: str
    surgeon: str
    surgery_minutes: int
    stay_days: int
    earliest: date
    due: date | None = None
    mandatory: bool = False
    first_nursing: NursingGrade = NursingGrade.FIRST
    first_nursing_days: int = 1
    nursing: NursingGrade = NursingGrade.SECOND
    level_of_care: LevelOfCare = LevelOfCare.GENERAL
    equipment: frozenset[str] = frozenset()
    forbidden_rooms: frozenset[str] = frozenset()
    procedure: str = ""
    surgery_grade: int = 1
    discussed: bool = False

    def __post_init__(self) -> None:
        refuse(
            f"Waiting list entry {self.id}",
            [
                named("id", self.id),
                within("surgery_minutes", self.surgery_minutes, 1, MINUTES_A_DAY),
                within("stay_days", self.stay_days, 1, MOST_STAY_DAYS),
                within("first_nursing_days", self.first_nursing_days, 0, MOST_STAY_DAYS),
                within("surgery_grade", self.surgery_grade, 1, 4),
                None
                if self.due is None or self.due >= self.earliest
                else f"due {self.due}, expected on or after earliest {self.earliest}",
            ],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SurgeonDay:
    """Minutes that a surgeon can operate on one day; without an entry there are none."""

    __pydantic_config__ = {"extra": "forbid"}

    surgeon: str
    on: date
    minutes: int

    def __post_init__(self) -> None:
        refuse(
            f"Day {self.on} of surgeon {self.surgeon}",
            [named("surgeon", self.surgeon), within("minutes", self.minutes, 0, MINUTES_A_DAY)],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TheatreDay:
    """Minutes that an operating room is open for this list on one day; without an entry it is closed."""

    __pydantic_config__ = {"extra": "forbid"}

    operating_room: str
    on: date
    minutes: int

    def __post_init__(self) -> None:
        refuse(f"Day {self.on} of {self.operating_room}", [within("minutes", self.minutes, 0, MINUTES_A_DAY)])


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedWard:
    """A ward that the waiting list is planned into, and its beds kept for emergencies, which the plan never fills."""

    __pydantic_config__ = {"extra": "forbid"}

    ward: str
    kept_beds: int = 0

    def __post_init__(self) -> None:
        refuse(f"Planned ward {self.ward}", [at_least("kept_beds", self.kept_beds, 0)])


@dataclass(frozen=True, slots=True, kw_only=True)
class WardNurse:
    """A nurse of one ward and the skill level, from 0."""

    __pydantic_config__ = {"extra": "forbid"}

    id: str
    ward: str
    skill: int = 0

    def __post_init__(self) -> None:
        refuse(f"Nurse {self.id}", [named("id", self.id), within("skill", self.skill, 0, MOST_SKILL)])


@dataclass(frozen=True, slots=True, kw_only=True)
class NurseShift:
    """One shift on a nurse's roster, and the greatest workload that the nurse should have in it."""

    __pydantic_config__ = {"extra": "forbid"}

    nurse: str
    on: date
    shift: NursingShift
    max_workload: int

    def __post_init__(self) -> None:
        refuse(
            f"Shift {self.on} {self.shift} of nurse {self.nurse}",
            [within("max_workload", self.max_workload, 0, 1000)],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ComingWeeks:
    """All that ``onebed plan`` decides about, besides the hospital and its census.

    Attributes
    ----------
    first_day : date
        First day planned, in the hospital's own time.
    days : int
        Length of the horizon.
    waiting_list, surgeon_days, theatre_days, planned_wards, nurses, nurse_shifts : tuple
        Who waits, and what there is.
    nursing_loads : tuple of NursingLoad
        What each nursing grade asks for; all grades.
    nursing_of_stays : NursingGrade
        Grade of the patients who lie in the wards already.
    turnover_minutes : int
        Between two cases, added to each case in theatre and surgeon minutes (接台).
    weights : GoalWeights
        What each goal counts.
    zone : str
        IANA time zone in which a day begins.
    """

    __pydantic_config__ = {"extra": "forbid"}

    first_day: date
    days: int = 14
    waiting_list: tuple[WaitingListEntry, ...] = ()
    surgeon_days: tuple[SurgeonDay, ...] = ()
    theatre_days: tuple[TheatreDay, ...] = ()
    planned_wards: tuple[PlannedWard, ...] = ()
    nurses: tuple[WardNurse, ...] = ()
    nurse_shifts: tuple[NurseShift, ...] = ()
    nursing_loads: tuple[NursingLoad, ...] = NURSING_LOADS
    nursing_of_stays: NursingGrade = NursingGrade.SECOND
    turnover_minutes: int = 30
    weights: GoalWeights = field(default_factory=GoalWeights)
    zone: str = "Asia/Shanghai"

    def __post_init__(self) -> None:
        grades = [load.grade for load in self.nursing_loads]
        refuse(
            "Coming weeks",
            [
                within("days", self.days, 1, MOST_DAYS),
                within("turnover_minutes", self.turnover_minutes, 0, MINUTES_A_DAY),
                known_zone(self.zone),
                None
                if sorted(grades) == sorted(NursingGrade)
                else f"nursing loads of {', '.join(grades) or 'no grade'}, expected each of "
                f"{', '.join(NursingGrade)} once",
            ],
        )

    def local(self, moment: datetime) -> datetime:
        """Return a moment on the hospital's clock."""
        return moment.astimezone(ZoneInfo(self.zone))

    def day_index(self, on: date) -> int:
        """Return a date as day of the horizon; negative before it, ``days`` and more after it."""
        return (on - self.first_day).days

    def date_of(self, day: int) -> date:
        """Return the date of a day of the horizon."""
        return self.first_day + timedelta(days=day)
