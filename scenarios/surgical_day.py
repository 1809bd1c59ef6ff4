"""One day in the operating rooms: everything its schedule is made from, and the schedule itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from scenarios.local_checks import at_least, known_zone, refuse
from scenarios.operating_rooms import (
    BedsAvailable,
    Block,
    MovableEquipment,
    RecoveryUnit,
    SpecialtyChangeover,
    StaffedRoom,
    StaffShift,
)
from scenarios.schedule_settings import ScheduleSettings
from scenarios.surgery import FinishedCase, Surgeon, SurgicalCase

SURGICAL_DAY_SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedCase:
    """A case on the list. Minutes count from midnight.

    Attributes
    ----------
    case, room : str
        What and where.
    surgeon : str or None
        Who leads; None for a case without surgeons.
    start_minute, end_minute : int
        Planned wheels in, and the end of the planned minutes.
    leaves_minute : int
        Planned wheels out; later than the end while the patient waits for a place in the PACU.
    """

    __pydantic_config__ = {"extra": "forbid"}

    case: str
    room: str
    start_minute: int
    end_minute: int
    leaves_minute: int
    surgeon: str | None = None

    def __post_init__(self) -> None:
        times = (self.start_minute, self.end_minute, self.leaves_minute)
        refuse(
            f"Planned case {self.case}",
            [
                None
                if 0 <= times[0] < times[1] <= times[2]
                else f"start, end, leaves at minutes {times}, expected 0 <= start < end <= leaves"
            ],
        )


@dataclass(frozen=True, kw_only=True)
class OperatingRoomPlan:
    """The list of a day: every case is either planned or put off.

    Attributes
    ----------
    cases : tuple of PlannedCase
        By room and start.
    postponed : tuple of str
        Cases put off to another day.
    """

    __pydantic_config__ = {"extra": "forbid"}

    cases: tuple[PlannedCase, ...] = ()
    postponed: tuple[str, ...] = ()

    @cached_property
    def by_case(self) -> Mapping[str, PlannedCase]:
        """Case id to its place on the list."""
        return {planned.case: planned for planned in self.cases}

    @cached_property
    def by_room(self) -> Mapping[str, tuple[PlannedCase, ...]]:
        """Room id to its cases in order of start; rooms without cases are missing."""
        rooms: dict[str, list[PlannedCase]] = {}
        for planned in sorted(self.cases, key=lambda planned: (planned.room, planned.start_minute)):
            rooms.setdefault(planned.room, []).append(planned)
        return {room: tuple(cases) for room, cases in rooms.items()}


@dataclass(frozen=True, kw_only=True)
class SurgicalDay:
    """All that the schedule of one day starts from.

    Attributes
    ----------
    on : date
        The day.
    cases, rooms, surgeons, blocks, staff, equipment, beds, changeovers : tuple
        What is asked for and what there is. Without staff shifts for a skill the skill is not limited; the same
        holds for beds of a level and for recovery.
    past_cases : tuple of FinishedCase
        Of earlier days, to learn durations from; left out once that is done.
    recovery : RecoveryUnit or None
        None where the PACU is not limited.
    published : OperatingRoomPlan or None
        The list as published, when the day is solved again.
    settings : ScheduleSettings
        Rules and weights.
    zone : str
        IANA time zone of all times.
    seed : int
        Of everything random.
    """

    __pydantic_config__ = {"extra": "forbid"}

    on: date
    rooms: tuple[StaffedRoom, ...]
    cases: tuple[SurgicalCase, ...] = ()
    surgeons: tuple[Surgeon, ...] = ()
    blocks: tuple[Block, ...] = ()
    staff: tuple[StaffShift, ...] = ()
    equipment: tuple[MovableEquipment, ...] = ()
    beds: tuple[BedsAvailable, ...] = ()
    changeovers: tuple[SpecialtyChangeover, ...] = ()
    past_cases: tuple[FinishedCase, ...] = ()
    recovery: RecoveryUnit | None = None
    published: OperatingRoomPlan | None = None
    settings: ScheduleSettings = field(default_factory=ScheduleSettings)
    name: str = ""
    zone: str = "Asia/Shanghai"
    seed: int = 0
    schema_version: int = SURGICAL_DAY_SCHEMA_VERSION

    def __post_init__(self) -> None:
        refuse(
            f"Surgical day {self.on}",
            [
                None if self.rooms else "0 rooms, expected at least 1",
                at_least("seed", self.seed, 0),
                known_zone(self.zone),
                None
                if self.schema_version == SURGICAL_DAY_SCHEMA_VERSION
                else f"schema_version {self.schema_version}, expected {SURGICAL_DAY_SCHEMA_VERSION}",
            ],
        )

    @cached_property
    def case_of(self) -> Mapping[str, SurgicalCase]:
        """Case id to case."""
        return {case.id: case for case in self.cases}

    @cached_property
    def room_of(self) -> Mapping[str, StaffedRoom]:
        """Room id to room."""
        return {room.id: room for room in self.rooms}

    @cached_property
    def surgeon_of(self) -> Mapping[str, Surgeon]:
        """Surgeon id to surgeon."""
        return {surgeon.id: surgeon for surgeon in self.surgeons}

    def at(self, minute: int) -> datetime:
        """Return a minute of the day as a zoned time."""
        return datetime.combine(self.on, time(), ZoneInfo(self.zone)) + timedelta(minutes=minute)
