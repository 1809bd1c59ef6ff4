"""When somebody leaves, how long a bed is cleaned, whether a hold still holds: all in minutes after the census."""

from datetime import datetime

from scenarios.census import BedState, BedStatus
from scenarios.leaving import leaves_at
from scenarios.patients import Isolation, Stay
from scenarios.scenario import Scenario

NEVER = 1 << 40
"""Minutes after which a bed without forecast comes free."""


def minutes_between(start: datetime, end: datetime) -> int:
    """Return whole minutes from one moment to another, rounded up."""
    return -int(-(end - start).total_seconds() // 60)


def leaving_minutes(stay: Stay, scenario: Scenario) -> int:
    """Return when a patient is counted on to have left; ``NEVER`` when nobody can say.

    The moment is that of :func:`scenarios.leaving.leaves_at`; one that has already passed counts as now.
    """
    leaves = leaves_at(stay, scenario.allocation)
    return NEVER if leaves is None else max(0, minutes_between(scenario.census.at, leaves))


def cleaning_minutes(stay: Stay, scenario: Scenario) -> int:
    """Return how long a bed is cleaned after a patient: longer after isolation."""
    hospital = scenario.hospital
    isolated = stay.patient.isolation is not Isolation.NONE
    return hospital.terminal_cleaning_minutes if isolated else hospital.cleaning_minutes


def holds(status: BedStatus, at: datetime) -> bool:
    """Return whether a bed is held at a moment: a hold ends by itself when its time is over."""
    return status.state is BedState.HELD and (status.until is None or status.until > at)
