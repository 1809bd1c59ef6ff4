"""Who comes to a hospital that is known by its beds alone: by Little's law and the profiles of its departments."""

from dataclasses import replace
from math import log1p, sqrt
from statistics import NormalDist, fmean

from scenarios.generate.departments import DEPARTMENTS, DepartmentProfile
from scenarios.hospital import Department, Hospital, LevelOfCare
from simulation.demand import (
    ELECTIVE_OPERATED,
    FITNESS_CORRELATION,
    MOST_DAY_SURGERY,
    OTHER_OPERATION_MINUTES,
    DepartmentDemand,
    HospitalDemand,
)

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


MOST_LOAD = 0.93
SPARE_BEDS_BY_ROOT = 2.95
"""Spare general beds of a hospital over the root of all of them, by the rule of square-root staffing: what comes by
chance grows with the root of what comes on average. Set so that 2,000 beds are loaded to 93%. At that load, in 170
days of one run, 500 beds called off 26% of operations, 200 beds 40%, and their emergency filled up without end."""


def usual_load(hospital: Hospital) -> float:
    """Return the share of its general beds that a hospital of this size can keep busy."""
    beds = sum(_staffed_general_beds(hospital, department.id) for department in hospital.departments)
    return min(MOST_LOAD, max(0.0, 1 - SPARE_BEDS_BY_ROOT / sqrt(beds))) if beds else MOST_LOAD


def demand_of(hospital: Hospital, *, load: float | None = None, day_surgery_share: float = 0.1) -> HospitalDemand:
    """Return the demand that keeps a hospital's general beds busy, by Little's law.

    Departments known to the generator of hospitals have its profile; others the mean of their kind.

    Parameters
    ----------
    hospital : Hospital
        Its wards decide how many patients each department has.
    load : float, optional
        Occupied share of each department's staffed general beds that the demand asks for; :func:`usual_load` without.
        With it 89% of all beds of the demo hospital are occupied, holds and stays beyond need included, which the
        simulation adds; ``hospital_norms.md`` has 91%.
    day_surgery_share : float
        Share of elective operations that are day surgery today; the demand adds them to the inpatients.

    Notes
    -----
    Five emergency visits lead to one admission, as in the norm of 180,000 visits and 36,000 emergency admissions.
    """
    profiles = {profile.id: profile for profile in DEPARTMENTS}
    busy = usual_load(hospital) if load is None else load
    demands = []
    for department in hospital.departments:
        profile = profiles.get(department.id) or _mean_profile(department)
        beds = _staffed_general_beds(hospital, department.id)
        demands.append(_department_demand(hospital, department.id, profile, beds * busy, day_surgery_share))
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
