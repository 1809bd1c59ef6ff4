"""Whoever is still out is inserted where there is room, earliest day first."""

import numpy as np

from optimizer.admissions.first.draft import Draft


def insert(draft: Draft, *, mandatory: bool) -> None:
    """Admit mandatory or optional patients who are out: short stays first, they leave room for more."""
    data = draft.data
    order = np.lexsort((data.minutes, data.stay[: data.patients]))
    movable = set(data.movable.tolist())
    for patient in order.tolist():
        if patient in movable and bool(data.mandatory[patient]) == mandatory and draft.is_out(patient):
            _insert(draft, patient)


def _insert(draft: Draft, patient: int) -> None:
    for day in range(int(draft.data.release[patient]), int(draft.data.latest[patient]) + 1):
        theatre = draft.free_theatre(patient, day)
        room = draft.free_room(patient, day) if theatre >= 0 else -1
        if room >= 0:
            draft.admit(patient, day, room, theatre)
            return
