"""Rooms and theatres of patients whose days are chosen, by CP-SAT."""

from collections import defaultdict
from collections.abc import Callable

from ortools.sat.python import cp_model

from optimizer.admissions.first.budget import first_budget
from optimizer.admissions.first.draft import Draft
from optimizer.solve import solve


def place_by_days(
    draft: Draft, day_of: dict[int, int], *, seconds: float | None, seed: int, stop: Callable[[], bool] | None = None
) -> None:
    """Admit patients on their days, as many as CP-SAT finds rooms and theatres for; the others stay out.

    One model for everybody: a room's beds and its gender on each day couple the patients, as do theatres.
    """
    data = draft.data
    model = cp_model.CpModel()
    in_room: dict[tuple[int, int], cp_model.IntVar] = {}
    in_theatre: dict[tuple[int, int], cp_model.IntVar] = {}
    admitted: list[cp_model.IntVar] = []
    for patient, day in day_of.items():
        stay = slice(day, day + int(data.stay[patient]))
        gender = data.gender[patient]
        rooms = [
            room
            for room in data.room_choice[patient, : data.room_choices[patient]].tolist()
            if (draft.count[room, stay] == draft.gender_count[gender, room, stay]).all()
            and (draft.count[room, stay] < data.beds[room]).all()
        ]
        theatres = draft.theatres_for(patient, day)
        present = model.new_bool_var(f"in{patient}")
        admitted.append(present)
        in_room |= {(patient, room): model.new_bool_var(f"p{patient}r{room}") for room in rooms}
        in_theatre |= {(patient, theatre): model.new_bool_var(f"p{patient}t{theatre}") for theatre in theatres}
        model.add(sum(in_room[patient, room] for room in rooms) == present)
        model.add(sum(in_theatre[patient, theatre] for theatre in theatres) == present)
    _post_beds(model, draft, day_of, in_room)
    _post_theatres(model, draft, day_of, in_theatre)
    model.maximize(sum(admitted))
    outcome = solve(model, first_budget(seconds, seed), should_stop=stop)
    if not outcome.found:
        return
    chosen = outcome.solver.boolean_value
    theatre_of = {patient: theatre for (patient, theatre), variable in in_theatre.items() if chosen(variable)}
    for (patient, room), variable in in_room.items():
        if chosen(variable):
            draft.admit(patient, day_of[patient], room, theatre_of[patient])


def _post_beds(
    model: cp_model.CpModel, draft: Draft, day_of: dict[int, int], in_room: dict[tuple[int, int], cp_model.IntVar]
) -> None:
    data = draft.data
    lying: dict[tuple[int, int], list[tuple[int, cp_model.IntVar]]] = defaultdict(list)
    for (patient, room), variable in in_room.items():
        for day in range(day_of[patient], min(data.days, day_of[patient] + int(data.stay[patient]))):
            lying[room, day].append((patient, variable))
    for (room, day), persons in lying.items():
        model.add(sum(v for _, v in persons) <= int(data.beds[room] - draft.count[room, day]))
        genders = {int(data.gender[patient]) for patient, _ in persons}
        if len(genders) < 2:
            continue
        gender_is = {gender: model.new_bool_var(f"r{room}d{day}g{gender}") for gender in genders}
        model.add_at_most_one(gender_is.values())
        for patient, variable in persons:
            model.add_implication(variable, gender_is[int(data.gender[patient])])


def _post_theatres(
    model: cp_model.CpModel, draft: Draft, day_of: dict[int, int], in_theatre: dict[tuple[int, int], cp_model.IntVar]
) -> None:
    data = draft.data
    cases: dict[tuple[int, int], list[cp_model.LinearExprT]] = defaultdict(list)
    for (patient, theatre), variable in in_theatre.items():
        cases[theatre, day_of[patient]].append(int(data.minutes[patient]) * variable)
    for (theatre, day), minutes in cases.items():
        model.add(sum(minutes) <= int(draft.theatre_free[theatre, day]))
