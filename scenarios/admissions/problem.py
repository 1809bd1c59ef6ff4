"""What is known when the coming weeks are planned: patients, rooms, theatres, nurses and the weights of the goals."""

from dataclasses import dataclass
from datetime import date, timedelta

from scenarios.local_checks import refuse, within

SHIFTS_PER_DAY = 3
MOST_POINTS = 10_000
"""Greatest weight."""
MOST_COST = 2**31 - 1
"""Greatest cost that a plan may have in points: the search counts in 32 bits."""
MOST_DAYS, MOST_STAY_DAYS = 366, 366
MOST_BEDS = 1_000
"""Of one room."""
MOST_MINUTES = 100_000
"""Of a surgery, and of a surgeon or a theatre on a day."""
MOST_WORKLOAD = 10_000
"""Of one patient in one shift."""
MOST_SKILL_LEVELS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalWeights:
    """Cost in points of one unit of each goal; names and units as in the goals' own files.

    Defaults lie within what the public instances use.
    """

    __pydantic_config__ = {"extra": "forbid"}

    mixed_age: int = 5
    nurse_skill: int = 5
    continuity: int = 1
    nurse_workload: int = 5
    open_theatre: int = 30
    surgeon_transfer: int = 5
    delay: int = 10
    unscheduled: int = 300

    def __post_init__(self) -> None:
        refuse("Weights", [within(name, getattr(self, name), 0, MOST_POINTS) for name in self.__slots__])


@dataclass(frozen=True, slots=True, kw_only=True)
class Occupant:
    """A patient who already lies in a room when the horizon starts and stays there.

    Attributes
    ----------
    id, gender, room : str
        Identities; genders are compared for equality only.
    age_group : int
        Index into :attr:`AdmissionsProblem.age_groups`, youngest first.
    stay_days : int
        Days still to stay, from day 0.
    workload, required_skill : tuple of int, shape (3 * stay_days,)
        Nursing workload produced, and skill level required, by shift of the stay.
    """

    id: str
    gender: str
    age_group: int
    stay_days: int
    workload: tuple[int, ...]
    required_skill: tuple[int, ...]
    room: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingPatient:
    """A patient on the waiting list: to be admitted for surgery on the admission day, or left for later.

    Attributes
    ----------
    id, gender, surgeon : str
        Identities.
    mandatory : bool
        Must be admitted within the horizon.
    age_group, stay_days, workload, required_skill
        As for :class:`Occupant`, the stay counted from the admission day.
    release_day : int
        First possible admission day.
    due_day : int or None
        Last possible admission day; None allows any day of the horizon.
    surgery_minutes : int
        Minutes of theatre and surgeon needed on the admission day.
    incompatible_rooms, incompatible_theatres : frozenset of str
        Rooms the patient cannot lie in, and theatres that cannot be used.
    """

    id: str
    mandatory: bool
    gender: str
    age_group: int
    stay_days: int
    workload: tuple[int, ...]
    required_skill: tuple[int, ...]
    release_day: int
    due_day: int | None
    surgery_minutes: int
    surgeon: str
    incompatible_rooms: frozenset[str]
    incompatible_theatres: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Surgeon:
    """A surgeon and the minutes of surgery possible on each day, shape (days,)."""

    id: str
    minutes_by_day: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Theatre:
    """An operating room and the minutes it is available on each day, shape (days,); 0 is closed."""

    id: str
    minutes_by_day: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WardRoom:
    """A room, the number of its beds, and the ward whose nurses care for it; instances have one nameless ward."""

    id: str
    beds: int
    ward: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nurse:
    """A nurse, the skill level, the roster (greatest workload by shift, rostered shifts only), and the ward."""

    id: str
    skill: int
    max_workload: dict[int, int]
    ward: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionsProblem:
    """Everything the plan of the coming weeks is made from.

    Attributes
    ----------
    name : str
        What the problem is called on screen.
    days : int
        Length of the horizon. Shift ``k`` of day ``d`` is shift ``3 * d + k`` of the horizon.
    shift_names : tuple of str
        Names of the three shifts of a day.
    age_groups : tuple of str
        Names of the age groups, youngest first.
    skill_levels : int
        Nurses and requirements have levels ``0 .. skill_levels - 1``.
    first_day : date or None
        Date of day 0, None for an instance, whose days have numbers alone.
    """

    name: str
    days: int
    shift_names: tuple[str, ...]
    age_groups: tuple[str, ...]
    skill_levels: int
    weights: GoalWeights
    occupants: tuple[Occupant, ...]
    patients: tuple[WaitingPatient, ...]
    surgeons: tuple[Surgeon, ...]
    theatres: tuple[Theatre, ...]
    rooms: tuple[WardRoom, ...]
    nurses: tuple[Nurse, ...]
    first_day: date | None = None

    @property
    def shifts(self) -> int:
        """Number of shifts in the horizon."""
        return SHIFTS_PER_DAY * self.days

    def shift_label(self, shift: int) -> str:
        """Return a shift of the horizon as a reader says it: ``day 3 late``, or with the date where there is one."""
        return f"{self.day_name(shift // SHIFTS_PER_DAY)} {self.shift_names[shift % SHIFTS_PER_DAY]}"

    def day_name(self, day: int) -> str:
        """Return a day of the horizon as a reader says it: its date where there is one, else ``day 3``."""
        return f"day {day}" if self.first_day is None else (self.first_day + timedelta(days=day)).isoformat()
