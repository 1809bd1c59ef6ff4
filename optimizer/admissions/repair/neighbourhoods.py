"""Which patients a repair plans anew, one kind a function; :data:`NEIGHBOURHOODS` lists them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from optimizer.admissions.first.draft import Draft
from optimizer.admissions.search.data import Ints


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """What may change.

    Attributes
    ----------
    patients : list of int
        Patients planned anew; those admitted among them lose their place first.
    rooms : shape (K,)
        Rooms they may lie in.
    days : range
        Days they may be admitted on.
    """

    patients: list[int]
    rooms: Ints
    days: range


def some_rooms(draft: Draft, size: int, rng: np.random.Generator) -> Neighbourhood:
    """Return everybody in a few rooms, and everybody who waits."""
    data, chosen = draft.data, draft.chosen
    rooms = rng.permutation(data.rooms)[:size].astype(np.int32)
    patients = data.movable[(chosen.day[data.movable] < 0) | np.isin(chosen.room[data.movable], rooms)]
    return Neighbourhood(patients.tolist(), rooms, range(data.days))


def some_days(draft: Draft, size: int, rng: np.random.Generator) -> Neighbourhood:
    """Return everybody admitted on a few days in a row, and everybody who waits."""
    data = draft.data
    size = min(size, data.days)
    first = int(rng.integers(data.days - size + 1))
    day = draft.chosen.day[data.movable]
    patients = data.movable[(day < 0) | ((day >= first) & (day < first + size))]
    return Neighbourhood(patients.tolist(), np.arange(data.rooms, dtype=np.int32), range(first, first + size))


def some_surgeons(draft: Draft, size: int, rng: np.random.Generator) -> Neighbourhood:
    """Return the patients of some surgeons, admitted or waiting, as many surgeons as make ``10 * size`` patients."""
    data = draft.data
    patients: list[int] = []
    for surgeon in rng.permutation(len(data.surgeon_minutes)).tolist():
        patients += data.colleagues[surgeon, : data.colleague_count[surgeon]].tolist()
        if len(patients) >= 10 * size:
            break
    return Neighbourhood(patients, np.arange(data.rooms, dtype=np.int32), range(data.days))


NEIGHBOURHOODS: dict[str, Callable[[Draft, int, np.random.Generator], Neighbourhood]] = {
    "rooms": some_rooms,
    "days": some_days,
    "surgeons": some_surgeons,
}
