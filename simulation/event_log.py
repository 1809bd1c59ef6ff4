"""What happens in a run, written down compactly and told as the event table that KPIs are measured on."""

from array import array

import numpy as np
import polars as pl

from scenarios.events import EVENT_SCHEMA, EventKind
from scenarios.events.schema import KIND, SOURCE
from scenarios.patients import RequestSource
from simulation.beds.case import Case
from simulation.beds.layout import BoardLayout

KINDS = tuple(EventKind)
SOURCES = tuple(RequestSource)
NOBODY = -1


class EventLog:
    """Events as columns of numbers; 720,000 of a year of 90,000 admissions take 20 MB.

    Parameters
    ----------
    layout : BoardLayout
        Names of the numbers.
    """

    def __init__(self, layout: BoardLayout) -> None:
        self._layout = layout
        self._minute = array("d")
        self._kind = array("b")
        self._patient = array("i")
        self._department = array("h")
        self._source = array("b")
        self._bed = array("i")
        self._names: list[str] = []

    def add(self, minute: float, kind: int, case: Case | None, bed: int, source: int = NOBODY) -> None:
        """Write an event down.

        Parameters
        ----------
        minute : float
            When.
        kind : int
            Position in :data:`KINDS`.
        case : Case or None
            Who.
        bed : int
            Where; -1 for nowhere.
        source : int
            Position in :data:`SOURCES` for a bed request.
        """
        self._minute.append(minute)
        self._kind.append(kind)
        self._bed.append(bed)
        self._source.append(source)
        if case is None:
            self._patient.append(NOBODY)
            self._department.append(NOBODY)
            return
        number = case.number
        if number < 0:
            number = case.number = len(self._names)
            self._names.append(case.name)
        self._patient.append(number)
        self._department.append(case.department)

    def __len__(self) -> int:
        return len(self._minute)

    def table(self) -> pl.DataFrame:
        """Return the event table, in the schema of :mod:`scenarios.events`."""
        layout = self._layout
        bed = np.frombuffer(self._bed, dtype=np.int32)
        ward = np.where(bed >= 0, np.asarray(layout.ward_of_bed, dtype=np.int32)[bed], NOBODY)
        departments = [department.id for department in layout.hospital.departments]
        return pl.DataFrame(
            {
                "minute": np.frombuffer(self._minute, dtype=np.float64),
                "kind": _named(self._kind, [kind.value for kind in KINDS], np.int8).cast(KIND),
                "patient": _named(self._patient, self._names, np.int32),
                "department": _named(self._department, departments, np.int16),
                "source": _named(self._source, [source.value for source in SOURCES], np.int8).cast(SOURCE),
                "ward": _named(ward, layout.ward_ids, np.int32),
                "bed": _named(bed, layout.bed_ids, np.int32),
            },
            schema=EVENT_SCHEMA,
        )


def _named(codes: "array[int] | np.ndarray[tuple[int], np.dtype[np.int32]]", names: list[str], kind: type) -> pl.Series:
    """Return names for numbers, null for -1."""
    numbers = pl.Series(np.frombuffer(codes, dtype=kind) if isinstance(codes, array) else codes)
    known = numbers.cast(pl.Int64)
    picked = known.set(known < 0, None)
    return (
        pl.Series(names, dtype=pl.String).gather(picked) if names else pl.Series([None] * len(known), dtype=pl.String)
    )
