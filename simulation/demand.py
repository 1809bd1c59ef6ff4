"""Who comes to a hospital: arrivals, lengths of stay and operations of each department."""

from dataclasses import dataclass, replace
from math import log1p, sqrt
from statistics import NormalDist, fmean

from scenarios.generate.departments import DEPARTMENTS, DepartmentProfile
from scenarios.hospital import Department, Hospital, LevelOfCare
from simulation.engine.distributions import Distribution

OPERATION_MINUTES: dict[str, tuple[float, float]] = {
    "cardiac-surgery": (145.7, 0.74),
    "vascular-surgery": (145.7, 0.74),
    "thoracic-surgery": (174.2, 0.77),
    "neurosurgery": (94.8, 1.30),
    "orthopaedics": (87.5, 0.72),
    "urology": (78.5, 0.87),
    "gynaecology": (94.3, 0.78),
    "obstetrics": (62.0, 0.45),
    "ear-nose-throat": (127.7, 0.90),
    "ophthalmology": (66.0, 0.58),
    "burns-plastic-surgery": (86.8, 0.88),
    "hepatobiliary-surgery": (138.8, 0.85),
    "gastrointestinal-surgery": (138.8, 0.85),
}
"""Mean minutes and coefficient of variation by specialty (Leeftink & Hans 2018); obstetrics is an assumption."""

OTHER_OPERATION_MINUTES = (78.9, 1.09)
"""Leeftink & Hans 2018, mixed specialties."""

DAY_SURGERY_FITNESS: dict[str, float] = {
    "ophthalmology": 2.4,
    "ear-nose-throat": 1.6,
    "thyroid-breast-surgery": 1.4,
    "urology": 1.3,
    "paediatric-surgery": 1.6,
    "gynaecology": 1.3,
    "general-surgery": 1.1,
    "oral-surgery": 1.2,
    "burns-plastic-surgery": 1.1,
    "vascular-surgery": 0.9,
    "orthopaedics": 0.8,
    "neurosurgery": 0.05,
    "cardiac-surgery": 0.05,
    "thoracic-surgery": 0.2,
    "hepatobiliary-surgery": 0.5,
    "gastrointestinal-surgery": 0.4,
    "obstetrics": 0.0,
}
"""How readily a department's elective operations become day surgery, relative to each other. Assumption."""

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
    triage_shares : tuple of 4 floats
        Shares of triage levels 1 to 4 among emergency visits.
    contact_share, airborne_share : float
        Inpatients in contact and in airborne isolation.
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


def demand_of(hospital: Hospital, *, load: float = 0.93, day_surgery_share: float = 0.1) -> HospitalDemand:
    """Return the demand that keeps a hospital's general beds busy, by Little's law.

    Departments known to the generator of hospitals have its profile; others the mean of their kind.

    Parameters
    ----------
    hospital : Hospital
        Its wards decide how many patients each department has.
    load : float
        Occupied share of each department's staffed general beds that the demand asks for. The default gives the
        91% of ``hospital_norms.md`` together with holds and stays beyond need, which the simulation adds.
    day_surgery_share : float
        Share of elective operations that are day surgery today; the demand adds them to the inpatients.

    Notes
    -----
    Five emergency visits lead to one admission, as in the norm of 180,000 visits and 36,000 emergency admissions.
    """
    profiles = {profile.id: profile for profile in DEPARTMENTS}
    demands = []
    for department in hospital.departments:
        profile = profiles.get(department.id) or _mean_profile(department)
        beds = _staffed_general_beds(hospital, department.id)
        demands.append(_department_demand(hospital, department.id, profile, beds * load, day_surgery_share))
    emergency = sum(demand.admissions_per_day * demand.emergency_share for demand in demands)
    return HospitalDemand(departments=tuple(demands), emergency_visits_per_day=5 * emergency)


def _department_demand(
    hospital: Hospital, department: str, profile: DepartmentProfile, patients: float, day_surgery_share: float
) -> DepartmentDemand:
    minutes, cv = OPERATION_MINUTES.get(department, OTHER_OPERATION_MINUTES)
    fitness = DAY_SURGERY_FITNESS.get(department, 1.0) if profile.operates else 0.0
    operated = ELECTIVE_OPERATED if profile.operates else 0.0
    kept = 1 - operated + operated * share_of_stay_kept(min(MOST_DAY_SURGERY, fitness * day_surgery_share), profile)
    emergency = patients * profile.emergency / profile.alos_days
    elective = patients * (1 - profile.emergency) / (profile.alos_days * kept)
    total = emergency + elective
    least, most = _ages(hospital, department)
    return DepartmentDemand(
        department=department,
        admissions_per_day=total,
        emergency_share=emergency / total if total else 0.0,
        operates=profile.operates,
        stay_days=profile.alos_days,
        stay_cv=profile.stay_cv,
        operation_minutes=minutes,
        operation_cv=cv,
        day_surgery_fitness=fitness,
        female=profile.female,
        age=profile.age,
        age_sd=profile.age_sd,
        least_age=least,
        most_age=most,
    )


def share_of_stay_kept(day_surgery_share: float, profile: DepartmentProfile) -> float:
    """Return which share of a department's elective bed days remains when some operations become day surgery.

    Patients who would stay short are more fit: the normal score of fitness has correlation
    :data:`FITNESS_CORRELATION` (r) with the log stay (deviation s). For a lognormal stay the part of the mean that
    belongs to scores above the quantile q is Phi(r s - q).
    """
    if day_surgery_share <= 0:
        return 1.0
    spread = sqrt(log1p(profile.stay_cv**2))
    return NormalDist().cdf(FITNESS_CORRELATION * spread - NormalDist().inv_cdf(day_surgery_share))


def _scaled(demand: DepartmentDemand, emergency: float, elective: float) -> DepartmentDemand:
    urgent = demand.admissions_per_day * demand.emergency_share * emergency
    total = urgent + demand.admissions_per_day * (1 - demand.emergency_share) * elective
    return replace(demand, admissions_per_day=total, emergency_share=urgent / total if total else 0.0)


def _mean_profile(department: Department) -> DepartmentProfile:
    alike = [profile for profile in DEPARTMENTS if profile.kind is department.kind] or list(DEPARTMENTS)
    return replace(
        alike[0],
        id=department.id,
        alos_days=fmean(profile.alos_days for profile in alike),
        stay_cv=fmean(profile.stay_cv for profile in alike),
        emergency=fmean(profile.emergency for profile in alike),
    )


def _staffed_general_beds(hospital: Hospital, department: str) -> int:
    return sum(
        len(ward.beds) if ward.staffed_beds is None else ward.staffed_beds
        for ward in hospital.wards
        if ward.department == department and ward.level_of_care is LevelOfCare.GENERAL and not ward.shared
    )


def _ages(hospital: Hospital, department: str) -> tuple[float, float]:
    bands = hospital.age_bands
    wards = [w for w in hospital.wards if w.department == department and w.level_of_care is LevelOfCare.GENERAL]
    taken = [
        index
        for index, band in enumerate(bands)
        if not wards or any(not ward.age_bands or band.name in ward.age_bands for ward in wards)
    ]
    most = bands[taken[-1] + 1].from_years if taken[-1] + 1 < len(bands) else 100.0
    return bands[taken[0]].from_years, most


def stay_distribution(demand: DepartmentDemand) -> Distribution:
    """Return the lognormal length of stay, days."""
    return Distribution(kind="lognormal", mean=demand.stay_days, sd=demand.stay_days * demand.stay_cv)
