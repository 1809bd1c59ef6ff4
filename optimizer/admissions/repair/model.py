"""A neighbourhood as a CP-SAT model: days, rooms and theatres of the patients who are free to move."""

from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum

from ortools.sat.python import cp_model

from optimizer.admissions.first.draft import Draft
from optimizer.admissions.repair.places import Places


class Resource(StrEnum):
    """What patients compete for."""

    SURGEONS = "surgeons' minutes"
    THEATRES = "theatre minutes"
    BEDS = "beds"


MANDATORY_FACTOR = 20
"""A mandatory patient left out costs this many optional ones."""


@dataclass(slots=True)
class RepairModel:
    """Patients who are out of a draft, and the places they may take; see :meth:`written`."""

    draft: Draft
    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    admitted: dict[tuple[int, int, int], cp_model.IntVar] = field(default_factory=dict)
    operated: dict[tuple[int, int, int], cp_model.IntVar] = field(default_factory=dict)
    out: dict[int, cp_model.IntVar] = field(default_factory=dict)
    points: list[tuple[cp_model.IntVar, int]] = field(default_factory=list)

    @classmethod
    def written(cls, draft: Draft, choices: dict[int, Places], *, without: Resource | None = None) -> "RepairModel":
        """Return the model of giving each patient one of the places, or none; one resource may be left unlimited."""
        self = cls(draft)
        for patient, places in choices.items():
            self._patient(patient, places)
        if without is not Resource.BEDS:
            self._beds()
        if without is not Resource.THEATRES:
            self._theatres()
        if without is not Resource.SURGEONS:
            self._surgeons()
        variables, weights = zip(*self.points, strict=True)
        self.model.minimize(cp_model.LinearExpr.weighted_sum(variables, weights))
        return self

    def hint(self, places: dict[int, tuple[int, int, int]]) -> None:
        """Begin with a plan: patient to day, room, theatre; the others are out."""
        for patient, out in self.out.items():
            self.model.add_hint(out, patient not in places)
        for (patient, day, room), variable in self.admitted.items():
            self.model.add_hint(variable, places.get(patient, (-1, -1, -1))[:2] == (day, room))
        for (patient, day, theatre), variable in self.operated.items():
            at = places.get(patient, (-1, -1, -1))
            self.model.add_hint(variable, (at[0], at[2]) == (day, theatre))

    def admit(self, solver: cp_model.CpSolver) -> None:
        """Admit patients to the draft as the solver chose."""
        theatre_of = {
            (patient, day): theatre
            for (patient, day, theatre), variable in self.operated.items()
            if solver.boolean_value(variable)
        }
        for (patient, day, room), variable in self.admitted.items():
            if solver.boolean_value(variable):
                self.draft.admit(patient, day, room, theatre_of[patient, day])

    def _patient(self, patient: int, places: Places) -> None:
        data, model = self.draft.data, self.model
        out = self.out[patient] = model.new_bool_var(f"out{patient}")
        price = int(data.weight[7]) * (MANDATORY_FACTOR if data.mandatory[patient] else 1)
        self.points.append((out, max(1, price)))
        by_day: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for day, room, points in zip(places.day.tolist(), places.room.tolist(), places.points.tolist(), strict=True):
            variable = self.admitted[patient, day, room] = model.new_bool_var(f"p{patient}d{day}r{room}")
            by_day[day].append(variable)
            self.points.append((variable, points))
        model.add_exactly_one([out, *(variable for own in by_day.values() for variable in own)])
        for day, own in by_day.items():
            theatres = self.draft.theatres_for(patient, day)
            here = [model.new_bool_var(f"p{patient}d{day}t{theatre}") for theatre in theatres]
            self.operated |= {(patient, day, theatre): v for theatre, v in zip(theatres, here, strict=True)}
            model.add(sum(here) == sum(own))

    def _beds(self) -> None:
        data, model = self.draft.data, self.model
        lying: dict[tuple[int, int], dict[int, list[cp_model.IntVar]]] = defaultdict(lambda: defaultdict(list))
        for (patient, day, room), variable in self.admitted.items():
            for stay_day in range(day, min(data.days, day + int(data.stay[patient]))):
                lying[room, stay_day][int(data.gender[patient])].append(variable)
        for (room, day), by_gender in lying.items():
            free = int(data.beds[room] - self.draft.count[room, day])
            if len(by_gender) == 1:
                (own,) = by_gender.values()
                if len(own) > free:
                    model.add(sum(own) <= free)
                continue
            here = [model.new_bool_var(f"r{room}d{day}g{gender}") for gender in by_gender]
            model.add_at_most_one(here)
            for is_gender, own in zip(here, by_gender.values(), strict=True):
                model.add(sum(own) <= free * is_gender)

    def _theatres(self) -> None:
        data, model, draft = self.draft.data, self.model, self.draft
        cases: dict[tuple[int, int], list[tuple[cp_model.IntVar, int]]] = defaultdict(list)
        for (patient, day, theatre), variable in self.operated.items():
            cases[theatre, day].append((variable, int(data.minutes[patient])))
        for (theatre, day), own in cases.items():
            variables, minutes = zip(*own, strict=True)
            free = int(draft.theatre_free[theatre, day])
            used = cp_model.LinearExpr.weighted_sum(variables, minutes)
            if free < data.theatre_minutes[theatre, day]:
                if sum(minutes) > free:
                    model.add(used <= free)
                continue
            opened = model.new_bool_var(f"t{theatre}d{day}")
            self.points.append((opened, int(data.weight[4])))
            model.add(used <= free * opened)

    def _surgeons(self) -> None:
        data, model = self.draft.data, self.model
        cases: dict[tuple[int, int], list[tuple[cp_model.IntVar, int]]] = defaultdict(list)
        for (patient, day, _), variable in self.operated.items():
            cases[int(data.surgeon[patient]), day].append((variable, int(data.minutes[patient])))
        for (surgeon, day), own in cases.items():
            variables, minutes = zip(*own, strict=True)
            free = int(self.draft.surgeon_free[surgeon, day])
            model.add(cp_model.LinearExpr.weighted_sum(variables, minutes) <= free)
