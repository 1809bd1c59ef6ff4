"""Mandatory patients who found no place push others out, who look for another place in turn."""

import time
from collections import deque
from collections.abc import Callable

import numpy as np

from optimizer.admissions.first.days import possible_days
from optimizer.admissions.first.draft import Draft

PLACES_TRIED = 96
"""Days and rooms looked at for one patient, drawn at random; a quarter of them takes three times as long on i16."""
MOST_STEPS = 20_000
COUNTED_STEPS = 2_000
"""The most where no clock counts: no public instance needs a tenth of them."""
STEPS_BETWEEN_QUESTIONS = 200
"""Whether to stop is asked about every tenth of a second: who is asked may have to look into a database."""


def admit_by_ejection(
    draft: Draft, *, seconds: float | None, seed: int, stop: Callable[[], bool] = lambda: False
) -> None:
    """Admit mandatory patients of a draft without optional ones, until all are in or time or steps are over.

    Each step admits one patient where those in the way weigh least; a patient's weight is how often it was pushed
    out, so that chains do not turn in circles. The draft with the fewest left out is kept.

    Parameters
    ----------
    seconds : float or None
        Wall clock; None counts steps alone.
    """
    chains = _Chains(draft, seed)
    end = float("inf") if seconds is None else time.monotonic() + seconds
    for step in range(COUNTED_STEPS if seconds is None else MOST_STEPS):
        if not chains.waiting or time.monotonic() > end or (step % STEPS_BETWEEN_QUESTIONS == 0 and stop()):
            break
        chains.step()
    chains.restore_best()


class _Chains:
    def __init__(self, draft: Draft, seed: int) -> None:
        self.draft = draft
        self.data = draft.data
        self.rng = np.random.default_rng(np.random.SeedSequence(seed))
        self.days = {p: possible_days(draft, p) for p in self.data.movable.tolist() if self.data.mandatory[p]}
        possible = [p for p, days in self.days.items() if days and self.data.room_choices[p]]
        self.waiting = deque(patient for patient in possible if draft.is_out(patient))
        self.weight = dict.fromkeys(self.days, 1)
        self.best = self._places()
        self.fewest = len(self.waiting)
        self.operated: list[list[int]] = [[] for _ in range(self.data.days)]
        for patient, (day, _, _) in self.best.items():
            self.operated[day].append(patient)

    def step(self) -> None:
        """Admit who waits longest, and let those in the way wait."""
        patient = self.waiting.popleft()
        best: tuple[float, int, int, list[int]] | None = None
        for _ in range(PLACES_TRIED):
            day = self.days[patient][int(self.rng.integers(len(self.days[patient])))]
            room = int(self.data.room_choice[patient, int(self.rng.integers(self.data.room_choices[patient]))])
            in_the_way = self._in_the_way(patient, day, room)
            if in_the_way is None:
                continue
            weight = sum(self.weight[other] for other in in_the_way) + float(self.rng.random())
            if best is None or weight < best[0]:
                best = (weight, day, room, in_the_way)
            if not in_the_way:
                break
        if best is None:
            self.waiting.append(patient)
            return
        _, day, room, in_the_way = best
        for other in in_the_way:
            self.operated[int(self.draft.chosen.day[other])].remove(other)
            self.draft.take_out(other)
            self.weight[other] += 1
        self.waiting.extend(in_the_way)
        theatre = self._theatre(patient, day)
        self.draft.admit(patient, day, room, theatre)
        self.operated[day].append(patient)
        if len(self.waiting) < self.fewest:
            self.fewest = len(self.waiting)
            self.best = self._places()

    def restore_best(self) -> None:
        """Return to the draft with the fewest patients left out."""
        if len(self.waiting) == self.fewest:
            return
        for patient in self.days:
            if not self.draft.is_out(patient):
                self.draft.take_out(patient)
        for patient, (day, room, theatre) in self.best.items():
            self.draft.admit(patient, day, room, theatre)

    def _places(self) -> dict[int, tuple[int, int, int]]:
        chosen = self.draft.chosen
        return {
            p: (int(chosen.day[p]), int(chosen.room[p]), int(chosen.theatre[p]))
            for p in self.days
            if not self.draft.is_out(p)
        }

    def _in_the_way(self, patient: int, day: int, room: int) -> list[int] | None:
        """Return who must go for the patient to come; None if that would not be enough."""
        going = self._in_the_room(patient, day, room)
        if going is None:
            return None
        surgeon, minutes = self.data.surgeon[patient], self.data.minutes[patient]
        today = [p for p in self.operated[day] if p not in going]
        back = sum(
            int(self.data.minutes[p]) for p in going if self._operated(p, day) and self.data.surgeon[p] == surgeon
        )
        short = minutes - self.draft.surgeon_free[surgeon, day] - back
        of_surgeon = self._lightest([p for p in today if self.data.surgeon[p] == surgeon], int(short))
        if of_surgeon is None:
            return None
        going += of_surgeon
        in_theatre = self._in_the_theatre(patient, day, [p for p in today if p not in going], going)
        return None if in_theatre is None else going + in_theatre

    def _operated(self, patient: int, day: int) -> bool:
        return bool(self.draft.chosen.day[patient] == day)

    def _in_the_room(self, patient: int, day: int, room: int) -> list[int] | None:
        if self.draft.room_takes(patient, day, room):
            return []
        data, chosen = self.data, self.draft.chosen
        end = min(data.days, day + int(data.stay[patient]))
        in_room: list[int] = np.flatnonzero((chosen.room == room) & (chosen.day >= 0)).tolist()
        here = [p for p in in_room if chosen.day[p] < end and chosen.day[p] + data.stay[p] > day]
        going = [p for p in here if data.gender[p] != data.gender[patient]]
        staying = [p for p in here if data.gender[p] == data.gender[patient]]
        for d in range(day, end):
            lying = [p for p in staying if chosen.day[p] <= d < chosen.day[p] + data.stay[p] and p not in going]
            lying.sort(key=lambda p: self.weight.get(p, 1 << 30))
            going += lying[: max(0, len(lying) + 1 - int(data.beds[room]))]
        return going if all(p in self.weight for p in going) else None

    def _in_the_theatre(self, patient: int, day: int, today: list[int], going: list[int]) -> list[int] | None:
        """Return who must leave the emptiest theatre, counting minutes that those going anyway give back.

        None where the patient fits into no theatre even without those of today who may be pushed out.
        """
        free = self.draft.theatre_free[:, day].copy()
        for other in going:
            if self._operated(other, day):
                free[self.draft.chosen.theatre[other]] += self.data.minutes[other]
        emptied = free.copy()
        for other in today:
            emptied[self.draft.chosen.theatre[other]] += self.data.minutes[other]
        suits = (self.data.theatre_suits[patient] > 0) & (self.data.theatre_minutes[:, day] > 0)
        possible = np.flatnonzero(suits & (emptied >= self.data.minutes[patient]))
        if not possible.size:
            return None
        theatre = int(possible[int(free[possible].argmax())])
        short = int(self.data.minutes[patient] - free[theatre])
        return self._lightest([p for p in today if self.draft.chosen.theatre[p] == theatre], short)

    def _lightest(self, patients: list[int], short: int) -> list[int] | None:
        """Return patients of least weight who give back the minutes that are short; None if all of them do not."""
        going: list[int] = []
        for patient in sorted(patients, key=lambda p: self.weight[p] / max(1, int(self.data.minutes[p]))):
            if short <= 0:
                break
            going.append(patient)
            short -= int(self.data.minutes[patient])
        return going if short <= 0 else None

    def _theatre(self, patient: int, day: int) -> int:
        theatre = self.draft.free_theatre(patient, day)
        assert theatre >= 0, "those in the way of a surgery were taken out, so a theatre and the surgeon are free"
        return theatre
