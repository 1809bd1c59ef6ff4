"""Whoever is still out is inserted where there is room, earliest day first."""

import numpy as np

from optimizer.admissions.first.draft import Draft


def insert_all(draft: Draft) -> None:
    """Admit patients who are out, mandatory first, then by bed days needed: short stays leave room for more."""
    data = draft.data
    order = np.lexsort((data.minutes, data.stay[: data.patients], -data.mandatory))
    movable = set(data.movable.tolist())
    for patient in (patient for patient in order.tolist() if patient in movable):
        if draft.is_out(patient):
            _insert(draft, patient)


def _insert(draft: Draft, patient: int) -> None:
    for day in range(int(draft.data.release[patient]), int(draft.data.latest[patient]) + 1):
        theatre = draft.free_theatre(patient, day)
        room = draft.free_room(patient, day) if theatre >= 0 else -1
        if room >= 0:
            draft.admit(patient, day, room, theatre)
            return
