"""A plan being drafted on numpy arrays: what is free, and who has got what."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from optimizer.admissions.search.assignment import Assignment, occupants_only, views
from optimizer.admissions.search.book import OUT, Book
from optimizer.admissions.search.data import Ints, SearchData
from scenarios.admissions.plan import Admission
from scenarios.admissions.problem import AdmissionsProblem


@dataclass(frozen=True, slots=True)
class Draft:
    """Decisions so far and the resources they leave; shapes as in :class:`SearchData`.

    Attributes
    ----------
    flat, chosen
        The decisions, flat and by name (views of the same memory).
    count : shape (R, D)
        Persons in a room on a day.
    gender_count : shape (G, R, D)
        The same by gender.
    surgeon_free, theatre_free : shapes (U, D), (T, D)
        Minutes left.
    """

    data: SearchData
    flat: Book
    chosen: Assignment
    count: Ints
    gender_count: Ints
    surgeon_free: Ints
    theatre_free: Ints

    @classmethod
    def empty(cls, problem: AdmissionsProblem, data: SearchData) -> "Draft":
        """Return a draft with the occupants only."""
        flat = occupants_only(problem, data)
        return cls.of_decisions(data, flat)

    @classmethod
    def of_decisions(cls, data: SearchData, flat: Book) -> "Draft":
        """Return decisions with everything they use booked; the draft works on the array it is given."""
        draft = cls(
            data,
            flat,
            views(data, flat),
            np.zeros((data.rooms, data.days), np.int32),
            np.zeros((data.genders, data.rooms, data.days), np.int32),
            data.surgeon_minutes.copy(),
            data.theatre_minutes.copy(),
        )
        for person in range(data.persons):
            day = int(draft.chosen.day[person])
            if day == OUT:
                continue
            draft._lie(person, day, int(draft.chosen.room[person]))
            if person < data.patients:
                draft._operate(person, day, int(draft.chosen.theatre[person]))
        return draft

    def admit(self, patient: int, day: int, room: int, theatre: int) -> None:
        """Book a patient who is out."""
        self.chosen.day[patient] = day
        self.chosen.room[patient] = room
        self.chosen.theatre[patient] = theatre
        self._operate(patient, day, theatre)
        self._lie(patient, day, room)

    def take_out(self, patient: int) -> None:
        """Undo an admission."""
        day, room = int(self.chosen.day[patient]), int(self.chosen.room[patient])
        self._operate(patient, day, int(self.chosen.theatre[patient]), -1)
        self._lie(patient, day, room, -1)
        self.chosen.day[patient] = OUT

    def admit_pinned(self, problem: AdmissionsProblem, pins: Mapping[str, Admission | None]) -> None:
        """Book the admissions that must stay."""
        rooms = {room.id: index for index, room in enumerate(problem.rooms)}
        theatres = {theatre.id: index for index, theatre in enumerate(problem.theatres)}
        for index, patient in enumerate(problem.patients):
            pin = pins.get(patient.id)
            if pin is not None:
                self.admit(index, pin.day, rooms[pin.room], theatres[pin.theatre])

    def is_out(self, patient: int) -> bool:
        """Return whether a patient has no admission yet."""
        return bool(self.chosen.day[patient] == OUT)

    def free_room(self, patient: int, day: int) -> int:
        """Return the compatible room with the fewest free beds that takes the patient for the stay, -1 if none."""
        stay = slice(day, day + int(self.data.stay[patient]))
        rooms = self.data.room_choice[patient, : self.data.room_choices[patient]]
        count = self.count[rooms, stay]
        alone = count == self.gender_count[self.data.gender[patient]][rooms, stay]
        takes = ((count < self.data.beds[rooms, None]) & alone).all(axis=1)
        if not takes.any():
            return -1
        spare = np.where(takes, (self.data.beds[rooms, None] - count).sum(axis=1), np.iinfo(np.int32).max)
        return int(rooms[int(spare.argmin())])

    def room_takes(self, patient: int, day: int, room: int) -> bool:
        """Return whether one room has a bed among the own gender for the patient's stay from a day on."""
        stay = slice(day, day + int(self.data.stay[patient]))
        count = self.count[room, stay]
        alone = count == self.gender_count[self.data.gender[patient], room, stay]
        return bool(((count < self.data.beds[room]) & alone).all())

    def theatres_for(self, patient: int, day: int) -> list[int]:
        """Return the theatres that suit a patient and have the minutes left on a day."""
        enough = self.theatre_free[:, day] >= self.data.minutes[patient]
        opened = self.data.theatre_minutes[:, day] > 0
        found: list[int] = np.flatnonzero(enough & opened & (self.data.theatre_suits[patient] > 0)).tolist()
        return found

    def free_theatre(self, patient: int, day: int) -> int:
        """Return the fullest theatre with enough minutes left, -1 if none or the surgeon has not."""
        if self.surgeon_free[self.data.surgeon[patient], day] < self.data.minutes[patient]:
            return -1
        return min(self.theatres_for(patient, day), key=lambda t: int(self.theatre_free[t, day]), default=-1)

    def _operate(self, patient: int, day: int, theatre: int, change: int = 1) -> None:
        minutes = change * self.data.minutes[patient]
        self.surgeon_free[self.data.surgeon[patient], day] -= minutes
        self.theatre_free[theatre, day] -= minutes

    def _lie(self, person: int, day: int, room: int, change: int = 1) -> None:
        stay = slice(day, day + int(self.data.stay[person]))
        self.count[room, stay] += change
        self.gender_count[self.data.gender[person], room, stay] += change
