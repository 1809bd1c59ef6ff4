"""Patients, their stays in a bed, and their requests for one."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from scenarios.hospital import LevelOfCare
from scenarios.local_checks import at_least, named, refuse, within, zoned


class Sex(StrEnum):
    """Sex, as far as room sharing goes."""

    FEMALE = "female"
    MALE = "male"


class Isolation(StrEnum):
    """Isolation that a patient needs: contact (single room or one pathogen together), airborne (negative pressure)."""

    NONE = "none"
    CONTACT = "contact"
    AIRBORNE = "airborne"


class Urgency(StrEnum):
    """How urgent a bed request is, most urgent first."""

    IMMEDIATE = "immediate"
    URGENT = "urgent"
    SOON = "soon"
    PLANNED = "planned"


class RequestSource(StrEnum):
    """Where a bed request comes from."""

    EMERGENCY = "emergency"
    ELECTIVE = "elective"
    ICU_STEP_DOWN = "icu step-down"
    RECOVERY = "recovery"
    TRANSFER = "transfer"
    LENT_PATIENT_HOME = "lent patient home"


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """A patient, with what decides who may share a room.

    Attributes
    ----------
    id : str
        Pseudonym; names never enter OneBed.
    sex : Sex
        For room sharing.
    age_years : float
        Age in years; a newborn of three days is 0.008.
    isolation : Isolation
        What is needed now.
    pathogen : str
        Patients in isolation share a room only with the same pathogen; empty for unknown (never shared).
    """

    __pydantic_config__ = {"extra": "forbid"}

    id: str
    sex: Sex
    age_years: float
    isolation: Isolation = Isolation.NONE
    pathogen: str = ""

    def __post_init__(self) -> None:
        refuse(
            f"Patient {self.id}",
            [
                named("id", self.id),
                within("age_years", self.age_years, 0, 130),
                None
                if self.isolation is not Isolation.NONE or not self.pathogen
                else f"pathogen {self.pathogen!r} without isolation, expected isolation contact or airborne",
            ],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DischargeForecast:
    """When a patient in bed is expected to leave (预计出院), at the 10%, 50% and 90% quantile."""

    __pydantic_config__ = {"extra": "forbid"}

    p10: datetime
    p50: datetime
    p90: datetime

    def __post_init__(self) -> None:
        times = (self.p10, self.p50, self.p90)
        awareness = [zoned("p10", self.p10), zoned("p50", self.p50), zoned("p90", self.p90)]
        ordered = any(awareness) or all(a <= b for a, b in pairwise(times))
        refuse("Discharge forecast", [*awareness, None if ordered else "quantiles fall, expected p10 <= p50 <= p90"])

    def at(self, quantile: float) -> datetime:
        """Return the time at a quantile (0.1 to 0.9), linear between the known ones."""
        if quantile <= 0.5:
            return self.p10 + (self.p50 - self.p10) * (max(quantile - 0.1, 0.0) / 0.4)
        return self.p50 + (self.p90 - self.p50) * (min(quantile - 0.5, 0.4) / 0.4)


@dataclass(frozen=True, slots=True, kw_only=True)
class StayForecast:
    """How long a stay is expected to be, in hours, at the 10%, 50% and 90% quantile."""

    __pydantic_config__ = {"extra": "forbid"}

    p10_hours: float
    p50_hours: float
    p90_hours: float

    def __post_init__(self) -> None:
        refuse(
            "Stay forecast",
            [
                at_least("p10_hours", self.p10_hours, 0),
                None
                if self.p10_hours <= self.p50_hours <= self.p90_hours
                else f"quantiles {self.p10_hours}, {self.p50_hours}, {self.p90_hours} hours, expected ascending",
            ],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A patient in a bed (住院).

    Attributes
    ----------
    patient : Patient
        Who.
    bed : str
        Where.
    department : str
        Who treats the patient; in another department's bed the patient is lent (借床).
    admitted_at : datetime
        Into the hospital, with a zone.
    level_of_care, equipment :
        What the patient needs now.
    expected_discharge : DischargeForecast or None
        None when nobody can say: the bed is not offered to anyone.
    discharge_ordered_at : datetime or None
        Set once the discharge is ordered; the bed is still occupied.
    movable : bool
        False when the patient must not be moved to another bed.
    """

    __pydantic_config__ = {"extra": "forbid"}

    patient: Patient
    bed: str
    department: str
    admitted_at: datetime
    level_of_care: LevelOfCare = LevelOfCare.GENERAL
    equipment: frozenset[str] = frozenset()
    expected_discharge: DischargeForecast | None = None
    discharge_ordered_at: datetime | None = None
    movable: bool = True

    def __post_init__(self) -> None:
        times = [zoned("admitted_at", self.admitted_at), zoned("discharge_ordered_at", self.discharge_ordered_at)]
        forecast = self.expected_discharge
        order: list[str | None] = []
        if not any(times):
            if forecast and forecast.p90 < self.admitted_at:
                order.append(
                    f"expected discharge {forecast.p90.isoformat()}, "
                    f"expected after its admission {self.admitted_at.isoformat()}"
                )
            if self.discharge_ordered_at and self.discharge_ordered_at < self.admitted_at:
                order.append(
                    f"discharge ordered {self.discharge_ordered_at.isoformat()}, "
                    f"expected after its admission {self.admitted_at.isoformat()}"
                )
        refuse(f"Stay of {self.patient.id}", [*times, *order])


@dataclass(frozen=True, slots=True, kw_only=True)
class BedRequest:
    """Somebody needs a bed (床位申请).

    Attributes
    ----------
    id : str
        Identity of the request.
    patient : Patient
        Who.
    source : RequestSource
        Where the request comes from.
    department : str
        Who will treat the patient.
    level_of_care, equipment :
        What the bed must offer.
    urgency : Urgency
        Class, whose weight is data of the hospital.
    requested_at : datetime
        With a zone.
    needed_by : datetime or None
        Minutes past it count extra; None means from the request on.
    expected_stay : StayForecast or None
        How long the bed will be needed.
    forbidden_rooms : frozenset of str
        Rooms this patient must not lie in.
    current_bed : str or None
        For a transfer, step-down or homecoming: the bed the patient has until the new one is ready.
    """

    __pydantic_config__ = {"extra": "forbid"}

    id: str
    patient: Patient
    source: RequestSource
    department: str
    requested_at: datetime
    level_of_care: LevelOfCare = LevelOfCare.GENERAL
    equipment: frozenset[str] = frozenset()
    urgency: Urgency = Urgency.SOON
    needed_by: datetime | None = None
    expected_stay: StayForecast | None = None
    forbidden_rooms: frozenset[str] = frozenset()
    current_bed: str | None = None

    def __post_init__(self) -> None:
        times = [zoned("requested_at", self.requested_at), zoned("needed_by", self.needed_by)]
        refuse(f"Request {self.id}", [named("id", self.id), *times])
