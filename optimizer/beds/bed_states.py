"""From a census to the columns of all beds: when each can be taken, and who else will be in its room."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from optimizer.beds.columns import (
    MIXED_KEY,
    NO_KEY,
    NOBODY,
    SEXES,
    SOMEBODY_ELSE,
    BedColumns,
    PathogenKeys,
)
from optimizer.beds.hospital_index import HospitalIndex, IntArray
from optimizer.beds.moments import NEVER, cleaning_minutes, holds, leaving_minutes, minutes_between
from optimizer.beds.people import Person
from scenarios.census import BedState, BedStatus
from scenarios.patients import Sex, Stay
from scenarios.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Occupant:
    """A patient in bed whom no decision moves; ``leaves_minutes`` is after the census, ``NEVER`` when unknown."""

    bed: int
    sex: int
    age_band: int
    key: int
    leaves_minutes: int


def bed_columns(scenario: Scenario, index: HospitalIndex, people: tuple[Person, ...], keys: PathogenKeys) -> BedColumns:
    """Return one row a bed, in the order of the hospital's places."""
    count = len(index.places)
    mover_of_bed = {person.current_bed: number for number, person in enumerate(people) if person.current_bed}
    person_of_request = {person.id: number for number, person in enumerate(people) if person.is_request}
    available = np.zeros(count, dtype=np.int64)
    needs_staff = np.ones(count, dtype=bool)
    held_for = np.full(count, NOBODY, dtype=np.int64)
    vacated_by = np.full(count, NOBODY, dtype=np.int64)
    occupants: dict[int, list[Occupant]] = defaultdict(list)
    for stay in scenario.census.stays:
        bed = index.bed_number[stay.bed]
        needs_staff[bed] = False
        mover = mover_of_bed.get(stay.bed)
        if mover is not None:
            vacated_by[bed] = mover
            available[bed] = cleaning_minutes(stay, scenario)
            continue
        leaves = leaving_minutes(stay, scenario)
        available[bed] = NEVER if leaves == NEVER else leaves + cleaning_minutes(stay, scenario)
        occupants[int(index.bed_room[bed])].append(_occupant(stay, bed, leaves, index, keys))
    for status in scenario.census.statuses:
        bed = index.bed_number[status.bed]
        available[bed] = _status_minutes(status, scenario)
        if holds(status, scenario.census.at):
            held_for[bed] = person_of_request.get(status.held_for or "", SOMEBODY_ELSE)
    look_ahead = scenario.allocation.look_ahead_minutes
    open_in_room = np.bincount(index.bed_room[available <= look_ahead], minlength=len(index.rooms))
    company = _company_columns(index, available, occupants, look_ahead)
    return BedColumns(
        bed=np.arange(count),
        room=index.bed_room,
        ward=index.bed_ward,
        equipment=index.bed_equipment,
        available_minutes=available,
        held_for=held_for,
        vacated_by=vacated_by,
        needs_staff=needs_staff,
        company_women=company[0],
        company_men=company[1],
        company_key=company[2],
        lasting_youngest=company[3],
        lasting_oldest=company[4],
        open_in_room=open_in_room[index.bed_room].astype(np.int64),
    )


def _status_minutes(status: BedStatus, scenario: Scenario) -> int:
    if status.state is BedState.HELD:
        return 0
    if status.until is None:
        return scenario.hospital.cleaning_minutes if status.state is BedState.CLEANING else NEVER
    return max(0, minutes_between(scenario.census.at, status.until))


def _occupant(stay: Stay, bed: int, leaves: int, index: HospitalIndex, keys: PathogenKeys) -> Occupant:
    patient = stay.patient
    return Occupant(
        bed=bed,
        sex=SEXES.index(patient.sex),
        age_band=index.hospital.age_band_index(patient.age_years),
        key=keys.of(patient.isolation, patient.pathogen),
        leaves_minutes=leaves,
    )


def _company_columns(
    index: HospitalIndex, available: IntArray, occupants: dict[int, list[Occupant]], look_ahead: int
) -> IntArray:
    """Return women, men, common pathogen key, youngest and oldest lasting age band beside each bed (5 x beds)."""
    columns = np.zeros((5, len(available)), dtype=np.int64)
    columns[3:] = -1
    by_room: dict[int, list[int]] = defaultdict(list)
    for bed in np.flatnonzero(available <= look_ahead).tolist():
        by_room[int(index.bed_room[bed])].append(bed)
    for room, beds in by_room.items():
        there = occupants.get(room)
        if not there:
            continue
        lasting = [o.age_band for o in there if o.leaves_minutes > look_ahead]
        for bed in beds:
            company = [o for o in there if o.bed != bed and o.leaves_minutes >= available[bed]]
            women = sum(o.sex == SEXES.index(Sex.FEMALE) for o in company)
            columns[:3, bed] = women, len(company) - women, _common({o.key for o in company})
            if lasting:
                columns[3:, bed] = min(lasting), max(lasting)
    return columns


def _common(keys: set[int]) -> int:
    if not keys:
        return NO_KEY
    return keys.pop() if len(keys) == 1 else MIXED_KEY
