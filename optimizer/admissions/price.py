"""What one more admission would cost in a plan that stays as it is, nurses included."""

from dataclasses import dataclass

import numpy as np

from optimizer.admissions.first.draft import Draft
from optimizer.admissions.search.data import Ints
from scenarios.admissions.problem import SHIFTS_PER_DAY


@dataclass(frozen=True, slots=True)
class Pricer:
    """A draft, and what its nurses have to do in it.

    Attributes
    ----------
    load : shape (N, S)
        Workload of each nurse and shift.
    """

    draft: Draft
    load: Ints

    @classmethod
    def of(cls, draft: Draft) -> "Pricer":
        """Return a pricer of a draft as it is now."""
        data, chosen = draft.data, draft.chosen
        load = np.zeros((data.nurses, SHIFTS_PER_DAY * data.days), np.int32)
        for person in np.flatnonzero(chosen.day >= 0).tolist():
            shifts, nurses = _shifts_and_nurses(draft, person, int(chosen.day[person]), int(chosen.room[person]))
            load[nurses, shifts] += data.workload[person, : len(shifts)]
        return cls(draft, load)

    def extra_points(self, patient: int, day: int, room: int, theatre: int) -> int:
        """Return by how much admitting a patient who is out would raise the cost, as the check counts it."""
        data = self.draft.data
        shifts, nurses = _shifts_and_nurses(self.draft, patient, day, room)
        lacking = np.maximum(0, data.skill[patient, : len(shifts)] - data.nurse_skill[nurses]).sum()
        before = self.load[nurses, shifts] - data.nurse_limit[nurses, shifts]
        after = before + data.workload[patient, : len(shifts)]
        amounts = (
            self._ages(patient, day, room),
            int(lacking),
            len(set(nurses.tolist())),
            int((np.maximum(0, after) - np.maximum(0, before)).sum()),
            *self._theatres(patient, day, theatre),
            day - int(data.release[patient]),
            -1 if not data.mandatory[patient] else 0,
        )
        return sum(weight * amount for weight, amount in zip(data.weight.tolist(), amounts, strict=True))

    def _ages(self, patient: int, day: int, room: int) -> int:
        """Return by how much the age ranges of the room grow."""
        data, chosen = self.draft.data, self.draft.chosen
        age, grown = int(data.age[patient]), 0
        others = np.flatnonzero((chosen.room == room) & (chosen.day >= 0))
        for d in range(day, min(data.days, day + int(data.stay[patient]))):
            here = others[(chosen.day[others] <= d) & (d < chosen.day[others] + data.stay[others])]
            if here.size:
                ages = data.age[here]
                grown += max(0, int(ages.min()) - age) + max(0, age - int(ages.max()))
        return grown

    def _theatres(self, patient: int, day: int, theatre: int) -> tuple[int, int]:
        """Return theatres opened, and theatres more for the surgeon."""
        data, chosen = self.draft.data, self.draft.chosen
        today = np.flatnonzero(chosen.day[: data.patients] == day)
        used = set(chosen.theatre[today].tolist())
        own = set(chosen.theatre[today[data.surgeon[today] == data.surgeon[patient]]].tolist())
        return int(theatre not in used), int(bool(own) and theatre not in own)


def _shifts_and_nurses(draft: Draft, person: int, day: int, room: int) -> tuple[Ints, Ints]:
    first = SHIFTS_PER_DAY * day
    last = SHIFTS_PER_DAY * min(draft.data.days, day + int(draft.data.stay[person]))
    shifts = np.arange(first, last, dtype=np.int32)
    return shifts, draft.chosen.nurse[room, shifts]
