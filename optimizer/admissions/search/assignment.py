"""A search's decisions from and to the domain's plan."""

from typing import NamedTuple

from optimizer.admissions.search.book import OUT, Book, decisions, open_book
from optimizer.admissions.search.data import Ints, SearchData
from scenarios.admissions.ledger import Person
from scenarios.admissions.plan import Admission, AdmissionsPlan
from scenarios.admissions.problem import SHIFTS_PER_DAY, AdmissionsProblem


class Assignment(NamedTuple):
    """Views of the decisions: day, room and theatre of each person, nurse of each room and shift."""

    day: Ints
    room: Ints
    theatre: Ints
    nurse: Ints


def views(data: SearchData, flat: Book) -> Assignment:
    """Return the decisions (see :func:`~.book.decisions`) by name, as views."""
    size = data.persons
    day, room, theatre = flat[:size], flat[size : 2 * size], flat[2 * size : 3 * size]
    return Assignment(day, room, theatre, flat[3 * size :].reshape(data.rooms, SHIFTS_PER_DAY * data.days))


def occupants_only(problem: AdmissionsProblem, data: SearchData) -> Book:
    """Return the decisions that leave every patient of the waiting list out."""
    return decisions_of(problem, data, AdmissionsPlan(admissions={}, nurse_of={}))


def decisions_of(problem: AdmissionsProblem, data: SearchData, plan: AdmissionsPlan) -> Book:
    """Return the decisions of a plan; rooms and shifts without a nurse get the first rostered one."""
    rooms = {room.id: index for index, room in enumerate(problem.rooms)}
    theatres = {theatre.id: index for index, theatre in enumerate(problem.theatres)}
    nurses = {nurse.id: index for index, nurse in enumerate(problem.nurses)}
    flat = decisions(open_book(data)).copy()
    result = views(data, flat)
    for index, patient in enumerate(problem.patients):
        admission = plan.admissions.get(patient.id)
        if admission is not None:
            result.day[index] = admission.day
            result.room[index] = rooms[admission.room]
            result.theatre[index] = theatres[admission.theatre]
    for index, occupant in enumerate(problem.occupants, start=len(problem.patients)):
        result.day[index] = 0
        result.room[index] = rooms[occupant.room]
    for (room, shift), nurse in plan.nurse_of.items():
        result.nurse[rooms[room], shift] = nurses[nurse]
    return flat


def plan_of(problem: AdmissionsProblem, data: SearchData, flat: Book) -> AdmissionsPlan:
    """Return the domain's plan of decisions; only occupied rooms keep their nurse."""
    chosen = views(data, flat)
    admissions: dict[str, Admission] = {}
    nurse_of: dict[tuple[str, int], str] = {}
    persons: tuple[Person, ...] = (*problem.patients, *problem.occupants)
    for index, person in enumerate(persons):
        day = int(chosen.day[index])
        if day == OUT:
            continue
        room = int(chosen.room[index])
        if index < len(problem.patients):
            theatre = problem.theatres[int(chosen.theatre[index])].id
            admissions[person.id] = Admission(day=day, room=problem.rooms[room].id, theatre=theatre)
        last = min(problem.days, day + person.stay_days)
        for shift in range(SHIFTS_PER_DAY * day, SHIFTS_PER_DAY * last):
            nurse_of[problem.rooms[room].id, shift] = problem.nurses[int(chosen.nurse[room, shift])].id
    return AdmissionsPlan(admissions=admissions, nurse_of=nurse_of)
