"""Surgical cases (手术): what is to be done, by whom, how long it takes, and what it needs."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from statistics import NormalDist

from scenarios.hospital import LevelOfCare
from scenarios.local_checks import at_least, named, refuse, unique, within
from scenarios.operating_rooms import shift_hours
from scenarios.patients import Urgency

_NORMAL = NormalDist()
MINUTES_A_DAY = 24 * 60
MOST_MINUTES = 100_000
"""Longer than anything: tasks of job shops, whose minutes are units of any kind, included."""


class Anaesthesia(StrEnum):
    """Kind of anaesthesia."""

    GENERAL = "general"
    REGIONAL = "regional"
    SEDATION = "sedation"
    LOCAL = "local"


class InfectionClass(StrEnum):
    """How a case leaves its room: infected ones ask for a longer turnover, and to come last or in their own room."""

    CLEAN = "clean"
    INFECTED = "infected"


@dataclass(frozen=True, slots=True, kw_only=True)
class SurgeryDuration:
    """Minutes from wheels in to wheels out, lognormal.

    Attributes
    ----------
    median_minutes : float
        Half of such cases are shorter.
    log_sd : float
        Standard deviation of the logarithm; 0 for a duration known exactly.
    sample_size : int
        Cases it was learned from; 0 for an estimate.
    basis : str
        What it was learned from, such as ``procedure x surgeon``.
    """

    __pydantic_config__ = {"extra": "forbid"}

    median_minutes: float
    log_sd: float = 0.0
    sample_size: int = 0
    basis: str = ""

    def __post_init__(self) -> None:
        refuse(
            "Duration",
            [
                within("median_minutes", self.median_minutes, 1, MOST_MINUTES),
                within("log_sd", self.log_sd, 0, 2),
                at_least("sample_size", self.sample_size, 0),
            ],
        )

    @property
    def mean_minutes(self) -> float:
        """Expected minutes: median times exp(log_sd² / 2)."""
        return self.median_minutes * math.exp(self.log_sd**2 / 2)

    def quantile_minutes(self, quantile: float) -> float:
        """Return the minutes that a share ``quantile`` of such cases stays below."""
        return self.median_minutes * math.exp(self.log_sd * _NORMAL.inv_cdf(quantile))

    def expected_overrun_minutes(self, planned_minutes: float) -> float:
        """Return E[(duration - planned)+], the partial expectation of the lognormal distribution."""
        if self.log_sd == 0:
            return max(0.0, self.median_minutes - planned_minutes)
        distance = math.log(self.median_minutes / planned_minutes) / self.log_sd
        return self.mean_minutes * _NORMAL.cdf(distance + self.log_sd) - planned_minutes * _NORMAL.cdf(distance)


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedCase:
    """A case of an earlier day, to learn durations from.

    Attributes
    ----------
    department, procedure : str
        As in :class:`SurgicalCase`.
    minutes : float
        From wheels in to wheels out.
    surgeon : str
        Who led; empty when unknown.
    """

    __pydantic_config__ = {"extra": "forbid"}

    department: str
    procedure: str
    minutes: float
    surgeon: str = ""

    def __post_init__(self) -> None:
        refuse(
            f"Finished case {self.procedure} of {self.department}",
            [
                named("department", self.department),
                named("procedure", self.procedure),
                within("minutes", self.minutes, 1, MINUTES_A_DAY),
            ],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Surgeon:
    """A surgeon on one day.

    Attributes
    ----------
    id, department : str
        Identity and department.
    authorised_grade : int
        Highest surgery grade (手术级别) that the surgeon may lead, 1-4.
    from_minute, to_minute : int
        Available hours, minutes from midnight.
    changeover_minutes : int
        From one case's end to the start of the next, in whatever room.
    """

    __pydantic_config__ = {"extra": "forbid"}

    id: str
    department: str = ""
    authorised_grade: int = 4
    from_minute: int = 0
    to_minute: int = MINUTES_A_DAY
    changeover_minutes: int = 15

    def __post_init__(self) -> None:
        refuse(
            f"Surgeon {self.id}",
            [
                named("id", self.id),
                within("authorised_grade", self.authorised_grade, 1, 4),
                shift_hours(self.from_minute, self.to_minute),
                at_least("changeover_minutes", self.changeover_minutes, 0),
            ],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SurgicalCase:
    """A surgical case (手术) that asks for a place on the list.

    Attributes
    ----------
    id, department, procedure : str
        Identity, who operates, and the procedure's code (ICD-9-CM-3 or any other).
    surgeons : tuple of str
        Any one of them leads the case.
    assistants : tuple of str
        Surgeons who are all needed besides, as in a joint operation.
    duration : SurgeryDuration
        In-room minutes.
    duration_by_surgeon : dict of str to SurgeryDuration
        Where a surgeon's own minutes are known; goes before ``duration``.
    minutes_by_room : dict of str to int
        Planned minutes that depend on the room alone; where not empty, no other room is possible.
    grade : int
        Surgery grade (手术级别), 1-4.
    discussed : bool
        The multidisciplinary discussion is recorded; asked for at grade 4.
    urgency : Urgency
        Class, whose weight is data of the hospital.
    due : date or None
        Every day later costs points.
    must_do : bool
        Not to be put off.
    day_surgery : bool
        Home on the same day (日间手术).
    age_years : float
        For children first.
    equipment : frozenset of str
        Movable equipment that it holds from wheels in to wheels out.
    room_equipment : frozenset of str
        What the room must have.
    staff : dict of str to int
        Skill to number of people, from wheels in to wheels out.
    recovery_minutes : int
        In the PACU (复苏室) afterwards; 0 for none.
    bed_after : LevelOfCare or None
        Bed needed afterwards; None for none.
    ready_minute : int
        Not before, minutes from midnight.
    first_of_day : bool
        Nobody before it in its room.
    after : str or None
        A case that has to be over before this one starts, as a donor's before the recipient's.
    fixed_room, fixed_start_minute, preferred_room, preferred_start_minute :
        A pin, and a wish.
    """

    __pydantic_config__ = {"extra": "forbid"}

    id: str
    department: str
    surgeons: tuple[str, ...] = ()
    duration: SurgeryDuration = field(default_factory=lambda: SurgeryDuration(median_minutes=90))
    duration_by_surgeon: Mapping[str, SurgeryDuration] = field(default_factory=dict)
    minutes_by_room: Mapping[str, int] = field(default_factory=dict)
    procedure: str = ""
    assistants: tuple[str, ...] = ()
    grade: int = 1
    discussed: bool = False
    anaesthesia: Anaesthesia = Anaesthesia.GENERAL
    urgency: Urgency = Urgency.PLANNED
    due: date | None = None
    must_do: bool = False
    day_surgery: bool = False
    age_years: float = 40.0
    infection: InfectionClass = InfectionClass.CLEAN
    equipment: frozenset[str] = frozenset()
    room_equipment: frozenset[str] = frozenset()
    staff: Mapping[str, int] = field(default_factory=dict)
    recovery_minutes: int = 0
    bed_after: LevelOfCare | None = None
    ready_minute: int = 0
    first_of_day: bool = False
    after: str | None = None
    fixed_room: str | None = None
    fixed_start_minute: int | None = None
    preferred_room: str | None = None
    preferred_start_minute: int | None = None

    def __post_init__(self) -> None:
        refuse(
            f"Case {self.id}",
            [
                named("id", self.id),
                within("grade", self.grade, 1, 4),
                within("age_years", self.age_years, 0, 130),
                at_least("recovery_minutes", self.recovery_minutes, 0),
                at_least("ready_minute", self.ready_minute, 0),
                at_least("fixed_start_minute", self.fixed_start_minute or 0, 0),
                at_least("preferred_start_minute", self.preferred_start_minute or 0, 0),
                None if self.after != self.id else "after itself, expected another case",
                *(at_least(f"staff {skill}", number, 1) for skill, number in self.staff.items()),
                *(at_least(f"minutes in room {room}", minutes, 1) for room, minutes in self.minutes_by_room.items()),
                *unique("surgeon", (*self.surgeons, *self.assistants)),
            ],
        )

    def duration_with(self, surgeon: str | None) -> SurgeryDuration:
        """Return the duration when a surgeon leads."""
        return self.duration if surgeon is None else self.duration_by_surgeon.get(surgeon, self.duration)
