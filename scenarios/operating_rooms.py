"""Operating rooms as staffed on one day, and all that cases share: blocks, people, equipment, recovery, beds."""

from dataclasses import dataclass

from scenarios.hospital import LevelOfCare
from scenarios.local_checks import at_least, named, refuse


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffedRoom:
    """An operating room (手术间) as it is staffed on one day. Minutes count from midnight.

    Attributes
    ----------
    id : str
        Identity.
    opens_minute, closes_minute, hard_end_minute : int
        Regular hours, and when the last patient must be out at the latest; between the last two is overtime.
    turnover_minutes : int
        From wheels out to the next wheels in (接台).
    infected_turnover_minutes : int
        The same after an infected case.
    departments : frozenset of str
        Who may use it outside of blocks; empty for everyone.
    equipment : frozenset of str
        Fixed in it, such as ``robot`` or ``laminar flow``.
    takes_infected : bool
        Dedicated to infected cases: they may follow each other in any order, and nobody clean enters.
    for_emergencies : bool
        Counts for the emergency reserve when it is kept free.
    """

    __pydantic_config__ = {"extra": "forbid"}

    id: str
    opens_minute: int = 8 * 60
    closes_minute: int = 17 * 60
    hard_end_minute: int = 20 * 60
    turnover_minutes: int = 30
    infected_turnover_minutes: int = 60
    departments: frozenset[str] = frozenset()
    equipment: frozenset[str] = frozenset()
    takes_infected: bool = False
    for_emergencies: bool = True

    def __post_init__(self) -> None:
        hours = (self.opens_minute, self.closes_minute, self.hard_end_minute)
        refuse(
            f"Operating room {self.id}",
            [
                named("id", self.id),
                None
                if 0 <= hours[0] < hours[1] <= hours[2]
                else f"opens, closes, hard end at minutes {hours}, expected ascending from 0",
                at_least("turnover_minutes", self.turnover_minutes, 0),
                None
                if self.infected_turnover_minutes >= self.turnover_minutes
                else f"infected_turnover_minutes {self.infected_turnover_minutes}, "
                f"expected >= turnover_minutes {self.turnover_minutes}",
            ],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A department owns a room for some hours (时段); ``department`` None opens it to everyone."""

    __pydantic_config__ = {"extra": "forbid"}

    room: str
    from_minute: int
    to_minute: int
    department: str | None = None

    def __post_init__(self) -> None:
        refuse(f"Block in room {self.room}", [shift_hours(self.from_minute, self.to_minute)])


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialtyChangeover:
    """Extra minutes between a case of one department and the next one of another, in the same room."""

    __pydantic_config__ = {"extra": "forbid"}

    from_department: str
    to_department: str
    minutes: int

    def __post_init__(self) -> None:
        refuse(
            f"Changeover {self.from_department} to {self.to_department}",
            [at_least("minutes", self.minutes, 0)],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffShift:
    """People with one skill on duty at the same time, such as anaesthetists or scrub nurses."""

    __pydantic_config__ = {"extra": "forbid"}

    skill: str
    from_minute: int
    to_minute: int
    people: int

    def __post_init__(self) -> None:
        refuse(
            f"Shift of {self.skill}",
            [
                named("skill", self.skill),
                at_least("people", self.people, 0),
                shift_hours(self.from_minute, self.to_minute),
            ],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MovableEquipment:
    """Equipment that goes to the room: how many there are, and minutes of sterilisation after each use."""

    __pydantic_config__ = {"extra": "forbid"}

    id: str
    pieces: int = 1
    reprocessing_minutes: int = 0

    def __post_init__(self) -> None:
        refuse(
            f"Equipment {self.id}",
            [
                named("id", self.id),
                at_least("pieces", self.pieces, 0),
                at_least("reprocessing_minutes", self.reprocessing_minutes, 0),
            ],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryUnit:
    """The PACU (复苏室).

    Attributes
    ----------
    places : int
        Patients at the same time.
    comfortable_places : int or None
        Peak up to which nobody is pressed; above it each place costs points. None for all places.
    blocking_minutes : int
        How long a plan may leave a patient in the operating room, blocking it, while the unit is full.
    """

    __pydantic_config__ = {"extra": "forbid"}

    places: int
    comfortable_places: int | None = None
    blocking_minutes: int = 30

    def __post_init__(self) -> None:
        refuse(
            "Recovery unit",
            [
                at_least("places", self.places, 0),
                at_least("blocking_minutes", self.blocking_minutes, 0),
                None
                if self.comfortable_places is None or 0 <= self.comfortable_places <= self.places
                else f"comfortable_places {self.comfortable_places}, expected 0 to its {self.places} places",
            ],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BedsAvailable:
    """Beds of one level that tonight's patients may take, from the bed side's forecast.

    Attributes
    ----------
    level_of_care : LevelOfCare
        Which kind.
    beds : int
        How many.
    department : str or None
        Whose; None for a unit shared by all, as an ICU.
    comfortable_beds : int or None
        Above it each bed costs points; None for all.
    """

    __pydantic_config__ = {"extra": "forbid"}

    level_of_care: LevelOfCare
    beds: int
    department: str | None = None
    comfortable_beds: int | None = None

    def __post_init__(self) -> None:
        refuse(
            f"Beds {self.level_of_care} of {self.department or 'all departments'}",
            [
                at_least("beds", self.beds, 0),
                None
                if self.comfortable_beds is None or 0 <= self.comfortable_beds <= self.beds
                else f"comfortable_beds {self.comfortable_beds}, expected 0 to its {self.beds} beds",
            ],
        )


def shift_hours(from_minute: int, to_minute: int) -> str | None:
    """Return what is wrong with hours that do not start before they end."""
    if 0 <= from_minute < to_minute:
        return None
    return f"from minute {from_minute} to {to_minute}, expected a start at or after 0 and before the end"
