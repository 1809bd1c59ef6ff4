"""How a hospital wants its operating rooms planned: which rules are hard, weighted or off, what each goal weighs."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from scenarios.allocation_settings import RuleSetting
from scenarios.local_checks import at_least, refuse, within
from scenarios.patients import Urgency


def _postponed_points() -> dict[Urgency, int]:
    return {Urgency.IMMEDIATE: 6_000, Urgency.URGENT: 3_000, Urgency.SOON: 1_500, Urgency.PLANNED: 800}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleWeights:
    """Points a goal's unit is worth. One point is the price of one minute that a staffed room stands empty.

    All defaults are assumptions of ours: a planned case of average length is worth about three hours of overtime, so
    that cases are put off only where the day is full; a hospital sets its own.

    Attributes
    ----------
    postponed : dict of Urgency to int
        Each case put off.
    late_day : int
        Each day past its due date of a case put off, at most 30 days counted.
    overtime : int
        Each minute past a room's closing time.
    long_day : int
        Each room planned past its closing time at all: a team that stays.
    idle : int
        Each minute that an open room stands empty without turnover, or blocked by a patient who waits for the PACU.
    patient_waiting : int
        Each expected minute that a patient waits past the planned start.
    room_opened : int
        Each room used at all.
    surgeon_waiting : int
        Each minute of a surgeon between cases beyond the allowance.
    recovery_peak : int
        Each place by which the PACU's peak exceeds its comfortable number.
    bed_peak : int
        Each bed by which a unit exceeds its comfortable number.
    moved_room : int
        Each published case that changes its room.
    moved_minute : int
        Each minute by which a published case starts earlier or later, beyond the tolerance.
    dropped : int
        Each published case that is put off, on top of ``postponed``.
    wish_room, wish_minute : int
        A preferred room not given; each minute from a preferred start.
    makespan : int
        Each minute until the last room is done; for a job shop.
    """

    __pydantic_config__ = {"extra": "forbid"}

    postponed: Mapping[Urgency, int] = field(default_factory=_postponed_points)
    late_day: int = 40
    overtime: int = 4
    long_day: int = 0
    idle: int = 1
    patient_waiting: int = 2
    room_opened: int = 100
    surgeon_waiting: int = 1
    recovery_peak: int = 30
    bed_peak: int = 30
    moved_room: int = 60
    moved_minute: int = 2
    dropped: int = 500
    wish_room: int = 20
    wish_minute: int = 0
    makespan: int = 0

    def __post_init__(self) -> None:
        missing = [urgency.value for urgency in Urgency if urgency not in self.postponed]
        numbers = {name: getattr(self, name) for name in self.__slots__ if name != "postponed"}
        refuse(
            "Schedule weights",
            [
                f"postponed points miss {', '.join(missing)}, expected every urgency class" if missing else None,
                *(at_least(f"postponed {urgency}", points, 0) for urgency, points in self.postponed.items()),
                *(at_least(name, value, 0) for name, value in numbers.items()),
            ],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleSettings:
    """Settings of the operating-room schedule.

    Attributes
    ----------
    overtime_risk_limit : float
        Most probability that a room planned within its hours runs over.
    planning_quantile : float or None
        Quantile of each duration that the plan counts on; None for the smallest that keeps the risk limit.
    rounding_minutes : int
        Planned minutes are rounded up to a multiple of it.
    surgeon_overlap_minutes : int
        How long before a case's end its surgeon may start the next one (parallel start); 0 where it is not allowed.
    surgeon_break_minutes : int
        Minutes between two of a surgeon's cases that do not count as waiting.
    children_first_under_years : float
        Children below this age come before others in their room; 0 for no such wish.
    reserve_rooms : int
        Rooms for emergencies that stay without elective cases.
    reserve_minutes : int
        Free minutes within regular hours that must be left over all rooms, for emergencies.
    stability_minutes : int
        A published case may start this much earlier or later at no cost.
    notice_minutes : int
        During the day, patients and teams are told this long before: a published case that is due sooner keeps its
        room, and nobody is called forward with less.
    rules : dict of str to RuleSetting
        By rule name; a rule that is not listed is hard.
    weights : ScheduleWeights
        What each goal is worth.
    """

    __pydantic_config__ = {"extra": "forbid"}

    overtime_risk_limit: float = 0.2
    planning_quantile: float | None = None
    rounding_minutes: int = 5
    surgeon_overlap_minutes: int = 0
    surgeon_break_minutes: int = 45
    children_first_under_years: float = 14.0
    reserve_rooms: int = 0
    reserve_minutes: int = 0
    stability_minutes: int = 10
    notice_minutes: int = 0
    rules: Mapping[str, RuleSetting] = field(default_factory=dict)
    weights: ScheduleWeights = field(default_factory=ScheduleWeights)

    def __post_init__(self) -> None:
        quantile = self.planning_quantile
        counts: tuple[str, ...] = ("surgeon_overlap_minutes", "surgeon_break_minutes", "children_first_under_years")
        counts += ("reserve_rooms", "reserve_minutes", "stability_minutes", "notice_minutes")
        refuse(
            "Schedule settings",
            [
                within("overtime_risk_limit", self.overtime_risk_limit, 0.01, 0.99),
                None if quantile is None else within("planning_quantile", quantile, 0.05, 0.99),
                at_least("rounding_minutes", self.rounding_minutes, 1),
                *(at_least(name, getattr(self, name), 0) for name in counts),
            ],
        )
