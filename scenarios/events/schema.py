"""The event table: its columns, their types and units, and the kinds of events."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

import polars as pl

from scenarios.patients import RequestSource


class EventKind(StrEnum):
    """What happened."""

    ARRIVED = "arrived"
    BED_REQUESTED = "bed_requested"
    CANCELLED = "cancelled"
    HELD = "held"
    RELEASED = "released"
    ADMITTED = "admitted"
    MOVED = "moved"
    DISCHARGE_ORDERED = "discharge_ordered"
    LEFT = "left"
    CLEANING_STARTED = "cleaning_started"
    CLEANED = "cleaned"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"


PLACING = (EventKind.ADMITTED, EventKind.MOVED)
"""Kinds after which the patient lies in the event's ward and bed."""

OF_PATIENTS = (
    EventKind.ARRIVED,
    EventKind.BED_REQUESTED,
    EventKind.CANCELLED,
    EventKind.ADMITTED,
    EventKind.MOVED,
    EventKind.DISCHARGE_ORDERED,
    EventKind.LEFT,
)
"""Kinds that name a patient."""

OF_BEDS = (
    EventKind.HELD,
    EventKind.RELEASED,
    EventKind.CLEANING_STARTED,
    EventKind.CLEANED,
    EventKind.BLOCKED,
    EventKind.UNBLOCKED,
)
"""Kinds that name a bed."""

KIND = pl.Enum([kind.value for kind in EventKind])
SOURCE = pl.Enum([source.value for source in RequestSource])

EVENT_SCHEMA = pl.Schema(
    {
        "minute": pl.Float64(),
        "kind": KIND,
        "patient": pl.String(),
        "department": pl.String(),
        "source": SOURCE,
        "ward": pl.String(),
        "bed": pl.String(),
    }
)
"""Columns of an event table.

minute
    Minutes since the table's zero (a census, a simulation's start); events before it are negative. Never null.
kind
    An :class:`EventKind`. Never null.
patient
    Pseudonym; null for events of a bed alone. One patient may be admitted again after leaving.
department
    Who treats the patient (or asks for the bed). Known for ``bed_requested``, ``admitted`` and ``moved``.
source
    Where a bed request comes from; known for ``bed_requested``.
ward, bed
    Where: for ``admitted`` and ``moved`` the new place. A model without single beds leaves ``bed`` null.

Rows of the same minute keep their order. Whoever lies in bed at the zero stands in the table as admitted earlier, so
that a table explains itself.
"""


def event_table(rows: Iterable[Mapping[str, object]] = ()) -> pl.DataFrame:
    """Return a table in the schema from rows given by column name; what a row does not name is null.

    >>> event_table([{"minute": 0.0, "kind": "arrived", "patient": "Ann"}]).select("minute", "kind", "ward").row(0)
    (0.0, 'arrived', None)
    """
    return pl.DataFrame(list(rows), schema=EVENT_SCHEMA, orient="row")
