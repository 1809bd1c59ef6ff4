"""Who comes to a hospital: arrivals, lengths of stay and operations of each department."""

from dataclasses import dataclass, replace

OTHER_OPERATION_MINUTES = (78.9, 1.09)
"""Leeftink & Hans 2018, mixed specialties."""

MOST_DAY_SURGERY = 0.85
"""Most of a department's elective operations that can be day surgery. Assumption."""

FITNESS_CORRELATION = 0.7
"""Of the fitness for day surgery with the length of stay as an inpatient, on normal scores. Assumption."""

ELECTIVE_OPERATED = 0.92
EMERGENCY_OPERATED = 0.45
"""Share of a surgical department's elective and emergency patients who are operated. Assumption."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentDemand:
    """The patients of one department.

    Attributes
    ----------
    department : str
        Which.
    admissions_per_day : float
        Inpatients and day-surgery patients together, averaged over the year.
    emergency_share : float
        Share of them that comes through emergency.
    operates : bool
        Whether it operates.
    stay_days, stay_cv : float
        Mean and coefficient of variation of an inpatient's stay.
    operation_minutes, operation_cv : float
        Time of the patient in the operating room.
    day_surgery_fitness : float
        How readily its elective operations become day surgery, relative to the other departments.
    female, age, age_sd : float
        Share of women; mean and deviation of the age in years.
    least_age, most_age : float
        Ages that its wards take, years.
    """

    department: str
    admissions_per_day: float
    emergency_share: float
    operates: bool
    stay_days: float
    stay_cv: float
    operation_minutes: float = OTHER_OPERATION_MINUTES[0]
    operation_cv: float = OTHER_OPERATION_MINUTES[1]
    day_surgery_fitness: float = 1.0
    female: float = 0.47
    age: float = 58.0
    age_sd: float = 15.0
    least_age: float = 0.0
    most_age: float = 100.0


WALK_IN_SHARE = 0.15
"""Share of outpatients who come without a booking. Assumption."""

NO_SHOW_SHARE = 0.08
"""Share of booked outpatients who do not come. Assumption: Chinese booked clinics lose fewer than the 20% of
``hospital_norms.md``; set per scenario."""

EMERGENCY_BY_HOUR = (
    *(0.45, 0.35, 0.30, 0.28, 0.30, 0.40, 0.60, 0.90, 1.30, 1.55, 1.55, 1.40),
    *(1.25, 1.25, 1.30, 1.30, 1.30, 1.30, 1.35, 1.50, 1.55, 1.35, 1.00, 0.70),
)
"""Arrivals in emergency by hour of the day, relative to the mean. Assumption: two peaks, morning and evening."""

EMERGENCY_BY_WEEKDAY = (1.06, 1.00, 0.98, 0.97, 0.98, 1.00, 1.01)
"""The same by weekday, Monday first. Assumption."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Peak:
    """Some days with more (or fewer) emergency arrivals.

    Attributes
    ----------
    from_day, to_day : int
        Days of the run; the last is not part of it.
    factor : float
        Arrivals relative to the ordinary.
    """

    __pydantic_config__ = {"extra": "forbid"}

    from_day: int
    to_day: int
    factor: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HospitalDemand:
    """Everyone who comes.

    Attributes
    ----------
    departments : tuple of DepartmentDemand
        In the hospital's order.
    emergency_visits_per_day : float
        All visits to emergency, admitted or not.
    clinic_visits_per_day : float
        Booked and walk-in visits on a workday; 0 switches the clinics off.
    clinic_walk_in_share, clinic_no_show_share : float
        Of the outpatients who come without a booking, and of the booked who do not come.
    triage_shares : tuple of 4 floats
        Shares of triage levels 1 to 4 among emergency visits. Assumption.
    contact_share, airborne_share : float
        Inpatients in contact and in airborne isolation. Assumption.
    emergency_operated, elective_operated : float
        Share of a surgical department's emergency and elective patients who are operated.
    by_hour, by_weekday : tuple of float
        Emergency arrivals relative to the mean.
    peaks : tuple of Peak
        Days with more emergency arrivals.
    """

    departments: tuple[DepartmentDemand, ...]
    emergency_visits_per_day: float
    clinic_visits_per_day: float = 0.0
    clinic_walk_in_share: float = WALK_IN_SHARE
    clinic_no_show_share: float = NO_SHOW_SHARE
    triage_shares: tuple[float, float, float, float] = (0.02, 0.13, 0.45, 0.40)
    contact_share: float = 0.05
    airborne_share: float = 0.01
    emergency_operated: float = EMERGENCY_OPERATED
    elective_operated: float = ELECTIVE_OPERATED
    by_hour: tuple[float, ...] = EMERGENCY_BY_HOUR
    by_weekday: tuple[float, ...] = EMERGENCY_BY_WEEKDAY
    peaks: tuple[Peak, ...] = ()

    def scaled(self, *, emergency: float = 1.0, elective: float = 1.0, clinics: float = 1.0) -> "HospitalDemand":
        """Return more or fewer arrivals of a kind."""
        return replace(
            self,
            departments=tuple(_scaled(demand, emergency, elective) for demand in self.departments),
            emergency_visits_per_day=self.emergency_visits_per_day * emergency,
            clinic_visits_per_day=self.clinic_visits_per_day * clinics,
        )


def _scaled(demand: DepartmentDemand, emergency: float, elective: float) -> DepartmentDemand:
    urgent = demand.admissions_per_day * demand.emergency_share * emergency
    total = urgent + demand.admissions_per_day * (1 - demand.emergency_share) * elective
    return replace(demand, admissions_per_day=total, emergency_share=urgent / total if total else 0.0)
