"""Requests of patients who have a bed: step-downs, transfers, lent patients coming home."""

from collections.abc import Iterator
from datetime import timedelta

import numpy as np

from scenarios.census import Census
from scenarios.generate.request_mix import NEEDED_WITHIN_HOURS, Draw, picked_urgency
from scenarios.generate.sharing import Floats, picked
from scenarios.generate.staying import later
from scenarios.hospital import Hospital, LevelOfCare
from scenarios.patients import BedRequest, RequestSource, Sex, Stay, StayForecast


def patients_in_bed(
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


def request_from_bed(name: str, source: RequestSource, stay: Stay, row: Floats, draw: Draw) -> BedRequest:
    """Return the request of a patient in bed."""
    urgency = picked_urgency(source, row[1])
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


def _transfer_to(stay: Stay, uniform: float, draw: Draw) -> str:
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
