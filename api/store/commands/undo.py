"""Take back the latest thing that happened, where that is safe."""

from sqlalchemy import select

from api.store.kinds import EventKind
from api.store.refusals import NotFound, Stale, WrongState
from api.store.tables import PROJECTIONS, event
from api.store.transaction import Answer, Transaction

SAFE_TO_UNDO = frozenset(
    {
        EventKind.REQUEST_CHANGED,
        EventKind.REQUEST_CANCELLED,
        EventKind.BED_HELD,
        EventKind.HOLD_CONFIRMED,
        EventKind.HOLD_RELEASED,
        EventKind.PATIENT_MOVED,
        EventKind.PATIENTS_SWAPPED,
        EventKind.FORECAST_CHANGED,
        EventKind.DISCHARGE_ORDERED,
        EventKind.DISCHARGE_CANCELLED,
        EventKind.MEDICINES_READY,
        EventKind.TRANSPORT_READY,
        EventKind.PATIENT_LEFT,
        EventKind.CLEANING_STARTED,
        EventKind.BED_CLEANED,
        EventKind.BED_BLOCKED,
        EventKind.BED_UNBLOCKED,
    }
)


def undo(tx: Transaction, sequence: int, *, reason: str = "") -> Answer:
    """Restore what an event changed.

    Raises
    ------
    WrongState
        Events of this kind are not taken back.
    Stale
        Something it touched has changed since.
    """
    row = tx.one(select(event).where(event.c.sequence == sequence))
    if row is None:
        raise NotFound("Event {sequence} does not exist, expected one of the log", sequence=sequence)
    if EventKind(row["kind"]) not in SAFE_TO_UNDO or row["flag"]:
        raise WrongState(
            "Event {sequence} ({kind}) cannot be undone, expected the command that reverses it",
            sequence=sequence,
            kind=row["kind"],
        )
    for name, rows in row["after"].items():
        table = PROJECTIONS[name]
        for row_id in rows:
            now = tx.one(select(table.c.id, table.c.version).where(table.c.id == row_id))
            if now is not None and now["version"] != sequence:
                raise Stale(
                    "Something has changed since event {sequence}, expected nothing after it",
                    sequence=sequence,
                    table=name,
                    row=row_id,
                    changes=[],
                )
    tx.stage(row["after"], row["before"])
    done = tx.record(
        EventKind.UNDONE,
        bed=row["bed"],
        other_bed=row["other_bed"],
        request=row["request"],
        patient=row["patient"],
        reason=reason or f"#{sequence}",
    )
    return {"undone": sequence, "version": done}
