"""People and open beds as columns of numbers: what the rules and goals about one person and one bed read."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

import numpy as np

from optimizer.beds.hospital_index import LEVELS, BoolArray, HospitalIndex, IntArray
from optimizer.beds.people import Person
from scenarios.hospital import Hospital
from scenarios.patients import Isolation, Sex, Urgency

SEXES = tuple(Sex)
ISOLATIONS = tuple(Isolation)
URGENCIES = tuple(Urgency)
NO_KEY = 0
MIXED_KEY = -1
NOBODY = -1
SOMEBODY_ELSE = -2


@dataclass(frozen=True, slots=True)
class PeopleColumns:
    """One row a person; codes index ``SEXES``, ``LEVELS``, ``ISOLATIONS``, ``URGENCIES``, the hospital's age bands.

    ``pathogen_key`` is ``NO_KEY`` without isolation; equal keys may share a room. ``urgency`` is -1 for a patient in
    bed. ``number`` is the person's place in the problem.
    """

    number: IntArray
    sex: IntArray
    age_band: IntArray
    level: IntArray
    equipment: IntArray
    department: IntArray
    isolation: IntArray
    pathogen_key: IntArray
    urgency: IntArray
    needed_by_minutes: IntArray
    current_bed: IntArray

    def take(self, rows: IntArray) -> "PeopleColumns":
        """Return some rows."""
        return PeopleColumns(*(getattr(self, field.name)[rows] for field in fields(self)))

    def __len__(self) -> int:
        return len(self.number)


@dataclass(frozen=True, slots=True)
class BedColumns:
    """One row a bed (or a class of beds alike in every column but ``bed`` and ``room``).

    ``available_minutes`` is when it can be taken, ``NEVER`` for not. ``held_for`` is a person's number, ``NOBODY`` or
    ``SOMEBODY_ELSE``. ``vacated_by`` is the person whose move frees the bed, or ``NOBODY``. ``needs_staff``: taking it
    adds a patient to its ward. The ``company_*`` columns describe the patients in the room whom no decision moves and
    who are still there when the bed is available: how many of each sex, and their common pathogen key.
    ``lasting_youngest`` and ``lasting_oldest`` are age bands of those who stay beyond the look-ahead (-1 for none);
    ``open_in_room`` counts the room's beds that can be taken.
    """

    bed: IntArray
    room: IntArray
    ward: IntArray
    equipment: IntArray
    available_minutes: IntArray
    held_for: IntArray
    vacated_by: IntArray
    needs_staff: BoolArray
    company_women: IntArray
    company_men: IntArray
    company_key: IntArray
    lasting_youngest: IntArray
    lasting_oldest: IntArray
    open_in_room: IntArray

    def take(self, rows: IntArray) -> "BedColumns":
        """Return some rows."""
        return BedColumns(*(getattr(self, field.name)[rows] for field in fields(self)))

    def __len__(self) -> int:
        return len(self.bed)


def people_columns(people: tuple[Person, ...], index: HospitalIndex, keys: "PathogenKeys") -> PeopleColumns:
    """Return the columns of people."""
    hospital: Hospital = index.hospital

    def column(values: Iterable[int]) -> IntArray:
        return np.array(list(values), dtype=np.int64)

    return PeopleColumns(
        number=np.arange(len(people)),
        sex=column(SEXES.index(person.patient.sex) for person in people),
        age_band=column(hospital.age_band_index(person.patient.age_years) for person in people),
        level=column(LEVELS.index(person.level_of_care) for person in people),
        equipment=column(index.equipment_mask(person.equipment) for person in people),
        department=column(index.department_number[person.department] for person in people),
        isolation=column(ISOLATIONS.index(person.patient.isolation) for person in people),
        pathogen_key=column(keys.of(person.patient.isolation, person.patient.pathogen) for person in people),
        urgency=column(URGENCIES.index(person.urgency) if person.urgency else -1 for person in people),
        needed_by_minutes=column(person.needed_by_minutes for person in people),
        current_bed=column(index.bed_number[p.current_bed] if p.current_bed else -1 for p in people),
    )


class PathogenKeys:
    """Numbers for pathogens; an unknown pathogen gets a number of its own each time, so that nobody shares it."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}
        self._last = NO_KEY

    def of(self, isolation: Isolation, pathogen: str) -> int:
        """Return the key of a patient."""
        if isolation is Isolation.NONE:
            return NO_KEY
        if pathogen in self._known:
            return self._known[pathogen]
        self._last += 1
        if pathogen:
            self._known[pathogen] = self._last
        return self._last
