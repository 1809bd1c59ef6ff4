"""Take back the latest thing that happened, where that is safe."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from api.store.commands.holds import expect_no_other_hold
from api.store.commands.moves import wish_of
from api.store.database import Database
from api.store.documents import REQUEST
from api.store.images import Images, Row, from_image
from api.store.kinds import NEXT, EventKind, OccupationKind
from api.store.refusals import NotFound, Stale, WrongState
from api.store.tables import PROJECTIONS, event
from api.store.transaction import Answer, Transaction
from scenarios.patients import BedRequest

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
        EventKind.CLOSING_PLANNED,
        EventKind.CLOSING_CANCELLED,
        EventKind.ISOLATION_CHANGED,
    }
)


BED_ITSELF = "bed state"
"""The rule about a bed's state is not asked: nothing has happened to the bed since, or it would be stale."""


def undo(tx: Transaction, sequence: int, *, reason: str = "", override: str = "") -> Answer:
    """Restore what an event changed, where that keeps the rules; ``override`` is why they are set aside.

    Raises
    ------
    WrongState
        Events of this kind are not taken back.
    Stale
        Something it touched has changed since.
    RulesBroken
        Around a bed that would be given back the hospital has changed, and nobody says why that should not count.
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
    _expect_unchanged_since(tx, row)
    overridden = _rules_set_aside(tx, row["before"], override)
    tx.stage(row["after"], row["before"])
    done = tx.record(
        EventKind.UNDONE,
        bed=row["bed"],
        other_bed=row["other_bed"],
        request=row["request"],
        patient=row["patient"],
        reason=reason or f"#{sequence}",
        overridden=overridden,
        override=override,
    )
    return {"undone": sequence, "version": done}


def still_undoable(database: Database, rows: Sequence[Row]) -> frozenset[int]:
    """Return which events of the log may be taken back: of a safe kind, and nothing they touched has changed since."""
    safe = [row for row in rows if EventKind(row["kind"]) in SAFE_TO_UNDO and not row["flag"]]
    touched: dict[str, set[str]] = {}
    for row in safe:
        for name, images in row["after"].items():
            touched.setdefault(name, set()).update(images)
    versions: dict[tuple[str, str], int] = {}
    with database.reading() as connection:
        for name, ids in touched.items():
            table = PROJECTIONS[name]
            found = connection.execute(select(table.c.id, table.c.version).where(table.c.id.in_(ids)))
            versions |= {(name, row_id): version for row_id, version in found}
    return frozenset(
        row["sequence"]
        for row in safe
        if all(
            versions.get((name, row_id), row["sequence"]) == row["sequence"]
            for name, images in row["after"].items()
            for row_id in images
        )
    )


def _expect_unchanged_since(tx: Transaction, undone: Row) -> None:
    for name, rows in undone["after"].items():
        table = PROJECTIONS[name]
        for row_id in rows:
            now = tx.one(select(table).where(table.c.id == row_id))
            if now is not None and now["version"] != undone["sequence"]:
                raise Stale(
                    "Something has changed since event {sequence}, expected nothing after it",
                    sequence=undone["sequence"],
                    table=name,
                    row=row_id,
                    changes=tx.changes_of(name, {"request": None, **now}, undone["sequence"]),
                )


def _rules_set_aside(tx: Transaction, restored: Images, override: str) -> list[str]:
    """Ask the rules about every bed that somebody gets back; return those that are set aside."""
    requests = restored.get("bed_request", {})
    given, aside = [], set()
    for row_id, image in restored.get("bed_occupation", {}).items():
        row = _restored(tx, row_id, image)
        if row is None or not row["live"] or row["kind"] == OccupationKind.LOUNGE:
            continue
        given.append((_who_gets_it_back(tx, row, requests), row["bed"]))
        promised = tx.in_slot(row["bed"], NEXT)
        if promised is not None and promised["id"] != row_id:
            aside.add(promised["request"])
    given += _held_requests_changed_back(tx, requests, given)
    if not given:
        return []
    return tx.expect_rules_kept(*given, override=override, aside=aside, beside=(BED_ITSELF,))


def _restored(tx: Transaction, row_id: str, image: Row | None) -> Row | None:
    """Return a stay or hold as it will be, if the undo brings it to life; None otherwise."""
    table = PROJECTIONS["bed_occupation"]
    now = tx.one(select(table).where(table.c.id == row_id))
    if image is None or (now is not None and now["live"]):
        return None
    return {**(now or {}), **from_image("bed_occupation", image)}


def _who_gets_it_back(tx: Transaction, row: Row, requests: Mapping[str, Row | None]) -> BedRequest:
    if row["kind"] == OccupationKind.STAY:
        elsewhere = tx.stay_of(row["patient"])
        return wish_of(row, tx.now, elsewhere["bed"] if elsewhere else None)
    request = _request_as_it_will_be(tx, row["request"], requests.get(row["request"]))
    expect_no_other_hold(tx, request)
    return request


def _held_requests_changed_back(
    tx: Transaction, requests: Mapping[str, Row | None], given: list[tuple[BedRequest, str]]
) -> list[tuple[BedRequest, str]]:
    known = {request.id for request, _ in given}
    found = []
    for request_id, image in requests.items():
        hold = tx.hold_of(request_id) if image and "document" in image and request_id not in known else None
        if hold is not None:
            found.append((_request_as_it_will_be(tx, request_id, image), hold["bed"]))
    return found


def _request_as_it_will_be(tx: Transaction, request_id: str, image: Mapping[str, Any] | None) -> BedRequest:
    document = (image or {}).get("document") or tx.request(request_id)["document"]
    return REQUEST.validate_python(document)
