"""How a hospital wants its beds given: which rules are hard, weighted or off, and what each goal weighs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from scenarios.local_checks import at_least, refuse, within
from scenarios.patients import Urgency


class RuleMode(StrEnum):
    """What a rule does: forbid, cost points each time it is broken, or nothing."""

    HARD = "hard"
    WEIGHTED = "weighted"
    OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSetting:
    """How one rule is taken.

    Attributes
    ----------
    mode : RuleMode
        Hard, weighted or off.
    points : int
        For a weighted rule: cost of each time it is broken.
    """

    __pydantic_config__ = {"extra": "forbid"}

    mode: RuleMode = RuleMode.HARD
    points: int = 0

    def __post_init__(self) -> None:
        refuse(
            "Rule setting",
            [
                None
                if (self.mode is RuleMode.WEIGHTED) == (self.points > 0)
                else f"mode {self.mode} with {self.points} points, expected points above 0 exactly when weighted"
            ],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgencyWeight:
    """What waiting costs a patient of one urgency class.

    Attributes
    ----------
    points_per_hour : int
        Each hour until the bed is ready; counted twice past the time the bed is needed by.
    unplaced_points : int
        No bed within the look-ahead, on top of the hours of the look-ahead. Larger than any sum of other goals, so
        that nobody waits while a fitting bed stands empty.
    """

    __pydantic_config__ = {"extra": "forbid"}

    points_per_hour: int
    unplaced_points: int

    def __post_init__(self) -> None:
        refuse(
            "Urgency weight",
            [
                at_least("points_per_hour", self.points_per_hour, 0),
                at_least("unplaced_points", self.unplaced_points, 0),
            ],
        )


def _urgency_weights() -> dict[Urgency, UrgencyWeight]:
    return {
        Urgency.IMMEDIATE: UrgencyWeight(points_per_hour=60, unplaced_points=40_000),
        Urgency.URGENT: UrgencyWeight(points_per_hour=24, unplaced_points=20_000),
        Urgency.SOON: UrgencyWeight(points_per_hour=10, unplaced_points=10_000),
        Urgency.PLANNED: UrgencyWeight(points_per_hour=4, unplaced_points=5_000),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalWeights:
    """Points a goal's unit is worth. One point is the price of six minutes' wait of a ``soon`` patient.

    All defaults are assumptions of ours, set so that one hour's wait of a ``soon`` patient (10 points) buys about one
    step of clinical distance; a hospital sets its own.

    Attributes
    ----------
    waiting : dict of Urgency to UrgencyWeight
        Waiting for a bed.
    clinical_distance : int
        Each step of clinical distance (0-10) from the home department.
    walking : int
        Each 100 metres between the home department's nearest ward and the bed.
    age_mix : int
        Each age band by which the youngest and oldest in a room differ.
    special_bed : int
        Each special property (level of care, isolation, negative pressure, equipment item) used without need.
    occupancy_balance : int
        Each percentage point by which a department stands above the hospital's mean occupancy, per patient it takes.
    reserve : int
        Each bed missing for tonight's planned surgery or the expected emergency arrivals.
    moves : int
        Each patient in bed who is moved without having asked for it.
    lent_patient_away : int
        Each movable lent patient who is left away from home, when moves are allowed; above ``moves``, so that a free
        bed at home is reason enough.
    """

    __pydantic_config__ = {"extra": "forbid"}

    waiting: Mapping[Urgency, UrgencyWeight] = field(default_factory=_urgency_weights)
    clinical_distance: int = 10
    walking: int = 2
    age_mix: int = 5
    special_bed: int = 15
    occupancy_balance: int = 1
    reserve: int = 30
    moves: int = 60
    lent_patient_away: int = 90

    def __post_init__(self) -> None:
        missing = [urgency.value for urgency in Urgency if urgency not in self.waiting]
        numbers = {name: getattr(self, name) for name in self.__slots__ if name != "waiting"}
        refuse(
            "Goal weights",
            [
                f"waiting weights miss {', '.join(missing)}, expected every urgency class" if missing else None,
                *(at_least(name, value, 0) for name, value in numbers.items()),
            ],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationSettings:
    """Settings of the whole-hospital bed allocation.

    Attributes
    ----------
    look_ahead_minutes : int
        How far ahead an expected discharge may be promised.
    discharge_quantile : float
        Quantile of the discharge forecast at which a bed is counted on, 0.1 to 0.9.
    order_to_leaving_minutes : int
        From an ordered discharge to the patient's leaving, where no forecast says sooner. The default of three hours
        is what hospitals report before they work on it (two after).
    max_moves : int
        Patients in bed who may be moved or swapped to make a better plan; 0 for none.
    rules : dict of str to RuleSetting
        By rule name; a rule that is not listed is hard.
    weights : GoalWeights
        What each goal is worth.
    """

    __pydantic_config__ = {"extra": "forbid"}

    look_ahead_minutes: int = 24 * 60
    discharge_quantile: float = 0.5
    order_to_leaving_minutes: int = 180
    max_moves: int = 0
    rules: Mapping[str, RuleSetting] = field(default_factory=dict)
    weights: GoalWeights = field(default_factory=GoalWeights)

    def __post_init__(self) -> None:
        refuse(
            "Allocation settings",
            [
                at_least("look_ahead_minutes", self.look_ahead_minutes, 0),
                within("discharge_quantile", self.discharge_quantile, 0.1, 0.9),
                at_least("order_to_leaving_minutes", self.order_to_leaving_minutes, 0),
                at_least("max_moves", self.max_moves, 0),
            ],
        )
