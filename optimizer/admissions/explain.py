"""Why mandatory patients cannot all be admitted: a smallest set that conflicts, and what it conflicts over."""

from dataclasses import dataclass

from optimizer.admissions.conflict import competed_for, smallest_conflict
from optimizer.admissions.first.days import possible_days
from optimizer.admissions.first.draft import Draft
from optimizer.admissions.repair.model import Resource
from optimizer.admissions.search.data import search_data
from scenarios.admissions.problem import AdmissionsProblem

SECONDS = 2.0
"""For the patients of one surgeon."""
SECONDS_FOR_ALL = 10.0


@dataclass(frozen=True, slots=True)
class Impossible:
    """Mandatory patients of whom at least one must be left out, and why; leaving any one out would do."""

    patients: tuple[str, ...]
    reason: str


def impossible_patients(problem: AdmissionsProblem) -> list[Impossible]:
    """Return groups of mandatory patients that no plan admits together; empty if none is proven.

    First everybody who fits nowhere even alone beside the occupants: window, surgeon, theatre, or rooms. Then a
    smallest conflicting set among the patients of each surgeon; only if there is none, among all.
    """
    data = search_data(problem)
    draft = Draft.empty(problem, data)
    mandatory = [patient for patient in range(data.patients) if data.mandatory[patient]]
    alone = {patient: reason for patient in mandatory if (reason := _reason_alone(problem, draft, patient))}
    groups = [Impossible((problem.patients[patient].id,), reason) for patient, reason in alone.items()]
    for surgeon, known in enumerate(problem.surgeons):
        own = [patient for patient in mandatory if data.surgeon[patient] == surgeon and patient not in alone]
        conflict = smallest_conflict(draft, own, seconds=SECONDS)
        if conflict and competed_for(draft, conflict) == [Resource.SURGEONS]:
            names = tuple(problem.patients[patient].id for patient in conflict)
            minutes = sum(int(data.minutes[patient]) for patient in conflict)
            days = sorted({day for patient in conflict for day in possible_days(draft, patient)})
            free = sum(int(data.surgeon_minutes[surgeon, day]) for day in days)
            reason = (
                f"patients {', '.join(names)} need {minutes} minutes of surgeon {known.id}, who has {free} on "
                f"their possible days {', '.join(map(str, days))}: at least one cannot be admitted"
            )
            groups.append(Impossible(names, reason))
        elif conflict:
            groups.append(_over_resources(problem, draft, conflict))
    rest = [patient for patient in mandatory if patient not in alone]
    if len(groups) == len(alone) and (conflict := smallest_conflict(draft, rest, seconds=SECONDS_FOR_ALL)):
        groups.append(_over_resources(problem, draft, conflict))
    return groups


def _over_resources(problem: AdmissionsProblem, draft: Draft, conflict: list[int]) -> Impossible:
    names = tuple(problem.patients[patient].id for patient in conflict)
    over = " and ".join(competed_for(draft, conflict)) or "surgeons, theatres and beds together"
    reason = f"patients {', '.join(names)} compete for {over}: at least one cannot be admitted"
    return Impossible(names, reason)


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
