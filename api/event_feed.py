"""The store's log as the event table that all KPIs are measured on."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

import polars as pl
from sqlalchemy import Connection, func, or_, select

from api.store.kinds import EventKind as LoggedKind
from api.store.kinds import Flag, OccupationKind, RequestStatus
from api.store.live import LiveState
from api.store.tables import bed_occupation, bed_request, event
from scenarios.events.schema import EVENT_SCHEMA, EventKind, event_table
from scenarios.hospital import Hospital

Row = dict[str, Any]
MOVING = ("moved", "swapped")
CLEANING = {LoggedKind.CLEANING_STARTED: EventKind.CLEANING_STARTED, LoggedKind.BED_CLEANED: EventKind.CLEANED}
KEPT_ONLY = [flag.value for flag in Flag if flag.is_kept_only]
"""Reports that changed nothing: the same cleaning is in the log again when it was applied."""
ORDER = (EventKind.BED_REQUESTED, EventKind.CANCELLED, EventKind.DISCHARGE_ORDERED, EventKind.LEFT)
"""Kinds that come first among events of one moment; the others follow."""


def events_since(live: LiveState, start: datetime) -> pl.DataFrame:
    """Return what happened since a moment, which is minute 0, and who was in bed or waited then.

    Stays and requests come from the projections, where cancelled admissions and undone moves have left no trace;
    cleaning comes from the log.
    """
    with live.database.reading() as connection:
        rows = [
            *_stays(connection, live.hospital, start),
            *_requests(connection, start),
            *_cleaning(connection, live.hospital, start),
        ]
    rank = {kind.value: number for number, kind in enumerate(ORDER)}
    rows.sort(key=lambda row: (row["at"], rank.get(row["kind"], len(ORDER))))
    return event_table({**row, "minute": (row.pop("at") - start) / timedelta(minutes=1)} for row in rows)


def events_now(live: LiveState) -> pl.DataFrame:
    """Return an event table of this moment alone: everyone who is in bed was admitted a minute before."""
    in_bed = [(bed, bed.stay.stay) for bed in list(live.beds.values()) if bed.stay is not None]
    count = len(in_bed)
    return pl.DataFrame(
        {
            "minute": [-1.0] * count,
            "kind": [EventKind.ADMITTED.value] * count,
            "patient": [stay.patient.id for _, stay in in_bed],
            "department": [stay.department for _, stay in in_bed],
            "source": [None] * count,
            "ward": [bed.place.ward.id for bed, _ in in_bed],
            "bed": [bed.id for bed, _ in in_bed],
        },
        schema=EVENT_SCHEMA,
    )


def opened_at(connection: Connection) -> datetime:
    """Return when the store got its hospital."""
    moment: datetime = connection.execute(select(func.min(event.c.recorded_at))).scalar_one()
    return moment


def _stays(connection: Connection, hospital: Hospital, start: datetime) -> Iterator[Row]:
    table = bed_occupation
    columns = ("patient", "department", "bed", "since", "ordered_at", "ended_at", "ended_by", "live")
    # A row without an end is live; said like this, the index of ends finds both.
    ended = (table.c.ended_at >= start) & (table.c.ended_by != "cancelled")
    statement = (
        select(*(table.c[name] for name in columns), table.c.stay["admitted_at"].as_string().label("admitted_at"))
        .where(table.c.kind == OccupationKind.STAY.value, or_(table.c.ended_at.is_(None), ended))
        .order_by(table.c.patient, table.c.since)
    )
    rows = [dict(row) for row in connection.execute(statement).mappings()]
    for _, stays in groupby(rows, key=lambda row: row["patient"]):
        yield from _one_patient(list(stays), hospital)


def _one_patient(stays: list[Row], hospital: Hospital) -> Iterator[Row]:
    """Yield the events of one patient's stays, in order: admitted, moved from bed to bed, ordered, left."""
    before: Row | None = None
    for stay in stays:
        ward = hospital.place_of_bed[stay["bed"]].ward.id
        who = {"patient": stay["patient"], "department": stay["department"], "ward": ward, "bed": stay["bed"]}
        if before is not None and before["ended_by"] in MOVING:
            yield {"at": stay["since"], "kind": EventKind.MOVED.value, **who}
        else:
            admitted = min(stay["since"], datetime.fromisoformat(stay["admitted_at"]))
            yield {"at": admitted, "kind": EventKind.ADMITTED.value, **who}
        ordered = stay["ordered_at"]
        if ordered is not None and (before is None or before["ordered_at"] != ordered):
            yield {"at": max(ordered, stay["since"]), "kind": EventKind.DISCHARGE_ORDERED.value, **who}
        if stay["ended_by"] == "left":
            yield {"at": stay["ended_at"], "kind": EventKind.LEFT.value, **who}
        before = stay


def _requests(connection: Connection, start: datetime) -> Iterator[Row]:
    table = bed_request
    statement = select(table).where(or_(table.c.closed_at.is_(None), table.c.closed_at >= start))
    for row in connection.execute(statement).mappings():
        asked = row["document"]
        patient = asked["patient"]["id"]
        yield {
            "at": datetime.fromisoformat(asked["requested_at"]),
            "kind": EventKind.BED_REQUESTED.value,
            "patient": patient,
            "department": asked["department"],
            "source": asked["source"],
        }
        if row["status"] == RequestStatus.CANCELLED:
            yield {"at": row["closed_at"], "kind": EventKind.CANCELLED.value, "patient": patient}


def _cleaning(connection: Connection, hospital: Hospital, start: datetime) -> Iterator[Row]:
    statement = (
        select(event.c.at, event.c.kind, event.c.bed)
        .where(event.c.at >= start, event.c.bed.is_not(None), event.c.flag.not_in(KEPT_ONLY))
        .order_by(event.c.sequence)
    )
    latest: dict[str, Row | None] = {}
    kept: list[Row] = []
    for at, kind, bed in connection.execute(statement):
        undone = latest.get(bed) if kind == LoggedKind.UNDONE else None
        if undone is not None:
            kept.remove(undone)
        cleaning = CLEANING.get(kind)
        ward = hospital.place_of_bed[bed].ward.id if cleaning else ""
        latest[bed] = {"at": at, "kind": cleaning.value, "bed": bed, "ward": ward} if cleaning else None
        if (row := latest[bed]) is not None:
            kept.append(row)
    yield from kept
