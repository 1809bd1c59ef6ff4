"""Where and when each patient could lie beside those who stay, and what that costs with the nurses as they are."""

from dataclasses import dataclass

import numpy as np

from optimizer.admissions.first.draft import Draft
from optimizer.admissions.search.data import Ints
from scenarios.admissions.problem import SHIFTS_PER_DAY


@dataclass(frozen=True, slots=True)
class Places:
    """The possible admissions of one patient.

    Attributes
    ----------
    day, room : shape (K,)
        The ``K`` admissions that break no rule beside those who stay.
    points : shape (K,)
        Delay, missing skill and nurses seen.
    """

    day: Ints
    room: Ints
    points: Ints


def places(draft: Draft, patient: int, rooms: Ints, days: range) -> Places:
    """Return the admissions of a patient who is out, in some rooms and days, that the draft leaves possible."""
    data = draft.data
    own = data.room_choice[patient, : data.room_choices[patient]]
    suitable = np.intersect1d(own, rooms)
    found: list[tuple[int, Ints, Ints]] = []
    first, last = max(int(data.release[patient]), days.start), min(int(data.latest[patient]), days.stop - 1)
    for day in range(first, last + 1):
        if draft.free_theatre(patient, day) < 0:
            continue
        stay = slice(day, day + int(data.stay[patient]))
        count = draft.count[suitable, stay]
        alone = count == draft.gender_count[data.gender[patient]][suitable, stay]
        free = suitable[((count < data.beds[suitable, None]) & alone).all(axis=1)]
        if free.size:
            found.append((day, free, _points(draft, patient, day, free)))
    if not found:
        nothing = np.zeros(0, np.int32)
        return Places(nothing, nothing, nothing)
    return Places(
        np.concatenate([np.full(len(free), day, np.int32) for day, free, _ in found]),
        np.concatenate([free for _, free, _ in found]),
        np.concatenate([points for _, _, points in found]),
    )


def _points(draft: Draft, patient: int, day: int, rooms: Ints) -> Ints:
    data = draft.data
    first = SHIFTS_PER_DAY * day
    nurses = draft.chosen.nurse[rooms, first : first + SHIFTS_PER_DAY * int(data.stay[patient])]
    lacking = np.maximum(0, data.skill[patient, : nurses.shape[1]] - data.nurse_skill[nurses]).sum(axis=1)
    ordered = np.sort(nurses, axis=1)
    different = 1 + (np.diff(ordered, axis=1) != 0).sum(axis=1)
    delay = int(data.weight[6]) * (day - int(data.release[patient]))
    points: Ints = (delay + data.weight[1] * lacking + data.weight[2] * different).astype(np.int32)
    return points
