"""A problem as flat arrays, for the compiled search."""

from collections.abc import Collection, Sequence
from typing import NamedTuple, TypedDict

import numpy as np
from numpy.typing import NDArray

from scenarios.admissions.ledger import Person
from scenarios.admissions.problem import SHIFTS_PER_DAY, AdmissionsProblem, GoalWeights

Ints = NDArray[np.int32]


class SearchData(NamedTuple):
    """The problem by index: persons are the patients of the waiting list followed by the occupants.

    Shapes: P patients, Q persons, R rooms, T theatres, U surgeons, N nurses, W wards, D days, S shifts, A age groups.

    Attributes
    ----------
    days, patients, persons, rooms, theatres, nurses, wards, genders, age_groups : int
        Sizes.
    stay, gender, age : shape (Q,)
        Days, gender index, age group.
    workload, skill : shape (Q, longest stay in shifts)
        Nursing produced and level required by shift of the stay.
    mandatory, release, latest, minutes, surgeon : shape (P,)
        As on the waiting list; ``latest`` is the last possible admission day.
    room_choice, room_choices : shapes (P, R) and (P,)
        Compatible rooms, packed to the left, and their number.
    theatre_suits : shape (P, T)
        1 where a theatre suits a patient.
    beds, ward : shape (R,)
    surgeon_minutes, theatre_minutes : shapes (U, D) and (T, D)
    nurse_skill, nurse_ward : shape (N,)
    nurse_limit : shape (N, S)
        Greatest workload; -1 off duty.
    on_duty, on_duty_count : shapes (W, S, N) and (W, S)
        Rostered nurses of a ward and shift, packed to the left, and their number.
    roster, roster_count : shapes (N, S) and (N,)
        Rostered shifts of a nurse, ascending, and their number.
    immovable : shape (Q,)
        1 for occupants and pinned patients.
    movable : shape (patients not pinned,)
        Patients the search may admit, move and leave out.
    colleagues, colleague_count : shapes (U, patients not pinned) and (U,)
        The movable patients of each surgeon, packed to the left, and their number.
    weight : shape (8,)
        Goal weights in the order of S1 to S8.
    """

    days: int
    patients: int
    persons: int
    rooms: int
    theatres: int
    nurses: int
    wards: int
    genders: int
    age_groups: int
    stay: Ints
    gender: Ints
    age: Ints
    workload: Ints
    skill: Ints
    mandatory: Ints
    release: Ints
    latest: Ints
    minutes: Ints
    surgeon: Ints
    room_choice: Ints
    room_choices: Ints
    theatre_suits: Ints
    beds: Ints
    ward: Ints
    surgeon_minutes: Ints
    theatre_minutes: Ints
    nurse_skill: Ints
    nurse_ward: Ints
    nurse_limit: Ints
    on_duty: Ints
    on_duty_count: Ints
    roster: Ints
    roster_count: Ints
    immovable: Ints
    movable: Ints
    colleagues: Ints
    colleague_count: Ints
    weight: NDArray[np.int64]

    @property
    def searchable(self) -> bool:
        """Whether a search has anything to choose: without rooms nobody lies anywhere and no nurse has work."""
        return self.persons > 0 and self.rooms > 0


def search_data(problem: AdmissionsProblem, pinned: Collection[str] = ()) -> SearchData:
    """Return a problem as arrays; indices follow the order of the problem's tuples, pinned patients do not move."""
    patients = problem.patients
    persons: tuple[Person, ...] = (*patients, *problem.occupants)
    genders = {gender: index for index, gender in enumerate(sorted({person.gender for person in persons}))}
    longest = SHIFTS_PER_DAY * max((person.stay_days for person in persons), default=1)
    return SearchData(
        days=problem.days,
        patients=len(patients),
        persons=len(persons),
        rooms=len(problem.rooms),
        theatres=len(problem.theatres),
        genders=max(1, len(genders)),
        age_groups=len(problem.age_groups),
        stay=_ints([person.stay_days for person in persons]),
        gender=_ints([genders[person.gender] for person in persons]),
        age=_ints([person.age_group for person in persons]),
        workload=_padded([person.workload for person in persons], longest),
        skill=_padded([person.required_skill for person in persons], longest),
        beds=_ints([room.beds for room in problem.rooms]),
        surgeon_minutes=_table([surgeon.minutes_by_day for surgeon in problem.surgeons], problem.days),
        theatre_minutes=_table([theatre.minutes_by_day for theatre in problem.theatres], problem.days),
        immovable=_ints([index >= len(patients) or person.id in pinned for index, person in enumerate(persons)]),
        weight=_weights(problem.weights),
        **_waiting_list(problem),
        **_choices(problem, pinned),
        **_nursing(problem),
    )


def _waiting_list(problem: AdmissionsProblem) -> dict[str, Ints]:
    patients, last = problem.patients, problem.days - 1
    surgeons = {surgeon.id: index for index, surgeon in enumerate(problem.surgeons)}
    return {
        "mandatory": _ints([patient.mandatory for patient in patients]),
        "release": _ints([patient.release_day for patient in patients]),
        "latest": _ints([last if patient.due_day is None else min(last, patient.due_day) for patient in patients]),
        "minutes": _ints([patient.surgery_minutes for patient in patients]),
        "surgeon": _ints([surgeons[patient.surgeon] for patient in patients]),
    }


def _choices(problem: AdmissionsProblem, pinned: Collection[str]) -> dict[str, Ints]:
    """Return what may be drawn for whom: rooms, theatres, movable patients by surgeon."""
    patients = problem.patients
    rooms = {room.id: index for index, room in enumerate(problem.rooms)}
    choices = [[rooms[room.id] for room in problem.rooms if room.id not in p.incompatible_rooms] for p in patients]
    suits = [tuple(t.id not in p.incompatible_theatres for t in problem.theatres) for p in patients]
    movable = [index for index, patient in enumerate(patients) if patient.id not in pinned]
    colleagues = [[index for index in movable if patients[index].surgeon == one.id] for one in problem.surgeons]
    return {
        "room_choice": _padded(choices, len(rooms)),
        "room_choices": _ints([len(choice) for choice in choices]),
        "theatre_suits": _table(suits, len(problem.theatres)),
        "movable": _ints(movable),
        "colleagues": _padded(colleagues, len(movable)),
        "colleague_count": _ints([len(group) for group in colleagues]),
    }


class _Nursing(TypedDict):
    nurses: int
    wards: int
    ward: Ints
    nurse_skill: Ints
    nurse_ward: Ints
    nurse_limit: Ints
    on_duty: Ints
    on_duty_count: Ints
    roster: Ints
    roster_count: Ints


def _nursing(problem: AdmissionsProblem) -> _Nursing:
    limit = np.full((len(problem.nurses), problem.shifts), -1, np.int32)
    for index, nurse in enumerate(problem.nurses):
        limit[index, list(nurse.max_workload)] = list(nurse.max_workload.values())
    wards = {ward: index for index, ward in enumerate(dict.fromkeys(room.ward for room in problem.rooms))} or {"": 0}
    nurse_ward = _ints([wards.get(nurse.ward, -1) for nurse in problem.nurses])
    of_ward = [np.where(nurse_ward[:, None] == ward, limit, -1) for ward in range(len(wards))]
    return _Nursing(
        nurses=len(problem.nurses),
        wards=len(wards),
        ward=_ints([wards[room.ward] for room in problem.rooms]),
        nurse_skill=_ints([nurse.skill for nurse in problem.nurses]),
        nurse_ward=nurse_ward,
        nurse_limit=limit,
        on_duty=np.stack([_on_duty(own) for own in of_ward]),
        on_duty_count=np.stack([(own >= 0).sum(axis=0) for own in of_ward]).astype(np.int32),
        roster=_padded([np.flatnonzero(row >= 0).tolist() for row in limit], problem.shifts),
        roster_count=_ints((limit >= 0).sum(axis=1).tolist()),
    )


def _weights(weights: GoalWeights) -> NDArray[np.int64]:
    return np.array(
        [
            weights.mixed_age,
            weights.nurse_skill,
            weights.continuity,
            weights.nurse_workload,
            weights.open_theatre,
            weights.surgeon_transfer,
            weights.delay,
            weights.unscheduled,
        ],
        np.int64,
    )


def _ints(values: list[int]) -> Ints:
    return np.array(values, np.int32)


def _table(rows: Sequence[tuple[int, ...]], width: int) -> Ints:
    return np.array(rows, np.int32).reshape(len(rows), width)


def _on_duty(limit: Ints) -> Ints:
    """Return the rostered nurses of each shift, packed to the left."""
    return _padded([np.flatnonzero(column >= 0).tolist() for column in limit.T], len(limit))


def _padded(rows: list[list[int]] | list[tuple[int, ...]], width: int) -> Ints:
    table = np.zeros((len(rows), max(1, width)), np.int32)
    for index, row in enumerate(rows):
        table[index, : len(row)] = row
    return table
