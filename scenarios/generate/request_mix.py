"""What every request is drawn from: the mix of urgencies, the hospital, and one row of random numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from scenarios.generate.departments import DepartmentProfile
from scenarios.generate.norms import Norms
from scenarios.generate.sharing import picked
from scenarios.hospital import Hospital
from scenarios.patients import RequestSource, Urgency

DRAWS = 16
"""Uniform numbers a request uses; each request has its own row, so that one more changes no other."""

URGENCIES = {
    RequestSource.EMERGENCY: {Urgency.IMMEDIATE: 0.12, Urgency.URGENT: 0.45, Urgency.SOON: 0.43},
    RequestSource.ELECTIVE: {Urgency.SOON: 0.15, Urgency.PLANNED: 0.85},
    RequestSource.RECOVERY: {Urgency.IMMEDIATE: 0.1, Urgency.URGENT: 0.9},
    RequestSource.ICU_STEP_DOWN: {Urgency.URGENT: 0.4, Urgency.SOON: 0.6},
    RequestSource.TRANSFER: {Urgency.SOON: 0.4, Urgency.PLANNED: 0.6},
    RequestSource.LENT_PATIENT_HOME: {Urgency.PLANNED: 1.0},
}
NEEDED_WITHIN_HOURS = {Urgency.IMMEDIATE: 0.5, Urgency.URGENT: 2.0, Urgency.SOON: 6.0, Urgency.PLANNED: 12.0}
"""Urgencies by source, and hours from the request to the time needed. Assumptions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """What the requests of one hospital are drawn from."""

    hospital: Hospital
    profiles: Sequence[DepartmentProfile]
    at: datetime
    norms: Norms


def pick_name(uniform: float, shares: Mapping[str, float]) -> str:
    """Return the name drawn by one uniform number with these shares."""
    return list(shares)[picked(uniform, list(shares.values()))]


def picked_urgency(source: RequestSource, uniform: float) -> Urgency:
    """Return an urgency from the mix of a source."""
    return Urgency(pick_name(uniform, {item.value: share for item, share in URGENCIES[source].items()}))
