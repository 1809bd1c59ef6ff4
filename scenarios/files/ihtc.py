"""Instances and solutions of the Integrated Healthcare Timetabling Competition 2024 (IHTC-2024), JSON."""

from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from scenarios.admissions.check import problems_of_plan, problems_of_problem
from scenarios.admissions.plan import Admission, AdmissionsPlan
from scenarios.admissions.problem import (
    SHIFTS_PER_DAY,
    AdmissionsProblem,
    GoalWeights,
    Nurse,
    Occupant,
    Surgeon,
    Theatre,
    WaitingPatient,
    WardRoom,
)
from scenarios.files.documents import parse_json
from scenarios.files.ihtc_documents import InstanceDocument, NursePart, PersonPart, SolutionDocument
from scenarios.files.problem_words import problems_in_words
from scenarios.files.text import read_bytes
from scenarios.input_problems import InputError, InputProblem

Model = TypeVar("Model", bound=BaseModel)


def read_instance(path: Path) -> AdmissionsProblem:
    """Return the problem of an instance file.

    Raises
    ------
    InputError
        The file cannot be read, is not an instance, or contradicts itself; all problems at once.
    """
    return instance_from_document(parse_json(read_bytes(path), path.name), path.stem)


def instance_from_document(document: object, name: str) -> AdmissionsProblem:
    """Return the problem of an instance that has been parsed from JSON.

    Raises
    ------
    InputError
        The document is not an instance or contradicts itself; all problems at once.
    """
    problem = _problem(_validated(InstanceDocument, document, "Instance"), name)
    problems = problems_of_problem(problem)
    if problems:
        raise InputError(problems)
    return problem


def read_solution(path: Path, problem: AdmissionsProblem) -> AdmissionsPlan:
    """Return the plan of a solution file of this problem.

    Raises
    ------
    InputError
        The file cannot be read, is not a solution, or names what the problem does not have; all problems at once.
    """
    solution = _validated(SolutionDocument, parse_json(read_bytes(path), path.name), "Solution")
    admissions, problems = _admissions(solution)
    nurse_of, nurse_problems = _nurse_of(solution, problem)
    plan = AdmissionsPlan(admissions=admissions, nurse_of=nurse_of)
    problems = [*problems, *nurse_problems, *problems_of_plan(problem, plan)]
    if problems:
        raise InputError(problems)
    return plan


def solution_document(problem: AdmissionsProblem, plan: AdmissionsPlan) -> dict[str, Any]:
    """Return a plan as the competition's solution document, nurses with all their rostered shifts."""
    rooms_of: dict[tuple[str, int], list[str]] = {}
    for (room, shift), nurse in sorted(plan.nurse_of.items()):
        rooms_of.setdefault((nurse, shift), []).append(room)
    patients: list[dict[str, Any]] = []
    for patient in problem.patients:
        admission = plan.admissions.get(patient.id)
        if admission is None:
            patients.append({"id": patient.id, "admission_day": "none"})
            continue
        where = {"room": admission.room, "operating_theater": admission.theatre}
        patients.append({"id": patient.id, "admission_day": admission.day, **where})
    nurses = [
        {
            "id": nurse.id,
            "assignments": [
                {
                    "day": shift // SHIFTS_PER_DAY,
                    "shift": problem.shift_names[shift % SHIFTS_PER_DAY],
                    "rooms": rooms_of.get((nurse.id, shift), []),
                }
                for shift in sorted(nurse.max_workload)
            ],
        }
        for nurse in problem.nurses
    ]
    return {"patients": patients, "nurses": nurses}


def _validated(model: type[Model], document: object, whole: str) -> Model:
    try:
        return model.model_validate(document)
    except ValidationError as error:
        problems = problems_in_words(error.errors(include_url=False), document, model, whole=whole)
        raise InputError(problems) from error


def _problem(document: InstanceDocument, name: str) -> AdmissionsProblem:
    problems: list[InputProblem] = []
    ages = {group: index for index, group in enumerate(document.age_groups)}
    problem = AdmissionsProblem(
        name=name,
        days=document.days,
        shift_names=tuple(document.shift_types),
        age_groups=tuple(document.age_groups),
        skill_levels=document.skill_levels,
        weights=_weights(document),
        occupants=tuple(
            Occupant(**_person(person, ages, f"occupants.{index}", problems), room=person.room_id)
            for index, person in enumerate(document.occupants)
        ),
        patients=tuple(
            WaitingPatient(
                **_person(person, ages, f"patients.{index}", problems),
                mandatory=person.mandatory,
                release_day=person.surgery_release_day,
                due_day=person.surgery_due_day,
                surgery_minutes=person.surgery_duration,
                surgeon=person.surgeon_id,
                incompatible_rooms=frozenset(person.incompatible_room_ids),
            )
            for index, person in enumerate(document.patients)
        ),
        surgeons=tuple(Surgeon(id=part.id, minutes_by_day=tuple(part.max_surgery_time)) for part in document.surgeons),
        theatres=tuple(
            Theatre(id=part.id, minutes_by_day=tuple(part.availability)) for part in document.operating_theaters
        ),
        rooms=tuple(WardRoom(id=part.id, beds=part.capacity) for part in document.rooms),
        nurses=tuple(_nurse(part, document, f"nurses.{index}", problems) for index, part in enumerate(document.nurses)),
    )
    if problems:
        raise InputError([*problems, *problems_of_problem(problem)])
    return problem


def _weights(document: InstanceDocument) -> GoalWeights:
    weights = document.weights
    return GoalWeights(
        mixed_age=weights.room_mixed_age,
        nurse_skill=weights.room_nurse_skill,
        continuity=weights.continuity_of_care,
        nurse_workload=weights.nurse_eccessive_workload,
        open_theatre=weights.open_operating_theater,
        surgeon_transfer=weights.surgeon_transfer,
        delay=weights.patient_delay,
        unscheduled=weights.unscheduled_optional,
    )


def _person(part: PersonPart, ages: dict[str, int], path: str, problems: list[InputProblem]) -> dict[str, Any]:
    if part.age_group not in ages:
        problems.append(InputProblem(f"{path}.age_group", f"{part.age_group!r}, expected one of {', '.join(ages)}"))
    return {
        "id": part.id,
        "gender": part.gender,
        "age_group": ages.get(part.age_group, 0),
        "stay_days": part.length_of_stay,
        "workload": tuple(part.workload_produced),
        "required_skill": tuple(part.skill_level_required),
    }


def _nurse(part: NursePart, document: InstanceDocument, path: str, problems: list[InputProblem]) -> Nurse:
    max_workload: dict[int, int] = {}
    for index, working in enumerate(part.working_shifts):
        if working.shift not in document.shift_types or working.day >= document.days:
            problems.append(_unknown_shift(f"{path}.working_shifts.{index}", working.day, working.shift, document))
            continue
        shift = SHIFTS_PER_DAY * working.day + document.shift_types.index(working.shift)
        if shift in max_workload:
            message = f"day {working.day} {working.shift!r} is given twice, expected once"
            problems.append(InputProblem(f"{path}.working_shifts.{index}", message))
        max_workload[shift] = working.max_load
    return Nurse(id=part.id, skill=part.skill_level, max_workload=max_workload)


def _unknown_shift(path: str, day: int, shift: str, document: InstanceDocument) -> InputProblem:
    names = ", ".join(document.shift_types)
    return InputProblem(path, f"day {day} {shift!r}, expected a day below {document.days} and one of {names}")


def _admissions(solution: SolutionDocument) -> tuple[dict[str, Admission], list[InputProblem]]:
    admissions: dict[str, Admission] = {}
    problems: list[InputProblem] = []
    for index, part in enumerate(solution.patients):
        if part.admission_day == "none":
            continue
        if part.room is None or part.operating_theater is None:
            message = (
                f"patient {part.id} admitted on day {part.admission_day}, expected a room and an operating_theater"
            )
            problems.append(InputProblem(f"patients.{index}", message))
        elif part.id in admissions:
            problems.append(InputProblem(f"patients.{index}.id", f"{part.id!r} is given twice, expected once"))
        else:
            admissions[part.id] = Admission(day=part.admission_day, room=part.room, theatre=part.operating_theater)
    return admissions, problems


def _nurse_of(
    solution: SolutionDocument, problem: AdmissionsProblem
) -> tuple[dict[tuple[str, int], str], list[InputProblem]]:
    nurse_of: dict[tuple[str, int], str] = {}
    problems: list[InputProblem] = []
    for index, part in enumerate(solution.nurses):
        for step, assignment in enumerate(part.assignments):
            path = f"nurses.{index}.assignments.{step}"
            if assignment.shift not in problem.shift_names:
                names = ", ".join(problem.shift_names)
                problems.append(InputProblem(f"{path}.shift", f"{assignment.shift!r}, expected one of {names}"))
                continue
            shift = SHIFTS_PER_DAY * assignment.day + problem.shift_names.index(assignment.shift)
            for room in assignment.rooms:
                first = nurse_of.setdefault((room, shift), part.id)
                if first != part.id:
                    message = f"room {room} has nurses {first} and {part.id} in one shift, expected one nurse"
                    problems.append(InputProblem(path, message))
    return nurse_of, problems
