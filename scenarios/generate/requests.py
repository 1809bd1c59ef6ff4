"""Who waits for a bed: emergency, elective, step-down, recovery, transfer, lent patients coming home."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from scipy.special import ndtri

from scenarios.census import Census
from scenarios.generate.departments import CHILDREN, DepartmentProfile
from scenarios.generate.needs import USE_OF_EQUIPMENT
from scenarios.generate.norms import AIRBORNE_PATHOGENS, CONTACT_PATHOGENS, Norms
from scenarios.generate.people import age_years
from scenarios.generate.sharing import Floats, picked
from scenarios.generate.staying import later
from scenarios.generate.streams import Streams
from scenarios.hospital import Hospital, LevelOfCare
from scenarios.patients import BedRequest, Isolation, Patient, RequestSource, Sex, Stay, StayForecast, Urgency

_Z90 = 1.2815515655446004
_DRAWS = 16
"""Uniform numbers a request uses; each request has its own row, so that one more changes no other."""

LEVELS = {
    RequestSource.EMERGENCY: {LevelOfCare.GENERAL: 0.88, LevelOfCare.HDU: 0.05, LevelOfCare.ICU: 0.07},
    RequestSource.ELECTIVE: {LevelOfCare.GENERAL: 0.86, LevelOfCare.DAY: 0.13, LevelOfCare.ICU: 0.01},
    RequestSource.RECOVERY: {LevelOfCare.GENERAL: 0.68, LevelOfCare.HDU: 0.18, LevelOfCare.ICU: 0.14},
}
URGENCIES = {
    RequestSource.EMERGENCY: {Urgency.IMMEDIATE: 0.12, Urgency.URGENT: 0.45, Urgency.SOON: 0.43},
    RequestSource.ELECTIVE: {Urgency.SOON: 0.15, Urgency.PLANNED: 0.85},
    RequestSource.RECOVERY: {Urgency.IMMEDIATE: 0.1, Urgency.URGENT: 0.9},
    RequestSource.ICU_STEP_DOWN: {Urgency.URGENT: 0.4, Urgency.SOON: 0.6},
    RequestSource.TRANSFER: {Urgency.SOON: 0.4, Urgency.PLANNED: 0.6},
    RequestSource.LENT_PATIENT_HOME: {Urgency.PLANNED: 1.0},
}
NEEDED_WITHIN_HOURS = {Urgency.IMMEDIATE: 0.5, Urgency.URGENT: 2.0, Urgency.SOON: 6.0, Urgency.PLANNED: 12.0}
"""Levels, urgencies and hours from the request to the time needed, by source. Assumptions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draw:
    """What the requests of one hospital are drawn from."""

    hospital: Hospital
    profiles: Sequence[DepartmentProfile]
    at: datetime
    norms: Norms


def waiting_requests(
    hospital: Hospital,
    profiles: Sequence[DepartmentProfile],
    census: Census,
    waiting: int,
    norms: Norms,
    streams: Streams,
) -> tuple[BedRequest, ...]:
    """Return this many requests; the first ones are the same whatever their number.

    Step-downs, transfers and homecomings take their patients from the census; when a source has no patient left, the
    request is one from emergency.
    """
    draw = _Draw(hospital=hospital, profiles=[item for item in profiles if item.weight > 0], at=census.at, norms=norms)
    rows = streams.requests.random((waiting, _DRAWS))
    in_bed = _patients_in_bed(hospital, census, streams.current_patients)
    sources = list(RequestSource)
    shares = [
        norms.emergency_requests,
        norms.elective_requests,
        norms.step_down_requests,
        norms.recovery_requests,
        norms.transfer_requests,
    ]
    requests = []
    for number, row in enumerate(rows, start=1):
        source = sources[picked(row[0], [*shares, 1 - sum(shares)])]
        stay = next(in_bed[source], None) if source in in_bed else None
        if stay is not None:
            requests.append(_from_bed(f"R{number:04d}", source, stay, row, draw))
        else:
            newcomer = source if source in LEVELS else RequestSource.EMERGENCY
            requests.append(_newcomer(f"R{number:04d}", newcomer, row, draw))
    return tuple(requests)


def _patients_in_bed(
    hospital: Hospital, census: Census, random: np.random.Generator
) -> dict[RequestSource, Iterator[Stay]]:
    """Return, for the sources whose patients have a bed, those patients in random order; nobody stands in two."""
    staying = [stay for stay in census.stays if stay.discharge_ordered_at is None and stay.movable]
    order = [staying[index] for index in random.permutation(len(staying))]
    step_down: list[Stay] = []
    lent: list[Stay] = []
    others: list[Stay] = []
    for stay in order:
        ward = hospital.place_of_bed[stay.bed].ward
        if ward.level_of_care in (LevelOfCare.ICU, LevelOfCare.HDU):
            if stay.level_of_care is not ward.level_of_care:
                step_down.append(stay)
        elif not ward.shared:
            (others if stay.department == ward.department else lent).append(stay)
    return {
        RequestSource.ICU_STEP_DOWN: iter(step_down),
        RequestSource.LENT_PATIENT_HOME: iter(lent),
        RequestSource.TRANSFER: iter(others),
    }


def _pick(uniform: float, shares: dict[str, float]) -> str:
    return list(shares)[picked(uniform, list(shares.values()))]


def _from_bed(name: str, source: RequestSource, stay: Stay, row: Floats, draw: _Draw) -> BedRequest:
    urgency = Urgency(_pick(row[1], {item.value: share for item, share in URGENCIES[source].items()}))
    department = stay.department
    if source is RequestSource.TRANSFER:
        department = _transfer_to(stay, row[2], draw)
    requested_at = later(draw.at, -int(20 + row[3] * 1000))
    remaining = stay.expected_discharge
    return BedRequest(
        id=name,
        patient=stay.patient,
        source=source,
        department=department,
        requested_at=max(requested_at, stay.admitted_at),
        level_of_care=stay.level_of_care,
        equipment=stay.equipment if source is RequestSource.LENT_PATIENT_HOME else frozenset(),
        urgency=urgency,
        needed_by=requested_at + timedelta(hours=2 * NEEDED_WITHIN_HOURS[urgency]),
        expected_stay=None
        if remaining is None
        else StayForecast(
            p10_hours=_hours(remaining.p10 - draw.at),
            p50_hours=_hours(remaining.p50 - draw.at),
            p90_hours=_hours(remaining.p90 - draw.at),
        ),
        current_bed=stay.bed,
    )


def _hours(span: timedelta) -> float:
    return round(span / timedelta(hours=1), 1)


def _transfer_to(stay: Stay, uniform: float, draw: _Draw) -> str:
    """Return another department that takes such a patient, the clinically near ones more often."""
    near = {frozenset({item.department, item.other}): item.distance for item in draw.hospital.clinical_distances}
    own = next(profile for profile in draw.profiles if profile.id == stay.department)
    choices = [
        profile
        for profile in draw.profiles
        if profile is not own and profile.takes & own.takes and (profile.female < 1 or stay.patient.sex is Sex.FEMALE)
    ]
    if not choices:
        return stay.department
    weights = [2.0 ** -near[frozenset({own.id, profile.id})] for profile in choices]
    return choices[picked(uniform, weights)].id


def _newcomer(name: str, source: RequestSource, row: Floats, draw: _Draw) -> BedRequest:
    urgency = Urgency(_pick(row[1], {item.value: share for item, share in URGENCIES[source].items()}))
    offered = {ward.level_of_care for ward in draw.hospital.wards}
    shares = {item.value: share for item, share in LEVELS[source].items() if item in offered}
    level = LevelOfCare(_pick(row[2], shares))
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


def _department(source: RequestSource, level: LevelOfCare, uniform: float, draw: _Draw) -> DepartmentProfile:
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
    if row[10] < norms.airborne_requests or (profile.id == "infectious-diseases" and row[10] > 0.6):
        isolation, pathogen = Isolation.AIRBORNE, _pick(row[11], AIRBORNE_PATHOGENS)
    elif row[10] < norms.airborne_requests + norms.contact_requests:
        isolation, pathogen = Isolation.CONTACT, _pick(row[11], CONTACT_PATHOGENS)
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
    sigma = float(np.sqrt(np.log1p(profile.stay_cv**2)))
    known = 0.6 * sigma
    median = (
        24 * profile.alos_days * norms.alos_scale * np.exp(-(sigma**2) / 2 + 0.8 * sigma * ndtri(0.01 + 0.98 * uniform))
    )
    spread = float(np.exp(_Z90 * known))
    return StayForecast(
        p10_hours=round(float(median) / spread, 1),
        p50_hours=round(float(median), 1),
        p90_hours=round(float(median) * spread, 1),
    )


def _forbidden_rooms(profile: DepartmentProfile, wanted: float, which: float, draw: _Draw) -> frozenset[str]:
    """Return up to two rooms of the home department: a quarrel, a relative's death there, staff as patients."""
    if wanted >= draw.norms.forbidden_room_requests:
        return frozenset()
    rooms = [room.id for ward in draw.hospital.wards if ward.department == profile.id for room in ward.rooms]
    first = int(which * len(rooms))
    return frozenset(rooms[first : first + 2])
