"""Beds that tonight's planned surgery and the coming emergency patients will ask for."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np

from scenarios.generate.departments import DepartmentProfile
from scenarios.generate.norms import Norms
from scenarios.hospital import LevelOfCare
from scenarios.patients import RequestSource
from scenarios.scenario import ExpectedDemand

_CRITICAL_OF_EMERGENCY = 0.06
_CRITICAL_OF_SURGERY = 0.05
_SURGERY_WITHOUT_BED = 0.25
"""Share of a day's elective surgical admissions that come to the ward only after surgery (same-day admission)."""

_SURGERY_BY = timedelta(hours=8)


def expected_demand(
    profiles: Sequence[DepartmentProfile],
    patients: int,
    at: datetime,
    norms: Norms,
    random: np.random.Generator,
) -> tuple[ExpectedDemand, ...]:
    """Return expected demand by department; daily admissions are patients over length of stay (Little's law)."""
    general = [profile for profile in profiles if profile.weight > 0]
    weight = sum(profile.weight for profile in general)
    demands = []
    for profile in general:
        a_day = patients * profile.weight / weight / profile.alos_days
        emergency = int(random.poisson(a_day * profile.emergency * norms.demand_hours / 24))
        elective = int(random.poisson(a_day * (1 - profile.emergency) * _SURGERY_WITHOUT_BED * profile.operates))
        by = at + timedelta(hours=norms.demand_hours)
        demands += _demand(profile, emergency, _CRITICAL_OF_EMERGENCY, RequestSource.EMERGENCY, by, random)
        demands += _demand(profile, elective, _CRITICAL_OF_SURGERY, RequestSource.ELECTIVE, at + _SURGERY_BY, random)
    return tuple(demands)


def _demand(
    profile: DepartmentProfile,
    beds: int,
    critical_share: float,
    source: RequestSource,
    by: datetime,
    random: np.random.Generator,
) -> list[ExpectedDemand]:
    critical = int(random.binomial(beds, critical_share))
    return [
        ExpectedDemand(department=profile.id, beds=count, by=by, source=source, level_of_care=level)
        for level, count in ((LevelOfCare.GENERAL, beds - critical), (LevelOfCare.ICU, critical))
        if count
    ]
