"""Cross-object checks of a problem and of a plan: all that is wrong, each with a path."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from scenarios.admissions.ledger import Person
from scenarios.admissions.plan import AdmissionsPlan
from scenarios.admissions.problem import MOST_COST, SHIFTS_PER_DAY, AdmissionsProblem
from scenarios.input_problems import InputProblem


def problems_of_problem(problem: AdmissionsProblem) -> list[InputProblem]:
    """Return everything in a problem that contradicts itself."""
    return [
        *_repeated_ids(problem),
        *(found for path, person in _persons(problem) for found in _person(path, person, problem)),
        *_patients(problem),
        *_occupants(problem),
        *_minutes("surgeons", "max_surgery_time", [part.minutes_by_day for part in problem.surgeons], problem.days),
        *_minutes(
            "operating_theaters", "availability", [part.minutes_by_day for part in problem.theatres], problem.days
        ),
        *_roster(problem),
        *problems_of_cost(problem),
    ]


def problems_of_cost(problem: AdmissionsProblem) -> list[InputProblem]:
    """Return that a plan could cost more points than can be counted, if so."""
    persons: list[Person] = [*problem.patients, *problem.occupants]
    patients, weights = len(problem.patients), problem.weights
    most = {
        "mixed_age": len(problem.age_groups) * len(problem.rooms) * problem.days,
        "nurse_skill": sum(sum(person.required_skill) for person in persons),
        "continuity": sum(len(person.workload) for person in persons),
        "nurse_workload": sum(sum(person.workload) for person in persons),
        "open_theatre": len(problem.theatres) * problem.days,
        "surgeon_transfer": patients,
        "delay": patients * problem.days,
        "unscheduled": patients,
    }
    points = {name: amount * getattr(weights, name) for name, amount in most.items()}
    if sum(points.values()) <= MOST_COST:
        return []
    name = max(points, key=lambda one: points[one])
    message = f"a plan could cost {sum(points.values()):,} points, expected at most {MOST_COST:,}: most by {name}"
    return [InputProblem("weights", message)]


def problems_of_plan(problem: AdmissionsProblem, plan: AdmissionsPlan) -> list[InputProblem]:
    """Return every patient, room, theatre, nurse or time of a plan that the problem does not have."""
    patients = {patient.id for patient in problem.patients}
    rooms = {room.id for room in problem.rooms}
    theatres = {theatre.id for theatre in problem.theatres}
    nurses = {nurse.id for nurse in problem.nurses}
    found: Counter[InputProblem] = Counter()
    horizon = f"expected {problem.day_name(0)} to {problem.day_name(problem.days - 1)}"

    def expect(path: str, *, known: bool, message: str) -> None:
        if not known:
            found[InputProblem(path, message)] += 1

    for patient, admission in plan.admissions.items():
        path = f"patients.{patient}"
        expect(path, known=patient in patients, message="is not on the waiting list")
        expect(f"{path}.room", known=admission.room in rooms, message=f"{admission.room!r} is not a room")
        expect(path, known=admission.theatre in theatres, message=f"{admission.theatre!r} is not a theatre")
        in_horizon = 0 <= admission.day < problem.days
        expect(path, known=in_horizon, message=f"admission {problem.day_name(admission.day)}, {horizon}")
    for (room, shift), nurse in plan.nurse_of.items():
        path = f"nurses.{nurse}"
        expect(path, known=nurse in nurses, message="is not a nurse")
        expect(path, known=room in rooms, message=f"{room!r} is not a room")
        day = shift // SHIFTS_PER_DAY
        expect(path, known=day < problem.days, message=f"room {room} on {problem.day_name(day)}, {horizon}")
    return [
        one if times == 1 else InputProblem(one.path, f"{one.message} ({times} times)") for one, times in found.items()
    ]


def _repeated_ids(problem: AdmissionsProblem) -> Iterator[InputProblem]:
    groups: dict[str, Sequence[str]] = {
        "patients.{}.id": [part.id for part in problem.patients],
        "occupants.{}.id": [part.id for part in problem.occupants],
        "surgeons.{}.id": [part.id for part in problem.surgeons],
        "operating_theaters.{}.id": [part.id for part in problem.theatres],
        "rooms.{}.id": [part.id for part in problem.rooms],
        "nurses.{}.id": [part.id for part in problem.nurses],
        "shift_types.{}": problem.shift_names,
        "age_groups.{}": problem.age_groups,
    }
    for path, ids in groups.items():
        seen: set[str] = set()
        for index, identity in enumerate(ids):
            if identity in seen:
                yield InputProblem(path.format(index), f"{identity!r} is given twice, expected once")
            seen.add(identity)


def _persons(problem: AdmissionsProblem) -> Iterator[tuple[str, Person]]:
    yield from ((f"occupants.{index}", person) for index, person in enumerate(problem.occupants))
    yield from ((f"patients.{index}", person) for index, person in enumerate(problem.patients))


def _person(path: str, person: Person, problem: AdmissionsProblem) -> Iterator[InputProblem]:
    shifts = SHIFTS_PER_DAY * person.stay_days
    for key, values in (("workload_produced", person.workload), ("skill_level_required", person.required_skill)):
        if len(values) != shifts:
            yield InputProblem(f"{path}.{key}", f"{len(values)} values, expected {shifts} (3 for each day of the stay)")
    if any(level >= problem.skill_levels for level in person.required_skill):
        worst = max(person.required_skill)
        yield InputProblem(f"{path}.skill_level_required", f"level {worst}, expected below {problem.skill_levels}")


def _patients(problem: AdmissionsProblem) -> Iterator[InputProblem]:
    surgeons = {surgeon.id for surgeon in problem.surgeons}
    rooms = {room.id for room in problem.rooms}
    for index, patient in enumerate(problem.patients):
        path = f"patients.{index}"
        if patient.surgeon not in surgeons:
            yield InputProblem(f"{path}.surgeon_id", f"{patient.surgeon!r}, expected one of {_listed(surgeons)}")
        for room in sorted(patient.incompatible_rooms - rooms):
            yield InputProblem(f"{path}.incompatible_room_ids", f"{room!r}, expected one of {_listed(rooms)}")


def _occupants(problem: AdmissionsProblem) -> Iterator[InputProblem]:
    beds = {room.id: room.beds for room in problem.rooms}
    in_room: dict[str, list[str]] = {}
    for index, occupant in enumerate(problem.occupants):
        if occupant.room not in beds:
            yield InputProblem(f"occupants.{index}.room_id", f"{occupant.room!r}, expected one of {_listed(beds)}")
            continue
        in_room.setdefault(occupant.room, []).append(occupant.gender)
    for room, genders in in_room.items():
        if len(genders) > beds[room]:
            yield InputProblem("occupants", f"{len(genders)} lie in room {room}, expected at most {beds[room]}")
        if len(set(genders)) > 1:
            yield InputProblem("occupants", f"room {room} has genders {_listed(set(genders))}, expected one")


def _minutes(group: str, key: str, rows: Sequence[Sequence[int]], days: int) -> Iterator[InputProblem]:
    for index, row in enumerate(rows):
        if len(row) != days:
            yield InputProblem(f"{group}.{index}.{key}", f"{len(row)} values, expected {days} (one a day)")


def _roster(problem: AdmissionsProblem) -> Iterator[InputProblem]:
    for index, nurse in enumerate(problem.nurses):
        if nurse.skill >= problem.skill_levels:
            message = f"{nurse.skill}, expected below {problem.skill_levels}"
            yield InputProblem(f"nurses.{index}.skill_level", message)
    rostered = {(nurse.ward, shift) for nurse in problem.nurses for shift in nurse.max_workload}
    for ward in sorted({room.ward for room in problem.rooms}):
        for shift in range(problem.shifts):
            if (ward, shift) not in rostered:
                where = f" in ward {ward}" if ward else ""
                message = f"nobody is rostered{where} on {problem.shift_label(shift)}, expected at least one nurse"
                yield InputProblem("nurses", message)


def _listed(names: Iterable[str], most: int = 8) -> str:
    ordered = sorted(names)
    return ", ".join(ordered[:most]) + (", ..." if len(ordered) > most else "")
