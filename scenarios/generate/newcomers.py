"""Requests of patients without a bed: from emergency, elective, from recovery."""

from datetime import timedelta

import numpy as np
from scipy.special import ndtri

from scenarios.generate.departments import CHILDREN, DepartmentProfile
from scenarios.generate.needs import USE_OF_EQUIPMENT
from scenarios.generate.norms import AIRBORNE_PATHOGENS, CONTACT_PATHOGENS, Norms
from scenarios.generate.people import age_years
from scenarios.generate.request_mix import NEEDED_WITHIN_HOURS, Draw, pick_name, picked_urgency
from scenarios.generate.sharing import Floats, picked
from scenarios.generate.staying import CRITICAL_STAY_DAYS, later
from scenarios.hospital import LevelOfCare
from scenarios.patients import BedRequest, Isolation, Patient, RequestSource, Sex, StayForecast

_Z90 = 1.2815515655446004

LEVELS = {
    RequestSource.EMERGENCY: {LevelOfCare.GENERAL: 0.88, LevelOfCare.HDU: 0.05, LevelOfCare.ICU: 0.07},
    RequestSource.ELECTIVE: {LevelOfCare.GENERAL: 0.86, LevelOfCare.DAY: 0.13, LevelOfCare.ICU: 0.01},
    RequestSource.RECOVERY: {LevelOfCare.GENERAL: 0.68, LevelOfCare.HDU: 0.18, LevelOfCare.ICU: 0.14},
}
"""Levels of care by source; only these sources bring patients without a bed. Assumption."""

AIRBORNE_TREATED_BY = {"infectious-diseases": 5.0, "respiratory": 1.0, "emergency": 1.0, "paediatrics": 0.5}
"""Departments that treat patients in airborne isolation, with how often relative to respiratory medicine: others hand
such patients over, since only these have rooms with negative pressure. Assumption."""

_STAY_KNOWN_AT_ADMISSION = 0.8
"""Correlation of the log of the stay with what is known at admission: diagnosis, operation, age. Assumption."""


def newcomer_request(name: str, source: RequestSource, row: Floats, draw: Draw) -> BedRequest:
    """Return the request of a patient who comes from a source of :data:`LEVELS`."""
    urgency = picked_urgency(source, row[1])
    offered = {ward.level_of_care for ward in draw.hospital.wards}
    shares = {item.value: share for item, share in LEVELS[source].items() if item in offered}
    level = LevelOfCare(pick_name(row[2], shares))
    profile = _department(source, level, row[3], draw)
    waited_hours = _waited_hours(source, row[4], draw.norms)
    requested_at = later(draw.at, -max(5, int(waited_hours * 60)))
    needed_by = requested_at + timedelta(hours=NEEDED_WITHIN_HOURS[urgency])
    if source is RequestSource.ELECTIVE:
        needed_by = draw.at + timedelta(hours=float(round(1 + row[5] * 7)))
    return BedRequest(
        id=name,
        patient=_patient(name, profile, level, row, draw.norms),
        source=source,
        department=profile.id,
        requested_at=requested_at,
        level_of_care=level,
        equipment=_equipment(profile, level, row[6]),
        urgency=urgency,
        needed_by=needed_by,
        expected_stay=_expected_stay(profile, level, row[7], draw.norms),
        forbidden_rooms=_forbidden_rooms(profile, row[8], row[9], draw),
    )


def _department(source: RequestSource, level: LevelOfCare, uniform: float, draw: Draw) -> DepartmentProfile:
    def weight(profile: DepartmentProfile) -> float:
        if source is RequestSource.EMERGENCY:
            return profile.admissions_per_day_weight * profile.emergency
        if not profile.operates and (source is RequestSource.RECOVERY or level is LevelOfCare.DAY):
            return 0.0
        return profile.admissions_per_day_weight * (1 - profile.emergency)

    critical_ages = {band for ward in draw.hospital.wards if ward.level_of_care is level for band in ward.age_bands}
    choices = [profile for profile in draw.profiles if weight(profile) > 0 and profile.takes & critical_ages]
    return choices[picked(uniform, [weight(profile) for profile in choices])]


def _waited_hours(source: RequestSource, uniform: float, norms: Norms) -> float:
    if source is RequestSource.EMERGENCY:
        hours = norms.boarding_median_hours * np.exp(norms.boarding_log_sd * ndtri(0.001 + 0.998 * uniform))
        return float(min(hours, 30.0))
    if source is RequestSource.RECOVERY:
        return 0.2 + 1.6 * uniform
    return 2.0 + 46.0 * uniform


def _patient(name: str, profile: DepartmentProfile, level: LevelOfCare, row: Floats, norms: Norms) -> Patient:
    isolation, pathogen = Isolation.NONE, ""
    if row[10] < norms.airborne_requests * AIRBORNE_TREATED_BY.get(profile.id, 0.0):
        isolation, pathogen = Isolation.AIRBORNE, pick_name(row[11], AIRBORNE_PATHOGENS)
    elif row[10] > 1 - norms.contact_requests:
        isolation, pathogen = Isolation.CONTACT, pick_name(row[11], CONTACT_PATHOGENS)
    if level is LevelOfCare.DAY:
        isolation, pathogen = Isolation.NONE, ""
    mixed = profile.takes > CHILDREN and level not in (LevelOfCare.ICU, LevelOfCare.HDU)
    return Patient(
        id=f"Q{name[1:]}",
        sex=Sex.FEMALE if row[12] < profile.female else Sex.MALE,
        age_years=age_years(profile, row[13], child=mixed and row[14] < norms.children_in_mixed_wards),
        isolation=isolation,
        pathogen=pathogen,
    )


def _equipment(profile: DepartmentProfile, level: LevelOfCare, uniform: float) -> frozenset[str]:
    """Return the items needed; on a general ward only those its department has at some of its beds."""
    if level is LevelOfCare.GENERAL:
        return frozenset(item for item, share in profile.equipment.items() if uniform < 0.55 * share)
    needs = USE_OF_EQUIPMENT[level]
    newborn = profile.takes == {"neonatal"}
    return frozenset(
        item
        for item, share in needs.items()
        if uniform < share and item != "dialysis" and (item != "incubator" or newborn)
    )


def _expected_stay(profile: DepartmentProfile, level: LevelOfCare, uniform: float, norms: Norms) -> StayForecast:
    if level is LevelOfCare.DAY:
        return StayForecast(p10_hours=4.0, p50_hours=6.0, p90_hours=9.0)
    days, cv = CRITICAL_STAY_DAYS.get(level, (profile.alos_days, profile.stay_cv))
    sigma = float(np.sqrt(np.log1p(cv**2)))
    known, unknown = _STAY_KNOWN_AT_ADMISSION * sigma, np.sqrt(1 - _STAY_KNOWN_AT_ADMISSION**2) * sigma
    mean_log = np.log(24 * days * norms.alos_scale) - sigma**2 / 2
    median = np.exp(mean_log + known * ndtri(0.01 + 0.98 * uniform))
    spread = float(np.exp(_Z90 * unknown))
    return StayForecast(
        p10_hours=round(float(median) / spread, 1),
        p50_hours=round(float(median), 1),
        p90_hours=round(float(median) * spread, 1),
    )


def _forbidden_rooms(profile: DepartmentProfile, wanted: float, which: float, draw: Draw) -> frozenset[str]:
    """Return up to two rooms of the home department: a quarrel, a relative's death there, staff as patients."""
    if wanted >= draw.norms.forbidden_room_requests:
        return frozenset()
    rooms = [room.id for ward in draw.hospital.wards if ward.department == profile.id for room in ward.rooms]
    first = int(which * len(rooms))
    return frozenset(rooms[first : first + 2])
