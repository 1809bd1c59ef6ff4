"""What a plan uses of beds, theatres and nurses, day by day."""

from collections import defaultdict
from dataclasses import dataclass

from scenarios.admissions.ledger import PlanLedger
from scenarios.admissions.plan import AdmissionsPlan
from scenarios.admissions.problem import SHIFTS_PER_DAY, AdmissionsProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class WardLoad:
    """One ward.

    Attributes
    ----------
    beds : int
        That may be used.
    used, admitted : tuple of int, shape (days,)
        Beds with a patient, and patients who come.
    workload, most_workload : tuple of int, shape (3 * days,)
        Of the nurses on duty, and the sum of their greatest workloads.
    """

    beds: int
    used: tuple[int, ...]
    admitted: tuple[int, ...]
    workload: tuple[int, ...]
    most_workload: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TheatreLoad:
    """One theatre: cases, their minutes and the minutes it is open, shape (days,) each."""

    cases: tuple[int, ...]
    minutes: tuple[int, ...]
    open_minutes: tuple[int, ...]


def ward_loads(problem: AdmissionsProblem, plan: AdmissionsPlan) -> dict[str, WardLoad]:
    """Return the load of every ward, in the order of the rooms."""
    ledger = PlanLedger(problem, plan)
    ward_of = {room.id: room.ward for room in problem.rooms}
    used: dict[tuple[str, int], int] = defaultdict(int)
    admitted: dict[tuple[str, int], int] = defaultdict(int)
    workload: dict[tuple[str, int], int] = defaultdict(int)
    most: dict[tuple[str, int], int] = defaultdict(int)
    for (room, day), persons in ledger.in_room.items():
        used[ward_of[room], day] += len(persons)
    for admission in plan.admissions.values():
        admitted[ward_of[admission.room], admission.day] += 1
    for stay in ledger.stays:
        for shift, shift_of_stay in stay.shifts():
            workload[ward_of[stay.room], shift] += stay.person.workload[shift_of_stay]
    for nurse in problem.nurses:
        for shift, limit in nurse.max_workload.items():
            most[nurse.ward, shift] += limit
    days, shifts = range(problem.days), range(SHIFTS_PER_DAY * problem.days)
    return {
        ward: WardLoad(
            beds=sum(room.beds for room in problem.rooms if room.ward == ward),
            used=tuple(used[ward, day] for day in days),
            admitted=tuple(admitted[ward, day] for day in days),
            workload=tuple(workload[ward, shift] for shift in shifts),
            most_workload=tuple(most[ward, shift] for shift in shifts),
        )
        for ward in dict.fromkeys(ward_of.values())
    }


def theatre_loads(problem: AdmissionsProblem, plan: AdmissionsPlan) -> dict[str, TheatreLoad]:
    """Return the load of every theatre, in their order."""
    ledger = PlanLedger(problem, plan)
    loads = {}
    for theatre in problem.theatres:
        cases = [ledger.in_theatre.get((theatre.id, day), []) for day in range(problem.days)]
        loads[theatre.id] = TheatreLoad(
            cases=tuple(len(today) for today in cases),
            minutes=tuple(sum(patient.surgery_minutes for patient in today) for today in cases),
            open_minutes=theatre.minutes_by_day,
        )
    return loads
