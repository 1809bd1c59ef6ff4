"""Why mandatory patients cannot all be admitted: a smallest set that conflicts, and what it conflicts over."""

from dataclasses import dataclass

from ortools.sat.python import cp_model

from optimizer.admissions.first.days import possible_days
from optimizer.admissions.first.draft import Draft
from optimizer.admissions.search.data import SearchData, search_data
from scenarios.admissions.problem import AdmissionsProblem

SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Impossible:
    """Mandatory patients of whom at least one must be left out, and why; leaving any one out would do."""

    patients: tuple[str, ...]
    reason: str


def impossible_patients(problem: AdmissionsProblem) -> list[Impossible]:
    """Return groups of mandatory patients that no plan admits together; empty if none is proven.

    First everybody who fits nowhere even alone beside the occupants: window, surgeon, theatre, or rooms. Then each
    surgeon's patients: if they do not fit into the surgeon's minutes, a smallest conflicting set of them, found by
    leaving out one after the other whom the conflict does not need.
    """
    data = search_data(problem)
    draft = Draft.empty(problem, data)
    mandatory = [patient for patient in range(data.patients) if data.mandatory[patient]]
    alone = {patient: reason for patient in mandatory if (reason := _reason_alone(problem, draft, patient))}
    groups = [Impossible((problem.patients[patient].id,), reason) for patient, reason in alone.items()]
    for surgeon, known in enumerate(problem.surgeons):
        own = [patient for patient in mandatory if data.surgeon[patient] == surgeon and patient not in alone]
        conflict = _smallest_conflict(draft, own)
        if conflict:
            names = tuple(problem.patients[patient].id for patient in conflict)
            minutes = sum(int(data.minutes[patient]) for patient in conflict)
            days = sorted({day for patient in conflict for day in possible_days(draft, patient)})
            free = sum(int(data.surgeon_minutes[surgeon, day]) for day in days)
            reason = (
                f"patients {', '.join(names)} need {minutes} minutes of surgeon {known.id}, who has {free} on "
                f"their possible days {', '.join(map(str, days))}: at least one cannot be admitted"
            )
            groups.append(Impossible(names, reason))
    return groups


def _reason_alone(problem: AdmissionsProblem, draft: Draft, patient: int) -> str:
    """Return why a patient cannot be admitted even beside the occupants alone, empty if it is possible."""
    data = draft.data
    known = problem.patients[patient]
    release, latest = int(data.release[patient]), int(data.latest[patient])
    who = f"patient {known.id}"
    if release > latest:
        return f"{who}: release day {release}, last possible day {latest}, expected release first"
    if data.room_choices[patient] == 0:
        return f"{who}: all {data.rooms} rooms are incompatible, expected at least one that suits"
    days = possible_days(draft, patient)
    if not days:
        return (
            f"{who}: {known.surgery_minutes} minutes on days {release} to {latest}, but surgeon {known.surgeon} and "
            "any one theatre have that much on none of them"
        )
    if all(draft.free_room(patient, day) < 0 for day in days):
        return f"{who}: occupants leave no compatible room free for {known.stay_days} days from days {days}"
    return ""


def _smallest_conflict(draft: Draft, patients: list[int]) -> list[int]:
    """Return patients of one surgeon who cannot all be operated, none of them needless; empty if all can."""
    if not _impossible_together(draft, patients):
        return []
    conflict = list(patients)
    for patient in patients:
        fewer = [other for other in conflict if other != patient]
        if _impossible_together(draft, fewer):
            conflict = fewer
    return conflict


def _impossible_together(draft: Draft, patients: list[int]) -> bool:
    """Return whether CP-SAT proves that the surgeon's minutes do not hold all of these patients."""
    data: SearchData = draft.data
    model = cp_model.CpModel()
    admitted = {
        (patient, day): model.new_bool_var(f"p{patient}d{day}")
        for patient in patients
        for day in possible_days(draft, patient)
    }
    for patient in patients:
        model.add_exactly_one(variable for (p, _), variable in admitted.items() if p == patient)
    for day in range(data.days):
        today = [(p, variable) for (p, d), variable in admitted.items() if d == day]
        if today:
            limit = int(data.surgeon_minutes[data.surgeon[today[0][0]], day])
            model.add(sum(int(data.minutes[p]) * variable for p, variable in today) <= limit)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = SECONDS
    return bool(solver.solve(model) == cp_model.INFEASIBLE)
