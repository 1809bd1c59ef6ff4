"""Why mandatory patients cannot all be admitted: a smallest set that conflicts, and what it conflicts over."""

import time
from dataclasses import dataclass

import numpy as np

from optimizer.admissions.conflict import competed_for, smallest_conflict
from optimizer.admissions.first.days import possible_days
from optimizer.admissions.first.draft import Draft
from optimizer.admissions.repair.model import Resource
from optimizer.admissions.search.data import search_data
from optimizer.sentence import Sentence, Value
from scenarios.admissions.problem import AdmissionsProblem

SECONDS = 20.0
"""For everything."""
SECONDS_A_SURGEON = 2.0


@dataclass(frozen=True, slots=True)
class Impossible:
    """Mandatory patients of whom at least one must be left out, and why; leaving any one out would do."""

    patients: tuple[str, ...]
    reason: Sentence


def impossible_patients(problem: AdmissionsProblem, *, seconds: float = SECONDS) -> list[Impossible]:
    """Return groups of mandatory patients that no plan admits together; empty if none is proven.

    First everybody who fits nowhere even alone beside the occupants: window, surgeon, theatre, or rooms. Then a
    smallest conflicting set among the patients of each surgeon, the busiest first; only if there is none, among all.

    Parameters
    ----------
    seconds : float
        Wall clock, half of it for surgeons; after it nothing new is looked into. A proof under way may take a few
        seconds longer.
    """
    begun = time.monotonic()
    data = search_data(problem)
    draft = Draft.empty(problem, data)
    mandatory = [patient for patient in range(data.patients) if data.mandatory[patient]]
    alone = {patient: reason for patient in mandatory if (reason := _reason_alone(problem, draft, patient)) is not None}
    groups = [Impossible((problem.patients[patient].id,), reason) for patient, reason in alone.items()]
    for surgeon in _busiest_first(draft, mandatory):
        own = [patient for patient in mandatory if data.surgeon[patient] == surgeon and patient not in alone]
        left = begun + seconds / 2 - time.monotonic()
        conflict = smallest_conflict(draft, own, seconds=min(SECONDS_A_SURGEON, left)) if left > 0 else []
        if conflict and competed_for(draft, conflict) == [Resource.SURGEONS]:
            groups.append(_over_minutes(problem, draft, surgeon, conflict))
        elif conflict:
            groups.append(_over_resources(problem, draft, conflict))
    rest = [patient for patient in mandatory if patient not in alone]
    left = begun + seconds - time.monotonic()
    if len(groups) == len(alone) and left > 0 and (conflict := smallest_conflict(draft, rest, seconds=left)):
        groups.append(_over_resources(problem, draft, conflict))
    return groups


def _busiest_first(draft: Draft, mandatory: list[int]) -> list[int]:
    """Return the surgeons of patients by the share of their minutes that these would take, the largest first."""
    data = draft.data
    wanted = np.bincount(data.surgeon[mandatory], weights=data.minutes[mandatory], minlength=len(data.surgeon_minutes))
    share = wanted / np.maximum(1, data.surgeon_minutes.sum(axis=1))
    order: list[int] = np.argsort(-share, kind="stable").tolist()
    return [surgeon for surgeon in order if wanted[surgeon] > 0]


def _over_minutes(problem: AdmissionsProblem, draft: Draft, surgeon: int, conflict: list[int]) -> Impossible:
    data = draft.data
    names = tuple(problem.patients[patient].id for patient in conflict)
    days = sorted({day for patient in conflict for day in possible_days(draft, patient)})
    told: dict[str, Value] = {
        "patients": names,
        "minutes": int(data.minutes[conflict].sum()),
        "surgeon": problem.surgeons[surgeon].id,
        "free": int(data.surgeon_minutes[surgeon, days].sum()),
        "days": len(days),
    }
    reason = Sentence(
        "patients {patients} need {minutes} minutes of surgeon {surgeon}, who has {free} on their "
        "possible days ({days}): at least one cannot be admitted",
        told,
    )
    return Impossible(names, reason)


def _over_resources(problem: AdmissionsProblem, draft: Draft, conflict: list[int]) -> Impossible:
    names = tuple(problem.patients[patient].id for patient in conflict)
    over = tuple(competed_for(draft, conflict)) or tuple(Resource)
    return Impossible(
        names,
        Sentence(
            "patients {patients} compete for {resources}: at least one cannot be admitted",
            {"patients": names, "resources": over},
        ),
    )


def _reason_alone(problem: AdmissionsProblem, draft: Draft, patient: int) -> Sentence | None:
    """Return why a patient cannot be admitted even beside the occupants alone, None if it is possible."""
    data = draft.data
    known = problem.patients[patient]
    release, latest = int(data.release[patient]), int(data.latest[patient])
    if release > latest:
        return Sentence(
            "patient {patient}: possible from {first_day} to {last_day}, expected the first one first",
            {"patient": known.id, "first_day": problem.day_name(release), "last_day": problem.day_name(latest)},
        )
    if data.room_choices[patient] == 0:
        return Sentence(
            "patient {patient}: all {rooms} rooms are incompatible, expected at least one that suits",
            {"patient": known.id, "rooms": data.rooms},
        )
    days = possible_days(draft, patient)
    if not days:
        return Sentence(
            "patient {patient}: {minutes} minutes from {first_day} to {last_day}, but surgeon {surgeon} and any one "
            "theatre have that much on none of these days",
            {
                "patient": known.id,
                "minutes": known.surgery_minutes,
                "first_day": problem.day_name(release),
                "last_day": problem.day_name(latest),
                "surgeon": known.surgeon,
            },
        )
    if all(draft.free_room(patient, day) < 0 for day in days):
        return Sentence(
            "patient {patient}: occupants leave no compatible room free for the whole stay (days: {stay}) on any "
            "possible day (of {days})",
            {"patient": known.id, "stay": known.stay_days, "days": len(days)},
        )
    return None
